# Rscript predictors.R HERE: the scans of predictors.sh against lm, glm and coxph on the same numbers, to 1e-9.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
cohorts <- c("east", "west", "north")
records <- lapply(setNames(cohorts, cohorts), function(cohort) cbind(read.delim(paste0(cohort, ".records.tsv")), cohort = cohort))
sets <- list(proteins = readRDS("proteins.rds"), images = readRDS("images.rds"))
# Of the set: in the order in which the study's cohorts have them first.
features_of <- function(set) unique(unlist(lapply(sets[[set]], names)))
no_effect <- c("constant", "batch", "age_like")

# The people with a number of the feature in `which` cohorts, per what effects are.
people_of <- function(set, feature, which = cohorts, per = "unit") {
    do.call(rbind, lapply(which, function(cohort) {
        values <- sets[[set]][[cohort]][[feature]]
        if (is.null(values)) return(NULL)
        rows <- records[[cohort]]
        rows$raw <- values
        constant <- length(unique(values[!is.na(values)])) == 1
        if (per == "cohort-sd") values <- if (constant) 0 * values else (values - mean(values, na.rm = TRUE)) / sd(values, na.rm = TRUE)
        rows$g <- values
        rows
    }))
}
cohort_term <- function(rows) if (length(unique(rows$cohort)) > 1) "+ cohort" else ""
# Per pooled standard deviation after the fit; and about the mean before it, which changes no effect but keeps digits.
ready <- function(rows) { rows$g <- rows$g - mean(rows$g); s <- 2^round(log2(sd(rows$g))); rows$g <- rows$g / s; attr(rows, "unit") <- s; rows }

scan <- function(folder, trait, fit, columns, set = "proteins", which = cohorts, per = "unit", place = "pooled", tolerance = 1e-9,
                 on = features_of(set)) {
    ours <- read.delim(file.path(folder, paste0(trait, ".tsv.gz")), na.strings = "#NA", check.names = FALSE)
    if (place == "pooled" && !identical(ours$predictor, features_of(set))) fail("%s: the features are not those of the study", folder)
    at <- match(on, ours$predictor)
    values <- t(sapply(on, function(feature) {
        rows <- people_of(set, feature, which, per)
        nothing <- c(n = 0, mean = NA, sd = NA, fit(NULL))
        if (is.null(rows)) return(nothing)
        rows <- rows[complete.cases(rows[, c("g", columns)]), ]
        # What scale of the effect is asked for, and who decides it.
        all <- people_of(set, feature, cohorts, per)
        all <- all[complete.cases(all[, c("g", columns)]), ]
        rows <- rows[order(match(rows$cohort, cohorts)), ]
        answer <- c(n = nrow(rows), mean = mean(rows$raw), sd = sd(rows$raw))
        # A combination of covariates is none any more when every cohort has its own scale.
        if (feature %in% setdiff(no_effect, if (per == "cohort-sd" && length(which) > 1) "age_like") || length(unique(rows$g)) == 1) return(c(answer, fit(NULL)))
        rows <- ready(rows)
        factor <- if (per == "sd") sd(all$raw) / attr(rows, "unit") else 1 / attr(rows, "unit")
        effect <- fit(rows)
        scaled <- intersect(names(effect), c("beta", "standard_error"))
        effect[scaled] <- effect[scaled] * factor
        c(answer, effect)
    }))
    for (name in colnames(values)) {
        mine <- read_h5(file.path(folder, "results.h5"), paste0("/", trait, "/", place, "/", name), nrow(ours))[at]
        scale <- if (name == "beta") values[, "standard_error"] else if (name == "mean") values[, "sd"] else
            if (name %in% c("score_chisq", "neg_log_10_p_value")) 1e-2 else 0
        compare(paste(folder, place, name), mine, values[, name], pmax(relative(values[, name], tolerance, scale), 1e-290))
        if (name %in% c("beta", "standard_error") && any(is.na(mine) != is.na(values[, name]))) {
            fail("%s %s %s: estimates of other features: %s", folder, place, name,
                 paste(on[is.na(mine) != is.na(values[, name])], collapse = ", "))
        }
    }
    status <- setNames(ours$status, ours$predictor)
    if (set == "proteins" && place == "pooled") {
        if (status[["constant"]] != "monomorphic") fail("%s: a constant feature is %s", folder, status[["constant"]])
        if (per != "cohort-sd" && !status[["age_like"]] %in% c("collinear", "infinite_estimate")) fail("%s: a combination of covariates is %s", folder, status[["age_like"]])
        if (status[["batch"]] != "monomorphic") fail("%s: what differs between cohorts only is %s", folder, status[["batch"]])
    }
}

