# Makes the curves_*.tsv tables: survfit, survdiff and coxph of R's survival (3.5-3) and cuminc of cmprsk, on the people of
# curves_people.tsv. Times are whole numbers. Run in this folder: Rscript curves.R
library(survival)
library(cmprsk)
number <- function(x) ifelse(is.na(x), "NA", ifelse(is.infinite(x), "inf", sprintf("%.17g", x)))
write <- function(rows, name) write.table(rows, name, sep = "\t", quote = FALSE, row.names = FALSE)

people <- function(set, exit, event, group = 0, entry = NA, weight = 1, stratum = 0, person = NA) {
    data.frame(set, entry, exit, event, weight, stratum = as.integer(factor(stratum)) - 1L,
               group = as.integer(factor(group)) - 1L, person)
}
inst <- lung[!is.na(lung$inst), ]
cut_lung <- survSplit(Surv(time, status == 2) ~ sex, transform(lung, id = seq_along(sex))[c("time", "status", "sex", "id")],
                      cut = c(150, 310, 500), id = "person")
mgus <- within(survival::mgus2, {
    time <- ifelse(pstat == 1, ptime, futime)
    event <- ifelse(pstat == 1, 1, 2 * death)
    third <- cut(age, c(0, 65, 75, 200), labels = FALSE)
    entry <- 12 * age
})
set.seed(4)
# Residents of a home who enter at different ages [months]: the risk set of the first ones runs empty.
home <- data.frame(entry = c(751, 777, sample(780:950, 118, TRUE)))
home$exit <- home$entry + c(6, 3, 1 + rgeom(118, 0.01))
home$event <- c(1, 1, sample(0:2, 118, TRUE, c(0.3, 0.5, 0.2)))
home$sex <- rep(1:2, 60)
home$unit <- sample(1:4, 120, TRUE)

sets <- rbind(
    people("aml", aml$time, aml$status, aml$x),
    people("lung", lung$time, lung$status - 1, lung$sex),
    people("lung_inst", inst$time, inst$status - 1, inst$sex, stratum = inst$inst),
    people("lung_whole", lung$time, lung$status - 1, lung$sex, weight = 1 + seq_len(nrow(lung)) %% 3),
    people("lung_parts", lung$time, lung$status - 1, lung$sex, weight = 0.3 + (seq_len(nrow(lung)) * 7) %% 11 / 10),
    people("lung_cut", cut_lung$time, cut_lung$event, cut_lung$sex, entry = cut_lung$tstart, person = cut_lung$person),
    people("veteran", veteran$time, veteran$status, veteran$celltype, stratum = veteran$trt),
    people("mgus", mgus$time, mgus$event, mgus$sex, stratum = mgus$third),
    people("mgus_thirds", mgus$time, mgus$event, mgus$third, stratum = mgus$sex),
    people("mgus_age", mgus$entry + mgus$time, mgus$event, mgus$sex, entry = mgus$entry, stratum = mgus$third),
    people("home", home$exit, home$event, home$sex, entry = home$entry, stratum = home$unit))
sets$entry <- ifelse(is.na(sets$entry), "NA", sets$entry)
write(sets, "curves_people.tsv")

response <- function(d, event = d$event > 0) {
    if (d$entry[1] == "NA") Surv(d$exit, event) else Surv(as.numeric(d$entry), d$exit, event)
}
subset_of <- function(set) sets[sets$set == set, ]
fit_of <- function(set, ...) {
    d <- subset_of(set)
    if (!is.na(d$person[1])) {
        fit <- survfit(response(d) ~ group, d, id = person, ...)
        # With several curves 3.5-3 looks for the people's last rows in the wrong places; with one it finds them.
        one <- function(g) survfit(response(g) ~ 1, g, id = person, ...)$n.censor
        fit$n.censor <- unlist(lapply(split(d, d$group), one))
        return(fit)
    }
    if (any(d$weight != 1)) return(survfit(response(d) ~ group, d, weights = weight, ...))
    survfit(response(d) ~ group, d, ...)
}
groups_of <- function(fit) rep(seq_along(fit$strata) - 1L, fit$strata)

