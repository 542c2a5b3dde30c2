# Rscript discrete_model.R write | compare: R's data sets with coarse times, and glm on their person-period records.
suppressMessages({ library(survival); library(splines) })
task <- commandArgs(TRUE)[1]
lung$dead <- lung$status - 1
lung$class <- ceiling(lung$time / 90)
lung$from <- ifelse(seq_len(nrow(lung)) %% 4 == 0 & lung$class > 2, 2, 0)
lung$wt <- 1 + (seq_len(nrow(lung)) %% 3) / 2
lung$known <- sin(seq_len(nrow(lung)))
lung$site <- c("north", "south", "west")[seq_len(nrow(lung)) %% 3 + 1]
heart$transplant <- as.numeric(as.character(heart$transplant))
# Monthly classes; a row that starts and stops in the same class is left out.
heart$from <- floor(heart$start / 30)
heart$to <- ceiling(heart$stop / 30)
heart <- heart[heart$from < heart$to, ]
mgus2$event <- with(mgus2, ifelse(pstat == 0, 2 * death, 1))
mgus2$years <- with(mgus2, ceiling(pmax(ifelse(pstat == 0, futime, ptime), 1) / 12))
if (task == "write") {
    for (name in c("lung", "heart", "mgus2")) write.table(get(name), paste0(name, ".tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    quit()
}
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "model_checks.R"))
# Times at which everybody at risk has an event have infinite intercepts, and say nothing.
person_periods <- function(rows) {
    periods <- do.call(rbind, lapply(split(rows, rows$stratum), function(stratum) {
        do.call(rbind, lapply(sort(unique(stratum$exit[stratum$event == 1])), function(time) {
            at_risk <- stratum[stratum$entry < time & stratum$exit >= time, ]
            at_risk$y <- as.numeric(at_risk$event == 1 & at_risk$exit == time)
            if (all(at_risk$y == 1)) return(NULL)
            cbind(at_risk, interval = paste(at_risk$stratum, time))
        }))
    }))
    periods$interval <- factor(periods$interval)
    periods
}
converged <- function(formula, periods, start = NULL) {
    for (again in 0:6) {
        found <- suppressWarnings(glm(formula, binomial("cloglog"), periods, weights = weight, offset = known, start = start,
                                      control = glm.control(epsilon = 1e-14, maxit = 60)))
        start <- coef(found)
    }
    found
}
check <- function(out, rows, covariates, entry = NULL, exit = "class", event = "dead", code = 1, strata = NULL, weight = NULL, known = NULL) {
    column <- function(name, default) if (is.null(name)) rep(default, nrow(rows)) else rows[[name]]
    x <- model.matrix(as.formula(paste("~", covariates)), model.frame(as.formula(paste("~", covariates)), rows, na.action = na.pass))[, -1, drop = FALSE]
    people <- data.frame(entry = column(entry, -Inf), exit = rows[[exit]], event = as.numeric(rows[[event]] == code),
                         stratum = column(strata, "all"), weight = column(weight, 1), known = column(known, 0))
    people$x <- x
    people <- people[complete.cases(people), ]
    periods <- person_periods(people)
    # About their means and in units of their deviation, for the sake of glm's digits.
    centre <- colMeans(periods$x)
    deviation <- apply(periods$x, 2, sd)
    periods$x <- scale(periods$x, centre, deviation)
    rate <- tapply(periods$y, periods$interval, mean)
    null <- converged(y ~ 0 + interval, periods, log(-log(1 - rate)))
    full <- converged(y ~ 0 + interval + x, periods, c(coef(null), rep(0, ncol(x))))
    own <- nlevels(periods$interval) + seq_len(ncol(x))
    variance <- vcov(full)[own, own, drop = FALSE]
    beta <- coef(full)[own]
    # Of the binomial likelihood with fractional weights, as deviance has it.
    loglik <- function(fit) sum(fit$prior.weights * log(ifelse(periods$y == 1, fit$fitted.values, 1 - fit$fitted.values)))
    design <- cbind(model.matrix(null), periods$x)
    slope <- null$family$mu.eta(null$linear.predictors)
    spread <- null$fitted.values * (1 - null$fitted.values)
    score <- crossprod(design, periods$weight * (periods$y - null$fitted.values) * slope / spread)
    information <- crossprod(design * (periods$weight * slope^2 / spread), design)
    got <- read.delim(file.path(out, "model.tsv"), na.strings = "#NA", check.names = FALSE)
    same(paste(out, "beta"), got$estimate, beta / deviation)
    same(paste(out, "se"), got$standard_error, sqrt(diag(variance)) / deviation)
    same(paste(out, "p"), got$p_value, 2 * pnorm(-abs(beta / sqrt(diag(variance)))), 1e-8)
    same(paste(out, "log likelihood"), c(number(out, "log_likelihood_null"), number(out, "log_likelihood")), c(loglik(null), loglik(full)))
    same(paste(out, "score"), number(out, "score_test"), c(crossprod(score, solve(information, score))))
    same(paste(out, "wald"), number(out, "wald_test"), c(crossprod(beta, solve(variance, beta))))
    same(paste(out, "lr"), number(out, "likelihood_ratio_test"), 2 * (loglik(full) - loglik(null)))
}
check("plain", lung, "age + sex + ph.ecog")
check("strata", lung, "age + ph.ecog", strata = "sex", weight = "wt", known = "known")
check("cohorts", lung, "age + sex + I(age^2)", strata = "site")
check("entry", lung, "age + sex", entry = "from")
check("heart", heart, "age + transplant + surgery + year", "from", "to", "event")
check("causes", mgus2, "age + I(sex == 'M')", exit = "years", event = "event")
cat(if (failures == 0) "all agree" else paste(failures, "failures"), ", at most ", signif(worst, 3), " off\n", sep = "")
quit(status = failures > 0)
