# Rscript survival_model.R write | compare | study: R's data sets as tables; what survival, converged, says of them.
suppressMessages({ library(survival); library(splines) })
task <- commandArgs(TRUE)[1]
lung$dead <- lung$status - 1
lung$wt <- 1 + (seq_len(nrow(lung)) %% 3)
mgus2$etime <- with(mgus2, ifelse(pstat == 0, futime, ptime))
mgus2$event <- with(mgus2, ifelse(pstat == 0, 2 * death, 1))
heart$transplant <- as.numeric(as.character(heart$transplant))
# Nobody of drug b has an event: its estimate is minus infinity, beside one of age that is finite.
separated <- with(lung, data.frame(time, event = dead * (seq_along(time) %% 9 != 0), age, cohort = sex,
                                   "drug/dose" = ifelse(seq_along(time) %% 9 == 0, "b", "a"), check.names = FALSE))
if (task == "write") {
    for (name in c("lung", "veteran", "heart", "bladder2", "mgus2", "ovarian", "aml", "separated"))
        write.table(get(name), paste0(name, ".tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    quit()
}
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "model_checks.R"))
cox <- function(out, reference, robust = !is.null(reference$naive.var), concordance = TRUE) {
    got <- table_of(out)
    same(paste(out, "beta"), got$estimate, coef(reference))
    own <- if (robust) reference$naive.var else reference$var
    same(paste(out, "se"), got$standard_error, sqrt(diag(own)))
    if (robust) same(paste(out, "robust se"), got$robust_se, sqrt(diag(reference$var)))
    same(paste(out, "log likelihood"), c(number(out, "log_likelihood_null"), number(out, "log_likelihood")), reference$loglik)
    same(paste(out, "score"), number(out, "score_test"), reference$score)
    same(paste(out, "wald"), number(out, "wald_test"), reference$wald.test)
    same(paste(out, "lr"), number(out, "likelihood_ratio_test"), 2 * diff(reference$loglik))
    z <- coef(reference) / sqrt(diag(reference$var))
    same(paste(out, "p"), got$p_value, 2 * pnorm(-abs(z)), 1e-8)
    if (concordance) {
        same(paste(out, "concordance"), number(out, "concordance"), reference$concordance["concordance"])
        same(paste(out, "concordance se"), number(out, "concordance_se"), reference$concordance["std"])
    }
}
zph <- function(out, reference, transform) {
    expected <- cox.zph(reference, transform)$table
    got <- table_of(out, "zph.tsv")
    same(paste(out, "zph"), c(got$chisq, got$df), c(expected[, "chisq"], expected[, "df"]))
}
curve <- function(out, reference, times = NULL) {
    expected <- if (is.null(times)) summary(reference, censored = TRUE) else summary(reference, times = times, extend = TRUE)
    got <- table_of(out)
    columns <- c("time", "n_risk", "n_event", "n_censor", "estimate", "standard_error", "ci_lower", "ci_upper")
    for (k in seq_along(columns)) {
        values <- expected[[c("time", "n.risk", "n.event", "n.censor", "surv", "std.err", "lower", "upper")[k]]]
        if (columns[k] == "standard_error") values[is.nan(values)] <- NA
        same(paste(out, columns[k]), got[[columns[k]]], values)
    }
}

