# Makes cox_model_rows.tsv and cox_model.tsv: data sets that come with R's survival as rows of a Cox model, and what
# coxph, residuals, survfit and cox.zph say of them when the fit is made to converge fully.
# Run in this folder: Rscript cox_model.R
library(survival)
fully <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
width <- 7
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))

rows <- NULL
values <- NULL
say <- function(case, ties, quantity, value) {
    value <- as.matrix(value)
    values <<- rbind(values, data.frame(case = case, ties = ties, quantity = quantity, row = c(row(value)) - 1,
                                        column = c(col(value)) - 1, value = number(c(value))))
}

# `terms`: how many columns of x each term has. `at`: covariates of a person for whom the curves are told.
study <- function(case, x, exit, event, entry = NULL, weight = NULL, offset = NULL, stratum = NULL, cluster = NULL,
                  terms = rep(1, ncol(x)), at = colMeans(x), ties = c("efron", "breslow"), parts = "fit",
                  control = fully) {
    n <- nrow(x)
    as_number <- function(f) if (is.null(f)) rep(0, n) else as.integer(factor(f)) - 1
    padded <- matrix(0, n, width)
    padded[, seq_len(ncol(x))] <- x
    colnames(padded) <- paste0("x", seq_len(width))
    rows <<- rbind(rows, data.frame(case = case, columns = ncol(x), entry = if (is.null(entry)) NA else entry,
                                    exit = exit, event = event, weight = number(if (is.null(weight)) NA else weight),
                                    offset = number(if (is.null(offset)) NA else offset),
                                    stratum = as_number(stratum),
                                    cluster = if (is.null(cluster)) seq_len(n) - 1 else as_number(cluster),
                                    apply(padded, 2, number)))
    d <- data.frame(exit = exit, event = event, w = if (is.null(weight)) 1 else weight,
                    o = if (is.null(offset)) 0 else offset, s = as_number(stratum),
                    g = if (is.null(cluster)) seq_len(n) else as_number(cluster))
    d$start <- if (is.null(entry)) 0 else entry
    first <- cumsum(c(1, terms))
    for (i in seq_along(terms)) d[[paste0("t", i)]] <- x[, first[i]:(first[i + 1] - 1)]
    left <- if (is.null(entry)) "Surv(exit, event)" else "Surv(start, exit, event)"
    formula <- paste(left, "~", paste0("t", seq_along(terms), collapse = " + "))
    if (!is.null(stratum)) formula <- paste(formula, "+ strata(s)")
    plain <- as.formula(formula)
    if (!is.null(offset)) formula <- paste(formula, "+ offset(o)")
    formula <- as.formula(formula)
    for (t in ties) {
        fit <- suppressWarnings(if (t == "exact") coxph(formula, d, ties = t, control = control, x = TRUE)
                                else coxph(formula, d, weights = w, ties = t, control = control, robust = FALSE, x = TRUE))
        V <- fit$var
        say(case, t, "beta", fit$coefficients)
        say(case, t, "variance", V)
        say(case, t, "log_likelihood", fit$loglik)
        say(case, t, "score", fit$score)
        say(case, t, "wald", fit$wald.test)
        say(case, t, "martingale_squares", sum(residuals(fit)^2))
        if (t == "exact") next
        robust <- suppressWarnings(coxph(formula, d, weights = w, ties = t, control = control, cluster = g))
        say(case, t, "robust_variance", robust$var)
        say(case, t, "robust_wald", robust$wald.test)
        # coxph's own rscore leaves the offset out, at a point that no model is at.
        start <- coxph(formula, d, weights = w, ties = t, control = coxph.control(iter.max = 0), robust = FALSE)
        by_cluster <- rowsum(as.matrix(residuals(start, "score", weighted = TRUE)), d$g)
        own <- !is.na(fit$coefficients)
        u <- colSums(by_cluster)[own]
        by_hand <- sum(u * solve(crossprod(by_cluster)[own, own], u))
        say(case, t, "robust_score", if (is.null(offset)) robust$rscore else by_hand)
        if ("residuals" %in% parts) {
            say(case, t, "martingale", residuals(fit))
            say(case, t, "deviance", residuals(fit, "deviance"))
            for (type in c("score", "schoenfeld", "scaledsch", "dfbeta", "dfbetas")) {
                say(case, t, if (type == "score") "score_residuals" else type, residuals(fit, type))
            }
        }
        if ("zph" %in% parts) {
            for (g in c("identity", "log", "rank", "km")) {
                say(case, t, paste0("zph_", g), cox.zph(fit, g)$table[, c("chisq", "df")])
            }
        }
        if ("curves" %in% parts) {
            person <- function(x) {
                new <- d[1, ]
                for (i in seq_along(terms)) new[[paste0("t", i)]] <- t(x[first[i]:(first[i + 1] - 1)])
                new
            }
            say(case, t, "at", at)
            for (which in c("zero", "at")) {
                new <- person(if (which == "zero") 0 * at else at)
                for (limits in c("plain", "log", "log-log")) {
                    curve <- NULL
                    for (s in unique(d$s)) {
                        new$s <- s
                        one <- survfit(fit, newdata = new, conf.type = limits)
                        kept <- one$n.event > 0
                        curve <- rbind(curve, cbind(s, one$time, one$n.risk, one$n.event, one$cumhaz, one$std.err,
                                                    one$surv, one$lower, one$upper)[kept, ])
                    }
                    if (limits == "plain") say(case, t, paste0("curve_", which), curve[order(curve[, 1]), 1:7])
                    if (which == "at") say(case, t, paste0("limits_", limits), curve[order(curve[, 1]), 8:9])
                }
            }
        }
    }
}

