# Rscript dosages.R HERE: the scans of dosages.sh against lm, glm, coxph and finegray.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
cohorts <- c("east", "west", "north")
variants <- read.delim("variants.tsv")
records <- lapply(setNames(cohorts, cohorts), function(cohort) cbind(read.delim(paste0(cohort, ".records.tsv")), cohort = cohort))
dosages <- lapply(setNames(cohorts, cohorts), function(cohort) {
    lines <- as.matrix(read.table(paste0(cohort, ".dosages.tsv"), sep = "\t"))
    all <- matrix(NA_real_, nrow(records[[cohort]]), nrow(variants))
    all[, lines[, 1] + 1] <- t(lines[, -(1:2)])
    attr(all, "present") <- seq_len(nrow(variants)) %in% (lines[, 1] + 1)
    all
})
hard <- list(east = integer(0), west = seq(3, 15, 3), north = integer(0))

# What the program makes of a dosage of two copies, and of a single one.
coded <- function(model, d, single) {
    switch(model, additive = d, halved = ifelse(single, d / 2, d), dominant = ifelse(single, d / 2, pmin(d, 1)),
           recessive = pmax(d - 1, 0))
}

# The people of the cohorts that have variant v.
people_of <- function(v, which = cohorts, model = "additive") {
    do.call(rbind, lapply(which, function(cohort) {
        if (!attr(dosages[[cohort]], "present")[v]) return(NULL)
        rows <- records[[cohort]]
        rows$d <- dosages[[cohort]][, v]
        rows$single <- variants$chromosome[v] == 23 & rows$sex == 1
        rows$g <- coded(model, rows$d, rows$single)
        rows
    }))
}
complete <- function(rows, columns) rows[complete.cases(rows[, c("g", columns)]), ]
cohort_term <- function(rows) if (length(unique(rows$cohort)) > 1) "+ cohort" else ""

scan <- function(folder, trait, fit, columns, on = seq_len(nrow(variants)), model = "additive", exact = "pooled",
                 which = cohorts, tolerance = 1e-9) {
    ours <- read_table(file.path(folder, paste0(trait, ".tsv.gz")))
    at <- match(variants$position[on], ours$base_pair_location)
    values <- t(sapply(on, function(v) {
        rows <- people_of(v, which, model)
        if (is.null(rows)) return(c(n = NA, frequency = NA, mac = NA, fit(NULL)))
        rows <- complete(rows, columns)
        alleles <- ifelse(rows$single, 1, 2)
        effect <- sum(rows$d * alleles / 2)
        c(n = nrow(rows), frequency = effect / sum(alleles), mac = min(effect, sum(alleles) - effect), fit(rows))
    }))
    for (name in intersect(colnames(values), c("beta", "standard_error", "log_likelihood", "score_chisq", "neg_log_10_p_value", "zph_chisq"))) {
        mine <- read_h5(file.path(folder, "results.h5"), paste0("/", trait, "/", exact, "/", name), nrow(ours))[at]
        scale <- if (name == "beta") values[, "standard_error"] else if (name %in% c("score_chisq", "neg_log_10_p_value", "zph_chisq")) 1e-3 else 0
        compare(paste(folder, exact, name), mine, values[, name], relative(values[, name], tolerance, scale))
    }
    if (exact == "pooled") {
        compare(paste(folder, "n"), ours$n[at], values[, "n"], 0.5)
        compare(paste(folder, "frequency"), ours$effect_allele_frequency[at], values[, "frequency"], 6e-6)
    }
    if (any(is.na(ours$beta[at]) & !is.na(values[, "beta"]))) fail("%s: estimates are missing", folder)
}

