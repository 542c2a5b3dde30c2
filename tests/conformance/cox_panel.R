# Rscript cox_panel.R HERE COUNT: that many variants of scan/t1 against coxph on the tables and genotypes of made.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
count <- as.integer(arguments[2])
tolerance <- 1e-9

cohorts <- read.delim("made/cohorts.tsv")$cohort
people <- read_records("made", cohorts)
bims <- lapply(cohorts, function(cohort) read.table(file.path("made", paste0(cohort, ".bim")), colClasses = c(V5 = "character", V6 = "character")))
keys_of <- function(bim) paste(bim$V1, bim$V4, bim$V6, bim$V5)
keys <- keys_of(bims[[1]])[round(seq(1, nrow(bims[[1]]), length.out = count))]
genotypes <- do.call(rbind, lapply(seq_along(cohorts), function(c) {
    fam <- read.table(file.path("made", paste0(cohorts[c], ".fam")), colClasses = "character")
    rows <- match(keys, keys_of(bims[[c]]))
    stopifnot(!anyNA(rows), fam$V2 == people$id[people$cohort == cohorts[c]])
    read_bed(file.path("made", cohorts[c]), nrow(fam), rows)
}))
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
# Time as cox.zph's km has it, of everybody analysed: with a call or without.
curve <- survfit(Surv(t1_entry, t1_exit, t1_event) ~ 1, people)
km <- function(t) 1 - c(1, curve$surv)[findInterval(t, curve$time, left.open = TRUE) + 1]
fit <- function(g) {
    rows <- people[!is.na(g), ]
    rows$g <- g[!is.na(g)]
    cox <- function(terms, ...) suppressWarnings(coxph(as.formula(paste("Surv(t1_entry, t1_exit, t1_event) ~ age + sex + PC1 + PC2 + PC3 + strata(cohort)", terms)), rows, ...))
    null <- cox("", control = control)
    full <- cox("+ g", init = c(coef(null), 0), control = control)
    at_null <- cox("+ g", init = c(coef(null), 0), control = coxph.control(iter.max = 0, toler.chol = 1e-16))
    c(n = nrow(rows), events = sum(rows$t1_event), beta = unname(coef(full)["g"]), se = sqrt(vcov(full)["g", "g"]), loglik = full$loglik[2],
      null = null$loglik[2], score = at_null$score,
      zph = cox.zph(full, transform = km, terms = FALSE, global = FALSE)$table["g", "chisq"])
}
oracle <- as.data.frame(t(apply(genotypes, 2, fit)))

table <- read_table("scan/t1.tsv.gz")
at <- match(keys, variant_key(table))
exact <- function(column) read_h5("scan/results.h5", paste0("/t1/pooled/", column), nrow(table))[at]
compare("n", exact("n"), oracle$n, 0.5)
compare("events", exact("n_events"), oracle$events, 0.5)
compare("log hazard ratio", exact("beta"), oracle$beta, relative(oracle$beta, tolerance, oracle$se))
compare("standard error", exact("standard_error"), oracle$se, relative(oracle$se, tolerance))
compare("log likelihood", exact("log_likelihood"), oracle$loglik, relative(oracle$loglik, tolerance))
compare("null log likelihood", exact("log_likelihood_null"), oracle$null, relative(oracle$null, tolerance))
compare("score chi-square", exact("score_chisq"), oracle$score, relative(oracle$score, tolerance, 1e-3))
compare("proportional hazards", exact("zph_chisq"), oracle$zph, relative(oracle$zph, tolerance, 1e-3))
if (any(table$status[at] != "ok")) fail("%d variants have no exact estimate", sum(table$status[at] != "ok"))
finish()