# Curves
survival_rows <- NULL
point_rows <- NULL
quantile_rows <- NULL
mean_rows <- NULL
curve <- function(set, every, stype = 1, ctype = 1, scale = "log", level = 0.95, start = NA) {
    fit <- if (is.na(start)) fit_of(set, stype = stype, ctype = ctype, conf.type = scale, conf.int = level)
           else fit_of(set, stype = stype, ctype = ctype, conf.type = scale, conf.int = level, start.time = start)
    key <- data.frame(set, stype, ctype, scale, level, start = number(start))
    group <- groups_of(fit)
    real <- which(fit$n.event + fit$n.censor > 0)
    keep <- real[seq_along(real) %% every == 0 | real == max(real) | c(diff(group[real]), 0) != 0]
    se <- if (fit$logse) fit$surv * fit$std.err else fit$std.err
    survival_rows <<- rbind(survival_rows, cbind(key, group = group[keep], time = fit$time[keep],
        at_risk = number(fit$n.risk[keep]), events = number(fit$n.event[keep]), censored = number(fit$n.censor[keep]),
        survival = number(fit$surv[keep]), std_error = number(se[keep]), hazard = number(fit$cumhaz[keep]),
        hazard_error = number(fit$std.chaz[keep]), lower = number(fit$lower[keep]), upper = number(fit$upper[keep])))
    p <- c(0, 0.1, 0.25, 0.5, 0.75, 0.9)
    q <- quantile(fit, p)
    for (g in unique(group)) {
        quantile_rows <<- rbind(quantile_rows, cbind(key, group = g, probability = p, time = number(q$quantile[g + 1, ]),
            lower = number(q$lower[g + 1, ]), upper = number(q$upper[g + 1, ])))
    }
    # Single times. R takes a curve's times from 0 on.
    last <- max(fit$time)
    at <- sort(unique(round(c(0.02, 0.1, 0.3, 0.5, 0.75, 1, 1.2) * last)))
    if (!is.na(start)) at <- at[at >= start]
    s <- summary(fit, times = at, extend = TRUE)
    point_rows <<- rbind(point_rows, cbind(key, group = as.integer(s$strata) - 1L, time = s$time,
        at_risk = number(s$n.risk), events = number(s$n.event), censored = number(s$n.censor), survival = number(s$surv),
        std_error = number(s$std.err), lower = number(s$lower), upper = number(s$upper), hazard = number(s$cumhaz),
        hazard_error = number(s$std.chaz)))
    for (end in list("common", round(0.6 * last))) {
        m <- survival:::survmean(fit, rmean = end)
        mean_rows <<- rbind(mean_rows, cbind(key, group = seq_along(fit$strata) - 1L,
            common = as.integer(end == "common"), end = m$end.time, mean = number(m$matrix[, "rmean"]),
            std_error = number(m$matrix[, "se(rmean)"])))
    }
}
for (scale in c("log", "log-log", "plain", "logit", "arcsin")) curve("lung", 12, scale = scale)
curve("lung", 20, level = 0.9)
curve("lung", 20, stype = 1, ctype = 2)
curve("lung", 20, stype = 2, ctype = 1)
curve("lung", 20, stype = 2, ctype = 2, scale = "log-log")
for (scale in c("log", "log-log", "plain", "logit", "arcsin")) curve("aml", 1, scale = scale)
curve("lung_whole", 10)
curve("lung_whole", 10, stype = 2, ctype = 2)
curve("lung_cut", 10)
curve("veteran", 8)
curve("mgus_age", 10, scale = "logit")
curve("home", 4, ctype = 2)
curve("home", 4, scale = "log-log", start = 785)
curve("home", 4, stype = 2, scale = "plain", start = 800)
write(survival_rows, "curves_survival.tsv")
write(quantile_rows, "curves_quantiles.tsv")
write(point_rows, "curves_points.tsv")
write(mean_rows, "curves_means.tsv")

