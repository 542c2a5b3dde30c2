# Rscript cox_weights.R HERE INPUT: the folders of cox_weights.sh against finegray and coxph.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
study <- read_study(arguments[2], 40)
people <- study$people
people$row <- seq_len(nrow(people))
people <- people[complete.cases(people[, c("entry_age", "exit_age", "af_event", "QCOV1", "QCOV2", "CAT_COV")]), ]
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
at_start <- coxph.control(iter.max = 0, toler.chol = 1e-16)

# The rows of a model: of the people, or of finegray, with `entry`, `exit`, `event` and `w`.
model_rows <- function(people, cause, weights, fine_gray) {
    people$w <- if (weights == "") 1 else as.double(people[[weights]])
    people <- people[people$w > 0, ]
    if (!fine_gray) return(transform(people, entry = entry_age, exit = exit_age, event = as.numeric(af_event == cause)))
    people$state <- factor(people$af_event, 0:2)
    rows <- finegray(Surv(entry_age, exit_age, state) ~ row + w + cohort + QCOV1 + QCOV2 + CAT_COV + strata(cohort), people,
                     etype = as.character(cause), id = row)
    transform(rows, entry = fgstart, exit = fgstop, event = fgstatus, w = w * fgwt)
}

fit <- function(rows, v, strata, ties, transformation) {
    rows$g <- study$genotypes[rows$row, v]
    rows <- rows[!is.na(rows$g), ]
    events <- rows$g[rows$event == 1]
    answer <- list(events = length(events), beta = NA, se = NA, loglik = NA, score = NA, zph = NA, robust = NA)
    if (length(unique(rows$g)) < 2) return(answer)
    model <- as.formula(paste("Surv(entry, exit, event) ~ QCOV1 + QCOV2 + CAT_COV + g", if (strata) "+ strata(cohort)"))
    cox <- function(model, ...) suppressWarnings(coxph(model, rows, weights = w, ties = ties, robust = FALSE, ...))
    null <- cox(update(model, . ~ . - g), control = control)
    full <- cox(model, control = control)
    se <- sqrt(vcov(full)["g", "g"])
    start <- c(coef(null), 0)
    start[is.na(start)] <- 0  # aliased
    answer$score <- cox(model, init = unname(start), control = at_start)$score
    if (full$iter >= control$iter.max || anyNA(vcov(full)) || any(diag(vcov(full)) > 1e4)) {
        if (any(diag(vcov(null)) > 1e4)) answer$score <- NA
        return(answer)
    }
    clustered <- suppressWarnings(coxph(model, rows, weights = w, ties = ties, cluster = row, control = control))
    modifyList(answer, list(beta = coef(full)[["g"]], se = se, loglik = full$loglik[2],
        zph = if (is.null(transformation)) NA
              else cox.zph(full, transform = transformation, terms = FALSE, global = FALSE)$table["g", "chisq"],
        robust = sqrt(vcov(clustered)["g", "g"])))
}

against <- function(folder, cause, weights = "", fine_gray = FALSE, ties = "efron", transformation = NULL, robust = FALSE) {
    for (cohort in c("", "CEU", "TSI")) {
        pooled <- cohort == ""
        ours <- read_table(file.path(folder, if (pooled) "af.tsv.gz" else "af.cohorts.tsv.gz"))
        if (!pooled) ours <- ours[ours$cohort == cohort, ]
        rows <- model_rows(if (pooled) people else people[people$cohort == cohort, ], cause, weights, fine_gray)
        oracle <- lapply(seq_along(study$keys), function(v) fit(rows, v, pooled, ties, transformation))
        value <- function(name) vapply(oracle, function(o) as.double(o[[name]]), 0)
        at <- match(study$keys, variant_key(ours))
        place <- if (pooled) "pooled" else paste0("cohorts/", cohort)
        exact <- function(column) read_h5(file.path(folder, "results.h5"), paste0("/af/", place, "/", column), nrow(ours))[at]
        what <- paste(folder, place)
        compare(paste(what, "events"), ours$n_events[at], value("events"), 0.5)
        compare(paste(what, "score chi-square"), exact("score_chisq"), value("score"), relative(value("score"), 1e-9, 1e-3))
        compare(paste(what, "log hazard ratio"), exact("beta"), value("beta"), relative(value("beta"), 1e-9, value("se")))
        compare(paste(what, "log likelihood"), exact("log_likelihood"), value("loglik"), relative(value("loglik"), 1e-9))
        if (robust) {
            compare(paste(what, "robust error"), exact("standard_error"), value("robust"), relative(value("robust"), 1e-9))
            z <- value("beta") / value("robust")
            nlp <- -pchisq(z^2, 1, lower.tail = FALSE, log.p = TRUE) / log(10)
            compare(paste(what, "-log10 p"), exact("neg_log_10_p_value"), nlp, relative(nlp, 1e-8, 1e-3))
            tests <- ours$test[at][!is.na(value("beta"))]
            if (!all(endsWith(tests, "-WALD-SANDWICH"))) fail("%s: not every estimate has robust errors", what)
        } else {
            compare(paste(what, "standard error"), exact("standard_error"), value("se"), relative(value("se"), 1e-9))
        }
        if (!is.null(transformation)) {
            compare(paste(what, "proportional hazards"), exact("zph_chisq"), value("zph"), relative(value("zph"), 1e-9, 1e-2))
        }
        lost <- is.na(ours$beta[at]) & !is.na(value("beta"))
        if (any(lost)) fail("%s: %d estimates of coxph have no counterpart; the first is %s", what, sum(lost), study$keys[lost][1])
    }
}
for (ties in c("efron", "breslow")) {
    against(paste0("fine_gray_", ties), 1, fine_gray = TRUE, ties = ties, transformation = "identity")
    against(paste0("count_", ties), 1, "count", ties = ties, transformation = "log")
}
against("fine_gray_robust", 2, fine_gray = TRUE, robust = TRUE)
against("fraction_robust", 1, "fraction", robust = TRUE)
against("fine_gray_weighted", 1, "count", fine_gray = TRUE)
finish()