linear <- function(formula = "y ~ g + age + sex", term = "g") function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA))
    table <- summary(lm(as.formula(paste(formula, cohort_term(rows))), rows))$coefficients
    c(beta = table[term, 1], standard_error = table[term, 2])
}
hc3 <- function(rows) {
    model <- lm(as.formula(paste("y ~ g + age + sex", cohort_term(rows))), rows)
    x <- model.matrix(model)
    inverse <- solve(crossprod(x))
    share <- residuals(model) / (1 - hatvalues(model))
    c(beta = unname(coef(model)["g"]), standard_error = sqrt((inverse %*% crossprod(x * share) %*% inverse)["g", "g"]))
}
wanted <- c("y", "age", "sex")
scan("linear", "y", linear(), wanted)
for (cohort in cohorts) scan("linear", "y", linear(), wanted, exact = paste0("cohorts/", cohort), which = cohort)
scan("halved", "y", linear(), wanted, model = "halved")
scan("dominant", "y", linear(), wanted, model = "dominant")
scan("recessive", "y", linear(), wanted, 1:12, model = "recessive")
scan("hc3", "y", hc3, wanted)
scan("interaction", "y.ADD-INT_SNPxage", linear("y ~ g * age + sex", "g:age"), wanted, 1:12)
scan("genotypic", "y.DOMDEV", linear("y ~ g + I(1 - abs(g - 1)) + age + sex", "I(1 - abs(g - 1))"), wanted, 1:12)
scan("genotypic", "y.ADD", linear("y ~ g + I(1 - abs(g - 1)) + age + sex", "g"), wanted, 1:12)
local({
    scan_mean <- function(v) {
        rows <- do.call(rbind, lapply(cohorts, function(cohort) {
            rows <- people_of(v, cohort)
            if (is.null(rows)) return(NULL)
            rows <- rows[complete.cases(rows[, wanted]), ]
            rows$g[is.na(rows$g)] <- mean(rows$g, na.rm = TRUE)
            rows
        }))
        linear()(rows)
    }
    oracle <- t(sapply(1:12, scan_mean))
    ours <- read_table("mean/y.tsv.gz")
    for (name in colnames(oracle)) {
        mine <- read_h5("mean/results.h5", paste0("/y/pooled/", name), nrow(ours))[match(variants$position[1:12], ours$base_pair_location)]
        compare(paste("mean", name), mine, oracle[, name], relative(oracle[, name], 1e-9, oracle[, "standard_error"]))
    }
})
# Conditioned on the first variant: a further covariate, which must be there.
local({
    oracle <- t(sapply(2:12, function(v) {
        rows <- people_of(v)
        first <- people_of(1)
        rows$first <- first$g[match(rows$id, first$id)]
        linear("y ~ g + age + sex + first")(complete(rows, c(wanted, "first")))
    }))
    ours <- read_table("conditioned/y.tsv.gz")
    for (name in colnames(oracle)) {
        mine <- read_h5("conditioned/results.h5", paste0("/y/pooled/", name), nrow(ours))[match(variants$position[2:12], ours$base_pair_location)]
        compare(paste("conditioned", name), mine, oracle[, name], relative(oracle[, name], 1e-9, oracle[, "standard_error"]))
    }
})
# Eight bits: what comes back is the nearest of 1/127, in units of 2^-14.
local({
    kept <- dosages
    dosages <<- lapply(dosages, function(d) {
        small <- floor(d * 2^14 * 254 / 32768 + 0.5)
        back <- floor((small * 32768 + 127) / 254) / 2^14
        attr(back, "present") <- attr(d, "present")
        back
    })
    worst <- max(abs(unlist(dosages) - unlist(kept)), na.rm = TRUE)
    if (worst > 1 / 254 + 2^-15) fail("8 bits are off by %g", worst)
    scan("small_linear", "y", linear(), wanted, 1:12)
    dosages <<- kept
})