every <- c("residuals", "zph", "curves")
l <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog")]), ]
study("lung", as.matrix(l[, c("age", "sex", "ph.ecog")]), l$time, l$status - 1, ties = c("efron", "breslow", "exact"),
      parts = c("zph", "curves"), at = c(60, 1, 1))
i <- l[!is.na(l$inst), ]
study("lung_clusters", as.matrix(i[, c("age", "sex", "ph.ecog")]), i$time, i$status - 1, cluster = i$inst)
i <- lung[complete.cases(lung[, c("inst", "age", "sex", "wt.loss")]), ]
study("lung_strata", as.matrix(i[, c("age", "sex", "wt.loss")]), i$time, i$status - 1, stratum = i$inst,
      parts = "zph", ties = c("efron", "exact"))
study("lung_aliased", cbind(l$age, l$sex, 2 * l$age - l$sex, 1, l$ph.ecog), l$time, l$status - 1, parts = "zph",
      control = coxph.control(eps = 1e-14, iter.max = 60))
study("lung_offset", as.matrix(l[, c("sex", "ph.ecog")]), l$time, l$status - 1, offset = l$age / 50,
      weight = (seq_len(nrow(l)) %% 5 + 1) / 2, parts = "zph", ties = "efron")
v <- veteran
study("veteran", model.matrix(~trt + celltype + karno + age + prior, v)[, -1], v$time, v$status,
      terms = c(1, 3, 1, 1, 1), parts = "zph", ties = c("efron", "exact"))
h <- heart
study("heart", cbind(h$age, as.integer(h$transplant) - 1, h$surgery, h$year), h$stop, h$event, entry = h$start,
      cluster = h$id, parts = every, ties = c("efron", "breslow", "exact"))
b <- bladder2
study("bladder2", as.matrix(b[, c("rx", "size", "number")]), b$stop, b$event, entry = b$start, stratum = b$enum,
      cluster = b$id, parts = "zph")
# Whole-number times with many ties, delayed entry and case weights that are no whole numbers.
w <- l[seq_len(90), ]
study("weighted", as.matrix(w[, c("age", "sex")]), floor(w$time / 40) + 1, w$status - 1,
      entry = floor(w$time / 160), weight = (seq_len(90) %% 7 + 1) / 3, stratum = w$ph.ecog > 0,
      cluster = seq_len(90) %/% 3, parts = every)

write.table(rows, "cox_model_rows.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(values, "cox_model.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
