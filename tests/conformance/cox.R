# Rscript cox.R HERE RESULT INPUT TIES VARIANTS [dominant|recessive]: so many variants of RESULT/af against coxph on the tables and genotypes of INPUT.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
result <- arguments[2]
input <- arguments[3]
ties <- arguments[4]
tolerance <- 1e-9

study <- read_study(input, as.integer(arguments[5]))
people <- study$people
genotypes <- study$genotypes
alleles <- genotypes
keys <- study$keys
model <- if (length(arguments) > 5) arguments[6] else "additive"
if (model == "dominant") genotypes[] <- as.integer(genotypes > 0)
if (model == "recessive") genotypes[] <- as.integer(genotypes == 2)

# Null models by the people that they are of: most variants have the same ones.
null_models <- new.env()

# One variant in some of the people, all complete: the null model in the same people, then the model with the variant.
fit <- function(rows, g, alleles, strata) {
    rows$g <- g
    rows$alleles <- alleles
    rows <- rows[complete.cases(rows[, c("entry_age", "exit_age", "af_event", "QCOV1", "QCOV2", "CAT_COV", "g")]), ]
    among <- function(event) rows$alleles[rows$af_event == event]
    missing_estimate <- list(n = nrow(rows), n_events = sum(rows$af_event), alleles_events = sum(among(1)), alleles_rest = sum(among(0)),
                             share_events = mean(among(1)) / 2, share_rest = mean(among(0)) / 2,
                             beta = NA, se = NA, loglik = NA, null = NA, score = NA)
    if (nrow(rows) == 0 || length(unique(rows$g)) < 2) return(missing_estimate)
    control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
    covariates <- "QCOV1 + QCOV2 + CAT_COV"
    formula <- function(terms) as.formula(paste("Surv(entry_age, exit_age, af_event) ~", terms, if (strata) "+ strata(cohort)"))
    key <- paste(strata, paste(rownames(rows), collapse = " "))
    if (is.null(null_models[[key]])) {
        null_models[[key]] <- suppressWarnings(coxph(formula(covariates), rows, ties = ties, control = control))
    }
    null <- null_models[[key]]
    full <- suppressWarnings(coxph(formula(paste(covariates, "+ g")), rows, ties = ties, control = control))
    # The score test of the variant: at the null model's maximum, with the information of all coefficients.
    at_null <- suppressWarnings(coxph(formula(paste(covariates, "+ g")), rows, ties = ties, init = c(coef(null), 0),
                                      control = coxph.control(iter.max = 0, toler.chol = 1e-16)))
    # A coefficient that runs off has no maximum to compare: its standard error explodes, or the fit does not end.
    has_maximum <- function(fit) {
        error <- sqrt(diag(vcov(fit)))
        fit$iter < control$iter.max && !anyNA(coef(fit)) && all(error > 0 & error < 100)
    }
    null_loglik <- if (has_maximum(null)) null$loglik[2] else NA
    if (!has_maximum(null) || !has_maximum(full)) return(modifyList(missing_estimate, list(null = null_loglik)))
    modifyList(missing_estimate, list(beta = unname(coef(full)["g"]), se = sqrt(vcov(full)["g", "g"]), loglik = full$loglik[2],
                                      null = null_loglik, score = at_null$score))
}

against <- function(what, place, rows, strata, ours) {
    oracle <- lapply(seq_along(keys), function(v) fit(rows$people, genotypes[rows$index, v], alleles[rows$index, v], strata))
    value <- function(name) vapply(oracle, function(o) as.double(o[[name]]), 0)
    at <- match(keys, ours$key)
    count <- nrow(ours)
    exact <- function(column) read_h5(file.path(result, "results.h5"), paste0("/af/", place, "/", column), count)[at]
    ours <- ours[at, ]
    compare(paste(what, "n"), ours$n, value("n"), 0.5)
    compare(paste(what, "events"), ours$n_events, value("n_events"), 0.5)
    compare(paste(what, "effect alleles of events"), ours$effect_alleles_events, value("alleles_events"), 0.5)
    compare(paste(what, "effect alleles of others"), ours$effect_alleles_no_event, value("alleles_rest"), 0.5)
    share <- function(column, oracle) compare(paste(what, column), exact(column), value(oracle), relative(value(oracle), 1e-14, 1e-3))
    share("effect_allele_frequency_events", "share_events")
    share("effect_allele_frequency_no_event", "share_rest")
    beta <- exact("beta")
    compare(paste(what, "log hazard ratio"), beta, value("beta"), relative(value("beta"), tolerance, value("se")))
    compare(paste(what, "standard error"), exact("standard_error"), value("se"), relative(value("se"), tolerance))
    compare(paste(what, "log likelihood"), exact("log_likelihood"), value("loglik"), relative(value("loglik"), tolerance))
    compare(paste(what, "null log likelihood"), exact("log_likelihood_null"), value("null"), relative(value("null"), tolerance))
    compare(paste(what, "score chi-square"), exact("score_chisq"), value("score"), relative(value("score"), tolerance, 1e-3))
    nlp <- -pchisq(value("score"), 1, lower.tail = FALSE, log.p = TRUE) / log(10)
    compare(paste(what, "-log10 p"), exact("neg_log_10_p_value"), nlp, relative(nlp, 1e-8, 1e-3))
    lost <- is.na(ours$beta) & !is.na(value("beta"))
    if (any(lost)) {
        fail("%s: %d estimates of coxph have no counterpart; the first is %s, status %s", what, sum(lost), keys[lost][1],
             ours$status[lost][1])
    }
    invented <- !is.na(ours$beta) & is.na(value("beta"))
    if (any(invented)) {
        fail("%s: %d estimates where coxph has none; the first is %s, beta %g", what, sum(invented), keys[invented][1],
             ours$beta[invented][1])
    }
    if (anyNA(value("beta"))) cat(sprintf("  %d variants have no finite estimate in coxph nor here: %s\n", sum(is.na(value("beta"))),
        paste(names(table(ours$status[is.na(value("beta"))])), table(ours$status[is.na(value("beta"))]), collapse = ", ")))
}

what <- basename(result)
everybody <- list(people = people, index = seq_len(nrow(people)))
pooled <- read_table(file.path(result, "af.tsv.gz"))
pooled$key <- variant_key(pooled)
against(paste(what, "pooled"), "pooled", everybody, TRUE, pooled)
by_cohort <- read_table(file.path(result, "af.cohorts.tsv.gz"))
for (cohort in study_cohorts) {
    index <- which(people$cohort == cohort)
    ours <- by_cohort[by_cohort$cohort == cohort, ]
    ours$key <- variant_key(ours)
    against(paste(what, cohort), paste0("cohorts/", cohort), list(people = people[index, ], index = index), FALSE, ours)
}
finish()
