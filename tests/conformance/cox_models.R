# Rscript cox_models.R HERE INPUT: the folders result and wald of cox_models.sh against coxph.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
study <- read_study(arguments[2], 200)
loco <- as.matrix(read.table("predictions.loco", header = TRUE, row.names = 1, check.names = FALSE))
predictions <- t(loco[, match(paste(study$fam$V1, study$fam$V2, sep = "_"), colnames(loco))])
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)

fit <- function(v, cause, predicted) {
    rows <- study$people
    rows$g <- study$genotypes[, v]
    rows$known <- if (predicted) predictions[, as.character(study$chromosomes[v])] else 0
    rows$event <- as.numeric(rows$af_event == cause)
    rows <- rows[complete.cases(rows[, c("entry_age", "exit_age", "event", "QCOV1", "QCOV2", "sex", "CAT_COV", "g", "known")]), ]
    answer <- list(n = nrow(rows), events = sum(rows$event), beta = NA, se = NA, score = NA, loglik = NA)
    if (length(unique(rows$g)) < 2) return(answer)
    # QCOV1, which the scan is given too, is constant within the strata.
    model <- Surv(entry_age, exit_age, event) ~ QCOV2 + g + offset(known) + strata(cohort, sex, CAT_COV)
    full <- suppressWarnings(coxph(model, rows, control = control))
    null <- suppressWarnings(coxph(update(model, . ~ . - g), rows, control = control))
    at_null <- suppressWarnings(coxph(model, rows, init = c(coef(null), 0), control = coxph.control(iter.max = 0, toler.chol = 1e-16)))
    answer$score <- at_null$score
    se <- sqrt(vcov(full)["g", "g"])
    if (full$iter >= control$iter.max || se > 100) return(answer)
    modifyList(answer, list(beta = unname(coef(full)["g"]), se = se, loglik = full$loglik[2]))
}

against <- function(folder, outcome, cause, predicted) {
    ours <- read_table(file.path(folder, paste0(outcome, ".tsv.gz")))
    at <- match(study$keys, variant_key(ours))
    oracle <- lapply(seq_along(study$keys), fit, cause, predicted)
    value <- function(name) vapply(oracle, function(o) as.double(o[[name]]), 0)
    exact <- function(column) read_h5(file.path(folder, "results.h5"), paste0("/", outcome, "/pooled/", column), nrow(ours))[at]
    what <- paste(folder, outcome)
    compare(paste(what, "n"), ours$n[at], value("n"), 0.5)
    compare(paste(what, "events"), ours$n_events[at], value("events"), 0.5)
    compare(paste(what, "log hazard ratio"), exact("beta"), value("beta"), relative(value("beta"), 1e-9, value("se")))
    compare(paste(what, "standard error"), exact("standard_error"), value("se"), relative(value("se"), 1e-9))
    compare(paste(what, "log likelihood"), exact("log_likelihood"), value("loglik"), relative(value("loglik"), 1e-9))
    compare(paste(what, "score chi-square"), exact("score_chisq"), value("score"), relative(value("score"), 1e-9, 1e-3))
    if (folder == "wald") {
        wald <- -(pchisq((value("beta") / value("se"))^2, 1, lower.tail = FALSE, log.p = TRUE)) / log(10)
        compare(paste(what, "-log10 p"), exact("neg_log_10_p_value"), wald, relative(wald, 1e-8, 1e-3))
        infinite <- is.na(value("beta")) & !is.na(value("score"))
        if (any(ours$test[at][infinite] != "COX-FIRTH" | is.na(ours$beta[at][infinite]))) fail("%s: an infinite estimate has none of Firth's", what)
    }
    lost <- is.na(ours$beta[at]) & !is.na(value("beta"))
    if (any(lost)) fail("%s: %d estimates of coxph have no counterpart; the first is %s", what, sum(lost), study$keys[lost][1])
}
against("result", "first", 1, TRUE)
against("result", "other", 2, TRUE)
against("wald", "other", 2, FALSE)
finish()