if (task == "compare") {
    for (ties in c("efron", "breslow", "exact")) {
        reference <- fit(Surv(time, dead) ~ age + sex + ph.ecog, lung, ties = ties, x = TRUE)
        cox(paste0("lung.", ties), reference)
        if (ties != "exact") zph(paste0("lung.", ties), reference, "km")
    }
    reference <- fit(Surv(time, dead) ~ age + sex + ph.ecog, lung)
    zph("lung.identity", reference, "identity")
    at <- summary(survfit(reference, data.frame(age = 60, sex = 1, ph.ecog = 1)), times = 310)
    got <- table_of("lung.identity", "curves.tsv")
    same("curve at", c(got$estimate, got$cumulative_hazard, got$standard_error, got$ci_lower, got$ci_upper),
         c(at$surv, at$cumhaz, at$std.err, at$lower, at$upper))
    base <- basehaz(reference, centered = FALSE)
    same("baseline", table_of("lung.identity", "baseline.tsv")$cumulative_hazard, base$hazard[base$time == 310])
    got <- table_of("lung.identity", "residuals.tsv.gz")
    for (type in c("martingale", "deviance")) same(type, got[[type]], residuals(reference, type))
    for (type in c("score", "dfbeta", "dfbetas"))
        same(type, unlist(got[paste0(type, ":", names(coef(reference)))]), c(residuals(reference, type)), 1e-8)
    got <- table_of("lung.identity", "schoenfeld.tsv.gz")
    for (type in c("schoenfeld", "scaled")) {
        mine <- as.matrix(got[paste0(type, ":", names(coef(reference)))])
        theirs <- residuals(reference, if (type == "scaled") "scaledsch" else type)
        # Events at the same time may stand in another order.
        key <- function(matrix, time) matrix[order(time, matrix[, 1], matrix[, 2], matrix[, 3]), ]
        same(type, c(key(mine, got$time)), c(key(theirs, as.numeric(rownames(theirs)))), 1e-8)
    }
    cox("lung.cluster", fit(Surv(time, dead) ~ age + sex + ph.ecog, lung, cluster = inst))
    same("robust score", number("lung.cluster", "robust_score_test"),
         fit(Surv(time, dead) ~ age + sex + ph.ecog, lung, cluster = inst)$rscore)
    cox("lung.strata", fit(Surv(time, dead) ~ age + sex + wt.loss + strata(inst), lung))
    cox("lung.products", fit(Surv(time, dead) ~ age + sex + I(age^2) + I(age * sex), lung, weights = wt))
    for (type in c("log", "log-log", "plain", "logit", "arcsin"))
        curve(paste0("km.", type), survfit(Surv(time, dead) ~ 1, lung, conf.type = type), 310)
    km <- survfit(Surv(time, dead) ~ sex, lung)
    curve("km.sex", km)
    means <- table_of("km.sex", "means.tsv")
    expected <- summary(km, rmean = 365)$table
    same("rmean", c(means$mean, means$standard_error), c(expected[, "rmean"], expected[, "se(rmean)"]))
    medians <- subset(table_of("km.sex", "quantiles.tsv"), probability == 0.5)
    same("median", c(medians$time, medians$ci_lower, medians$ci_upper), c(expected[, c("median", "0.95LCL", "0.95UCL")]))
    all <- survfit(Surv(time, dead) ~ 1, lung)
    same("Nelson-Aalen", c(table_of("na")$estimate, table_of("na")$standard_error), c(all$cumhaz, all$std.chaz))
    log_rank <- function(out, reference) {
        got <- table_of(out)
        sums <- function(x) if (is.matrix(x)) rowSums(x) else x
        same(out, c(number(out, "log_rank_test"), got$observed, got$expected),
             c(reference$chisq, sums(reference$obs), sums(reference$exp)))
    }
    for (rho in c(0, 0.5, 1)) log_rank(paste0("log-rank.", rho), survdiff(Surv(time, dead) ~ sex, lung, rho = rho))
    log_rank("log-rank.strata", survdiff(Surv(time, dead) ~ sex + strata(inst), lung))
    levels <- sort(as.character(unique(veteran$celltype)))
    log_rank("log-rank.veteran", survdiff(Surv(time, status) ~ factor(celltype, levels), veteran))
    veteran$celltype <- factor(veteran$celltype, c("squamous", "adeno", "large", "smallcell"))
    reference <- fit(Surv(time, status) ~ trt + karno + age + prior + celltype, veteran)
    cox("veteran", reference)
    zph("veteran", reference, "km")
    cox("heart", fit(Surv(start, stop, event) ~ age + transplant + surgery + year, heart), concordance = FALSE)
    reference <- fit(Surv(start, stop, event) ~ age + transplant + surgery + year, heart, cluster = id)$concordance
    same("heart concordance", c(number("heart", "concordance"), number("heart", "concordance_se")), reference[c("concordance", "std")])
    cox("bladder", fit(Surv(start, stop, event) ~ rx + size + number, bladder2, ties = "breslow", cluster = id), concordance = FALSE)
    distributions <- c(exponential = "exponential", weibull = "weibull", "log-normal" = "lognormal", "log-logistic" = "loglogistic")
    for (name in names(distributions)) {
        reference <- survreg(Surv(futime, fustat) ~ ecog.ps + rx, ovarian, dist = distributions[name],
                             control = survreg.control(rel.tolerance = 1e-14, maxiter = 100))
        got <- table_of(name)
        same(name, got$estimate, c(coef(reference), if (name != "exponential") log(reference$scale)))
        same(paste(name, "se"), got$standard_error, sqrt(diag(reference$var)))
        same(paste(name, "log likelihood"), number(name, "log_likelihood"), reference$loglik[2])
    }
    for (name in names(distributions)) for (kind in c("robust", "cluster")) {
        arguments <- list(Surv(time, dead) ~ age + sex + ph.ecog, lung, dist = distributions[[name]], robust = TRUE,
                          control = survreg.control(rel.tolerance = 1e-14, maxiter = 100))
        if (kind == "cluster") arguments$cluster <- quote(inst)
        if (kind == "cluster") arguments[[2]] <- subset(lung, !is.na(inst))
        reference <- do.call(survreg, arguments)
        out <- paste0(kind, ".", name)
        got <- table_of(out)
        same(paste(out, "se"), got$standard_error, sqrt(diag(reference$naive.var)))
        same(paste(out, "robust se"), got$robust_se, sqrt(diag(reference$var)))
        same(paste(out, "z"), got$z, c(coef(reference), if (name != "exponential") log(reference$scale)) / sqrt(diag(reference$var)))
        same(paste(out, "wald"), number(out, "wald_test"), coef(reference)[-1] %*% solve(reference$var[2:4, 2:4], coef(reference)[-1]))
    }
    uno <- function(out, reference, horizons) {
        got <- table_of(out, "concordance.tsv")
        got <- got[got$kind == "uno", ]
        until <- c(Inf, horizons)
        for (k in seq_along(until)) {
            expected <- concordance(reference, timewt = "n/G2", ymax = until[k])
            same(paste(out, "Uno until", until[k]), c(got$concordance[k], got$standard_error[k]), c(expected$concordance, sqrt(expected$var)))
        }
        same(paste(out, "Uno"), c(number(out, "uno_concordance"), number(out, "uno_concordance_se")), c(got$concordance[1], got$standard_error[1]))
    }
    uno("uno", fit(Surv(time, dead) ~ age + sex + ph.ecog, lung), c(300, 600))
    uno("uno.strata", fit(Surv(time, dead) ~ age + ph.ecog + strata(sex), subset(lung, !is.na(inst)), weights = wt, cluster = inst), 400)

    # The supremum is that of those who are not on drug b, and the one-sided bound of 95 % lies where the profile
    # is 1.35 below it.
    got <- table_of("separated")
    event_likelihood <- function(b) fit(Surv(time, event) ~ age + offset(b * (separated[["drug/dose"]] == "b")) + strata(cohort), separated)$loglik[2]
    supremum <- fit(Surv(time, event) ~ age + strata(cohort), separated[separated[["drug/dose"]] == "a", ])
    same("separated log likelihood", number("separated", "log_likelihood"), supremum$loglik[2])
    same("separated age", got$estimate[1], coef(supremum), 1e-7)
    drop <- qchisq(0.90, 1) / 2
    bound <- uniroot(function(b) event_likelihood(b) - supremum$loglik[2] + drop, c(-20, 0), tol = 1e-13)$root
    same("separated bound", got$ci_upper[2], bound)
    if (got$status[2] != "infinite_estimate" || !is.na(got$estimate[2]) || !is.na(got$ci_lower[2])) { cat("FAILED: separation\n"); failures <- failures + 1 }
    curve("aml", survfit(Surv(time, status) ~ x, aml))
    causes <- factor(mgus2$event, 0:2, c("censored", "pcm", "death"))
    states <- summary(survfit(Surv(etime, causes) ~ sex, mgus2), times = c(120, 240, 360), extend = TRUE)
    got <- table_of("incidence")
    for (cause in 1:2) {
        own <- got[got$cause == cause, ]
        same(paste("incidence", cause), c(own$estimate, own$standard_error), c(states$pstate[, cause + 1], states$std.err[, cause + 1]))
    }
    # cmprsk's cuminc, run once: Tests of cuminc(etime, event, sex).
    same("Gray", table_of("gray")$statistic, c(1.19450782508, 11.6512590121), 1e-10)
    mgus2$causes <- causes
    weighted <- finegray(Surv(etime, causes) ~ age + sex + id, mgus2, etype = "pcm")
    reference <- fit(Surv(fgstart, fgstop, fgstatus) ~ age + I(sex == "M"), weighted, weights = fgwt, cluster = id)
    cox("fine-gray", reference, concordance = FALSE)
    cox("specific", fit(Surv(etime, event == 1) ~ age + sex, within(mgus2, sex <- factor(sex, c("F", "M")))))
}
if (task == "study") {
    files <- read.delim("made/cohorts.tsv")
    people <- do.call(rbind, lapply(seq_len(nrow(files)), function(i)
        cbind(read.delim(file.path("made", files$records[i]), na.strings = c("NA", "")), cohort = files$cohort[i])))
    for (column in c("t1_entry", "t1_exit")) people[[column]] <- round(people[[column]] * 1e6)
    reference <- fit(Surv(t1_entry, t1_exit, t1_event) ~ age + sex + PC1 + PC2 + strata(cohort), people, robust = TRUE, id = seq_len(nrow(people)))
    cox("study.cox.1", reference, concordance = FALSE)
    km <- summary(survfit(Surv(t1_entry, t1_exit, t1_event) ~ sex, people), censored = TRUE)
    got <- table_of("study.km.1")
    same("study KM", got$estimate, km$surv)
}
cat(task, ": ", if (failures == 0) "all agree" else paste(failures, "failures"), ", at most ", signif(worst, 3), " off\n", sep = "")
quit(status = failures > 0)
