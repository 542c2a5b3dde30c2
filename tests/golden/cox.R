# Makes cox_people.tsv and cox_scan.tsv: a small study of three cohorts with delayed entry, whole-day ties, covariates
# and twelve variants with missing calls, and what coxph says of it when it is made to converge fully.
# Run in this folder: Rscript cox.R
library(survival)
set.seed(20240611, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)

sizes <- c(90, 60, 70)
variants <- 12
people <- NULL
for (cohort in seq_along(sizes)) {
    n <- sizes[cohort]
    here <- data.frame(cohort = cohort - 1, entry = floor(runif(n, 0, 60)), age = round(rnorm(n, 55, 8), 2),
                       sex = rbinom(n, 1, 0.5))
    for (v in seq_len(variants)) {
        g <- rbinom(n, 2, c(0.08, 0.5, 0.25, 0.9)[(v - 1) %% 4 + 1])
        if (v %% 3 == 0) g[runif(n) < 0.06] <- NA
        here[[paste0("g", v)]] <- g
    }
    effect <- 0.03 * (here$age - 55) - 0.4 * here$sex + 0.35 * ifelse(is.na(here$g2), 0, here$g2)
    life <- rexp(n, 0.02 * cohort * exp(effect))
    censor <- runif(n, 5, 80)
    here$exit <- here$entry + 1 + floor(pmin(life, censor))
    here$event <- as.numeric(life <= censor)
    people <- rbind(people, here)
}
people$age[c(5, 100, 170)] <- NA
people$event[c(9, 120)] <- NA

# Times of cox.zph as those of everybody analysed, with a call or without: R's own of the same names where nobody lacks one.
time_scales <- function(data) {
    curve <- survfit(Surv(entry, exit, event) ~ 1, data)
    ranks <- tapply(rank(data$exit), data$exit, mean)
    list(km = function(t) 1 - c(1, curve$surv)[findInterval(t, curve$time, left.open = TRUE) + 1],
         rank = function(t) as.vector(ranks[as.character(t)]), log = log, identity = identity)
}

two <- function(data, g, ties, rows) {
    data <- data[rows & !is.na(data$age) & !is.na(data$event), ]
    scales <- time_scales(data)
    complete <- !anyNA(data[[g]])
    data <- data[!is.na(data[[g]]), ]
    data$g <- data[[g]]
    by_hand <- function(formula, ...) suppressWarnings(coxph(formula, data, ties = ties, ...))
    null <- by_hand(Surv(entry, exit, event) ~ age + sex + strata(cohort), control = control)
    full <- by_hand(Surv(entry, exit, event) ~ age + sex + g + strata(cohort), control = control)
    start <- by_hand(Surv(entry, exit, event) ~ age + sex + g + strata(cohort), init = c(coef(null), 0),
                     control = coxph.control(iter.max = 0))
    zph <- lapply(names(scales), function(name) {
        if (abs(coef(full)[["g"]]) > 5) return(NA)
        test <- function(transform) cox.zph(full, transform = transform, terms = FALSE, global = FALSE)$table["g", "chisq"]
        answer <- test(scales[[name]])
        if (complete) stopifnot(abs(answer - test(name)) <= 1e-12 * answer)
        number(answer)
    })
    names(zph) <- paste0("zph_", names(scales))
    data.frame(zph, n = nrow(data), events = sum(data$event), beta = number(coef(full)[["g"]]),
               se = number(sqrt(vcov(full)["g", "g"])), log_likelihood_null = number(null$loglik[2]),
               log_likelihood = number(full$loglik[2]), score_chisq = number(start$score))
}

rows <- NULL
for (ties in c("efron", "breslow")) {
    for (v in seq_len(variants)) {
        for (cohort in c(-1, 0, 1, 2)) {
            chosen <- if (cohort < 0) rep(TRUE, nrow(people)) else people$cohort == cohort
            rows <- rbind(rows, data.frame(ties = ties, variant = v - 1, cohort = cohort,
                                           two(people, paste0("g", v), ties, chosen)))
        }
    }
}
write.table(people, "cox_people.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(rows, "cox_scan.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