# Log-rank tests. Without entries by survdiff; with entries by the hypergeometric formula, which on few ties is confirmed by
# the exact score test of a Cox model (R counts all its combinations, so that many ties take for ever).
hypergeometric <- function(d) {
    k <- max(d$group) + 1
    entry <- as.numeric(d$entry)
    sums <- list(observed = numeric(k), expected = numeric(k), v = matrix(0, k, k))
    for (s in unique(d$stratum)) {
        for (t in unique(d$exit[d$event > 0 & d$stratum == s])) {
            at_risk <- tabulate(1 + d$group[d$stratum == s & entry < t & d$exit >= t], k)
            events <- tabulate(1 + d$group[d$stratum == s & d$event > 0 & d$exit == t], k)
            n <- sum(at_risk)
            m <- sum(events)
            sums$observed <- sums$observed + events
            sums$expected <- sums$expected + m * at_risk / n
            if (n > 1) sums$v <- sums$v + m * (n - m) / (n - 1) * (diag(at_risk) / n - outer(at_risk, at_risk) / n^2)
        }
    }
    u <- (sums$observed - sums$expected)[-1]
    c(sums, chisq = sum(u * solve(sums$v[-1, -1, drop = FALSE], u)))
}
tests <- NULL
log_rank <- function(set, strata, rho) {
    d <- subset_of(set)
    y <- response(d)
    if (attr(y, "type") == "right") {
        fit <- if (strata) survdiff(y ~ group + strata(stratum), d, rho = rho) else survdiff(y ~ group, d, rho = rho)
        sum_of <- function(x) if (strata) rowSums(x) else x
        fit <- list(observed = sum_of(fit$obs), expected = sum_of(fit$exp), chisq = fit$chisq)
    } else {
        if (!strata) d$stratum <- 0
        fit <- hypergeometric(d)
        if (set == "home") {
            cox <- coxph(y ~ factor(group) + strata(stratum), d, ties = "exact")
            stopifnot(all.equal(cox$score, fit$chisq, tolerance = 1e-12))
        }
    }
    df <- length(unique(d$group)) - 1
    tests <<- rbind(tests, data.frame(set, strata = as.integer(strata), rho, chi_square = number(fit$chisq), df,
        neg_log10_p = number(-pchisq(fit$chisq, df, lower.tail = FALSE, log.p = TRUE) / log(10)),
        observed = paste(number(fit$observed), collapse = ","), expected = paste(number(fit$expected), collapse = ",")))
}
for (rho in c(0, 0.5, 1)) {
    log_rank("lung", FALSE, rho)
    for (strata in c(FALSE, TRUE)) {
        log_rank("lung_inst", strata, rho)
        log_rank("veteran", strata, rho)
        log_rank("mgus_thirds", strata, rho)
    }
}
log_rank("aml", FALSE, 0)
for (set in c("lung_cut", "mgus_age", "home")) log_rank(set, FALSE, 0)
for (set in c("mgus_age", "home")) log_rank(set, TRUE, 0)
write(tests, "curves_log_rank.tsv")

# Robust errors, and cumulative incidences with theirs: at all times of the curve that the table keeps.
robust_rows <- NULL
robust <- function(set, every, scale = "log") {
    d <- subset_of(set)
    fit <- survfit(response(d) ~ group, d, weights = d$weight, conf.type = scale, robust = TRUE, id = seq_len(nrow(d)))
    group <- groups_of(fit)
    keep <- which(seq_along(group) %% every == 0 | c(diff(group), 1) != 0)
    robust_rows <<- rbind(robust_rows, data.frame(set, scale, start = "NA", group = group[keep], cause = 0,
        time = fit$time[keep], estimate = number(fit$surv[keep]), std_error = number(fit$std.err[keep]),
        hazard_error = number(fit$std.chaz[keep]), lower = number(fit$lower[keep]), upper = number(fit$upper[keep])))
}
incidence <- function(set, every, scale = "log", start = NA) {
    d <- subset_of(set)
    d$id <- seq_len(nrow(d))
    y <- response(d, factor(d$event))
    fit <- if (is.na(start)) survfit(y ~ group, d, id = id, weights = weight, conf.type = scale)
           else survfit(y ~ group, d, id = id, weights = weight, conf.type = scale, start.time = start)
    group <- groups_of(fit)
    keep <- which(seq_along(group) %% every == 0 | c(diff(group), 1) != 0)
    for (cause in 0:(length(fit$states) - 1)) {
        j <- cause + 1
        robust_rows <<- rbind(robust_rows, data.frame(set, scale, start = number(start), group = group[keep], cause,
            time = fit$time[keep], estimate = number(fit$pstate[keep, j]), std_error = number(fit$std.err[keep, j]),
            hazard_error = "skip", lower = number(fit$lower[keep, j]), upper = number(fit$upper[keep, j])))
    }
}
robust("lung", 12)
robust("lung_parts", 10)
robust("lung_parts", 20, "log-log")
robust("aml", 1, "plain")
robust("mgus_age", 40)
incidence("mgus", 40)
incidence("mgus_thirds", 60, "log-log")
incidence("mgus_age", 40, "plain")
incidence("home", 4)
incidence("home", 4, "log", 800)
write(robust_rows, "curves_robust.tsv")

# Gray's test
gray_rows <- NULL
gray <- function(set, strata, rho) {
    d <- subset_of(set)
    fit <- if (strata) cuminc(d$exit, d$event, d$group, d$stratum, rho = rho)
           else cuminc(d$exit, d$event, d$group, rho = rho)
    for (cause in 1:2) {
        chisq <- fit$Tests[cause, "stat"]
        df <- fit$Tests[cause, "df"]
        gray_rows <<- rbind(gray_rows, data.frame(set, strata = as.integer(strata), rho, cause, chi_square = number(chisq),
            df, neg_log10_p = number(-pchisq(chisq, df, lower.tail = FALSE, log.p = TRUE) / log(10))))
    }
}
for (set in c("mgus", "mgus_thirds")) for (strata in c(FALSE, TRUE)) for (rho in c(0, 1)) gray(set, strata, rho)
write(gray_rows, "curves_gray.tsv")