linear <- function(formula = "y ~ g + age + sex", term = "g") function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA, neg_log_10_p_value = NA))
    model <- lm(as.formula(paste(formula, cohort_term(rows))), rows)
    table <- summary(model)$coefficients
    log_p <- pt(abs(table[term, 3]), model$df.residual, lower.tail = FALSE, log.p = TRUE) + log(2)
    c(beta = table[term, 1], standard_error = table[term, 2], neg_log_10_p_value = -log_p / log(10))
}
hc3 <- function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA))
    model <- lm(as.formula(paste("y ~ g + age + sex", cohort_term(rows))), rows)
    x <- model.matrix(model)
    inverse <- solve(crossprod(x))
    share <- residuals(model) / (1 - hatvalues(model))
    c(beta = unname(coef(model)["g"]), standard_error = sqrt((inverse %*% crossprod(x * share) %*% inverse)["g", "g"]))
}
logistic <- function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA))
    model <- glm(as.formula(paste("b ~ g + age + sex", cohort_term(rows))), binomial, rows, control = list(epsilon = 1e-15, maxit = 60))
    maximum <- glm_at_maximum(model)
    c(beta = unname(maximum$coefficients["g"]), standard_error = sqrt(maximum$variance["g", "g"]))
}
cox <- function(rows) {
    if (is.null(rows)) return(c(beta = NA, standard_error = NA, log_likelihood = NA, log_likelihood_null = NA, score_chisq = NA, neg_log_10_p_value = NA))
    model <- Surv(entry, exit, event) ~ age + sex + g + strata(cohort)
    full <- coxph(model, rows, control = control)
    null <- coxph(update(model, . ~ . - g), rows, control = control)
    at_null <- coxph(model, rows, init = c(coef(null), 0), control = coxph.control(iter.max = 0, toler.chol = 1e-16))
    c(beta = unname(coef(full)["g"]), standard_error = sqrt(vcov(full)["g", "g"]), log_likelihood = full$loglik[2],
      log_likelihood_null = null$loglik[2], score_chisq = at_null$score,
      neg_log_10_p_value = -pchisq(at_null$score, 1, lower.tail = FALSE, log.p = TRUE) / log(10))
}
quantity <- c("y", "age", "sex")
binary <- c("b", "age", "sex")
times <- c("entry", "exit", "event", "age", "sex")
some <- setdiff(features_of("proteins"), "rare")  # three people: no finite maximum in some cohorts
for (per in c("unit", "sd", "cohort-sd")) {
    scan(paste0("linear_", per), "y", linear(), quantity, per = per)
    scan(paste0("wald_", per), "b", logistic, binary, per = per, on = some)
    scan(paste0("cox_", per), "o", cox, times, per = per, on = some)
}
for (per in c("unit", "sd", "cohort-sd")) for (cohort in cohorts) {
    scan(paste0("linear_", per), "y", linear(), quantity, which = cohort, per = per, place = paste0("cohorts/", cohort))
}
for (cohort in cohorts) {
    scan("wald_unit", "b", logistic, binary, which = cohort, place = paste0("cohorts/", cohort), on = some)
    scan("cox_unit", "o", cox, times, which = cohort, place = paste0("cohorts/", cohort), on = some)
}
scan("hc3", "y", hc3, quantity)
scan("images", "y", linear(), quantity, set = "images")
scan("images_cox", "o", cox, times, set = "images")
for (cohort in cohorts) scan("images", "y", linear(), quantity, set = "images", which = cohort, place = paste0("cohorts/", cohort))
# An interaction: the feature by age. The effect of the product is per unit of either.
local({
    ours <- read.delim("interaction/y.INT_PREDICTORxage.tsv.gz", na.strings = "#NA", check.names = FALSE)
    on <- c("IL6", "CRP", "LDL", "F40")
    oracle <- t(sapply(on, function(feature) {
        rows <- people_of("proteins", feature)
        rows <- ready(rows[complete.cases(rows[, c("g", quantity)]), ])
        linear("y ~ g * age + sex", "g:age")(rows)[1:2] / attr(rows, "unit")
    }))
    for (name in colnames(oracle)) {
        mine <- read_h5("interaction/results.h5", paste0("/y.INT_PREDICTORxage/pooled/", name), nrow(ours))[match(on, ours$predictor)]
        compare(paste("interaction", name), mine, oracle[, name], relative(oracle[, name], 1e-8, oracle[, "standard_error"]))
    }
})
# Fixed effects and heterogeneity of the cohorts' own estimates.
local({
    ours <- read.delim("linear_sd/y.tsv.gz", na.strings = "#NA", check.names = FALSE)
    own <- function(name) sapply(cohorts, function(cohort) read_h5("linear_sd/results.h5", paste0("/y/cohorts/", cohort, "/", name), nrow(ours)))
    w <- 1 / own("standard_error")^2
    fixed <- rowSums(w * own("beta"), na.rm = TRUE) / rowSums(w, na.rm = TRUE)
    q <- rowSums(w * (own("beta") - fixed)^2, na.rm = TRUE)
    exact <- function(name) read_h5("linear_sd/results.h5", paste0("/y/pooled/", name), nrow(ours))
    compare("fixed effects", exact("beta_fixed"), fixed, relative(fixed, 1e-9, exact("se_fixed")))
    compare("Cochran's Q", exact("het_q"), q, relative(q, 1e-8, 1e-3))
})
finish()
