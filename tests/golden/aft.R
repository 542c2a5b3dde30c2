# Makes aft.tsv, aft_lung.tsv, aft_ovarian.tsv: what survreg says of ovarian and lung, all four distributions, converged fully.
# Run in this folder: Rscript aft.R
library(survival)
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
control <- survreg.control(rel.tolerance = 1e-15, maxiter = 100)
lung <- subset(survival::lung, !is.na(ph.ecog))
lung$offset <- lung$age / 100
lung$weight <- 1 + (seq_len(nrow(lung)) %% 3)

rows <- NULL
add <- function(data, model, distribution, formula, records, weights) {
    # survreg takes a small relative or absolute change of the likelihood as the end: it is made to go on from there
    fit <- function(formula) {
        one <- survreg(formula, records, weights, dist = distribution, control = control)
        start <- c(coef(one), if (distribution != "exponential") log(one$scale))
        suppressWarnings(survreg(formula, records, weights, dist = distribution, control = control, init = start))
    }
    environment(formula) <- environment()
    full <- fit(formula)
    null <- fit(if (model == "weighted") update(formula, . ~ offset(offset)) else update(formula, . ~ 1))
    names <- c("(Intercept)", names(coef(full))[-1], if (distribution != "exponential") "log(scale)")
    estimate <- c(coef(full), if (distribution != "exponential") log(full$scale))
    rows <<- rbind(rows, data.frame(
        data = data, model = model, distribution = distribution, name = names, estimate = number(estimate),
        se = number(sqrt(diag(full$var))), log_likelihood = number(full$loglik[2]),
        log_likelihood_null = number(null$loglik[2])))
}
for (distribution in c("exponential", "weibull", "lognormal", "loglogistic")) {
    add("ovarian", "plain", distribution, Surv(futime, fustat) ~ ecog.ps + rx, ovarian, rep(1, nrow(ovarian)))
    add("lung", "plain", distribution, Surv(time, status) ~ age + sex + ph.ecog, lung, rep(1, nrow(lung)))
    add("lung", "weighted", distribution, Surv(time, status) ~ sex + ph.ecog + offset(offset),
        lung, lung$weight)
}
write.table(rows, "aft.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
people <- with(survival::lung, data.frame(time, status = status - 1, age, sex, ph.ecog, ph.karno, wt.loss, inst))
write.table(people, "aft_lung.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(ovarian, "aft_ovarian.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