logistic <- function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA))
    model <- glm(as.formula(paste("b ~ g + age + sex", cohort_term(rows))), binomial, rows, control = list(epsilon = 1e-15, maxit = 60))
    maximum <- glm_at_maximum(model)
    c(beta = unname(maximum$coefficients["g"]), standard_error = sqrt(maximum$variance["g", "g"]))
}
sandwich <- function(rows) {
    at <- logistic(rows)
    model <- glm(as.formula(paste("b ~ g + age + sex", cohort_term(rows))), binomial, rows, control = list(epsilon = 1e-15, maxit = 60))
    x <- model.matrix(model)
    mu <- fitted(model)
    inverse <- solve(crossprod(x, x * (mu * (1 - mu))))
    c(beta = at[["beta"]], standard_error = sqrt((inverse %*% crossprod(x * (model$y - mu)) %*% inverse)["g", "g"]))
}
score <- function(rows) {
    model <- glm(as.formula(paste("b ~ age + sex", cohort_term(rows))), binomial, rows, control = list(epsilon = 1e-15, maxit = 60))
    x <- model.matrix(model)
    mu <- fitted(model)
    w <- mu * (1 - mu)
    u <- sum(rows$g * (model$y - mu))
    information <- sum(w * rows$g^2) - drop(crossprod(crossprod(x, w * rows$g), solve(crossprod(x, x * w), crossprod(x, w * rows$g))))
    c(beta = u / information, standard_error = 1 / sqrt(information))
}
binary <- c("b", "age", "sex")
scan("wald", "b", logistic, binary)
for (cohort in cohorts) scan("wald", "b", logistic, binary, exact = paste0("cohorts/", cohort), which = cohort)
# Where a dosage is missing the score test's null model is left where one step takes it, unless p is small.
all_there <- setdiff(1:12, c(seq(2, 12, 2), 8))
scan("score", "b", score, binary, all_there)
scan("sandwich", "b", sandwich, binary, 1:12, tolerance = 1e-8)

ph_model <- Surv(entry, exit, event == 1) ~ age + g + strata(cohort, sex)
cox <- function(ties = "efron", robust = FALSE) function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA, log_likelihood = NA, score_chisq = NA))
    model <- ph_model
    environment(model) <- environment()  # where residuals and cox.zph look for the rows
    full <- coxph(model, rows, ties = ties, control = control)
    null <- coxph(update(model, . ~ . - g), rows, ties = ties, control = control)
    at_null <- coxph(model, rows, ties = ties, init = c(coef(null), 0), control = coxph.control(iter.max = 0, toler.chol = 1e-16))
    answer <- c(beta = unname(coef(full)["g"]), standard_error = sqrt(vcov(full)["g", "g"]), log_likelihood = full$loglik[2],
                score_chisq = at_null$score)
    if (robust) {
        answer <- answer[1:2]
        dfbeta <- residuals(full, type = "dfbeta")
        answer["standard_error"] <- sqrt(sum(dfbeta[, 2]^2))
    }
    answer
}
with_zph <- function(rows) {
    answer <- cox()(rows)
    model <- ph_model
    environment(model) <- environment()
    c(answer, zph_chisq = cox.zph(coxph(model, rows, control = control), transform = "km", global = FALSE)$table["g", "chisq"])
}
times <- c("entry", "exit", "event", "age", "sex")
scan("cox", "o", cox(), times, 1:12)
# The function of time is that of the null model's people.
scan("cox", "o", with_zph, times, all_there)
for (cohort in cohorts) scan("cox", "o", cox(), times, 1:12, exact = paste0("cohorts/", cohort), which = cohort)
scan("breslow", "o", cox("breslow"), times, 1:12)
scan("robust", "o", cox(robust = TRUE), times, 1:12)

# Fine-Gray with weights by cohort, as the program has them.
gray <- function(rows) {
    parts <- lapply(split(rows, rows$cohort), function(part) {
        part$status <- factor(part$event, 0:2)
        part$row <- seq_len(nrow(part))
        finegray(Surv(entry, exit, status) ~ ., part, etype = "1", id = row)
    })
    fine <- do.call(rbind, parts)
    model <- Surv(fgstart, fgstop, fgstatus) ~ age + sex + g + strata(cohort)
    full <- coxph(model, fine, weights = fgwt, control = control, robust = FALSE)
    c(beta = unname(coef(full)["g"]), standard_error = sqrt(vcov(full)["g", "g"]))
}
# The weights are of the people of the null model: the same as those of the variant where nobody lacks a dosage.
scan("fine_gray", "o", gray, times, all_there)

# MaCH's r2 of the cohort without an INFO of its own, for --min-info.
north <- dosages[["north"]][, setdiff(1:12, 8)]
r2 <- apply(north, 2, function(d) {
    d <- d[!is.na(d)]
    p <- mean(d) / 2
    mean((d - mean(d))^2) / (2 * p * (1 - p))
})
writeLines(sprintf("%.9f", r2), "r2.txt")
finish()
