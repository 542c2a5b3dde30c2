# Rscript meta_analysis.R HERE RESULT NAME: the meta-analysis columns of RESULT.tsv.gz against metafor on every 40th variant
# and against GWAMA's NAME.fixed.out and NAME.random.out on all.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(metafor))
result <- arguments[2]
name <- arguments[3]
pooled <- read_table(paste0(result, ".tsv.gz"))
by_cohort <- read_table(paste0(result, ".cohorts.tsv.gz"))
pooled$key <- variant_key(pooled)
by_cohort$key <- variant_key(by_cohort)
given <- by_cohort[!is.na(by_cohort$beta), ]

compare(paste(name, "cohorts with an estimate"), pooled$n_cohorts, as.double(table(factor(given$key, levels = pooled$key))), 0.5)

sample <- pooled[seq(1, nrow(pooled), by = 40), ]
oracle <- do.call(rbind, lapply(split(given, factor(given$key, levels = sample$key)), function(rows) {
    if (nrow(rows) == 0) return(data.frame(q = NA, het_p = NA, i2 = NA, fixed = NA, se_fixed = NA, p_fixed = NA, random = NA, se_random = NA, p_random = NA))
    fixed <- rma(yi = beta, sei = standard_error, data = rows, method = "FE")
    random <- rma(yi = beta, sei = standard_error, data = rows, method = "DL")
    k <- nrow(rows)
    data.frame(q = if (k > 1) fixed$QE else NA, het_p = if (k > 1) fixed$QEp else NA,
               i2 = if (k > 1) max(0, (fixed$QE - (k - 1)) / fixed$QE) else NA,
               fixed = fixed$beta[1], se_fixed = fixed$se, p_fixed = fixed$pval,
               random = random$beta[1], se_random = random$se, p_random = random$pval)
}))
# Cohort rows carry 12 digits.
column <- function(ours, theirs, scale = 0) {
    compare(paste(name, "metafor", ours), sample[[ours]], oracle[[theirs]], relative(oracle[[theirs]], 1e-9, scale))
}
column("het_q", "q", 1e-2)
column("het_p", "het_p", 1e-3)
column("het_i2", "i2", 1e-2)
compare(paste(name, "metafor beta_fixed"), sample$beta_fixed, oracle$fixed, relative(oracle$fixed, 1e-9, oracle$se_fixed))
column("se_fixed", "se_fixed")
compare(paste(name, "metafor p_fixed"), sample$p_fixed, oracle$p_fixed, relative(oracle$p_fixed, 1e-5))
compare(paste(name, "metafor beta_random"), sample$beta_random, oracle$random, relative(oracle$random, 1e-9, oracle$se_random))
column("se_random", "se_random")
compare(paste(name, "metafor p_random"), sample$p_random, oracle$p_random, relative(oracle$p_random, 1e-5))

# direction: one sign a cohort, in the order of the study.
sign_of <- ifelse(is.na(by_cohort$beta), "?", ifelse(by_cohort$beta > 0, "+", ifelse(by_cohort$beta < 0, "-", "0")))
order_of <- unique(by_cohort$cohort)
expected <- do.call(paste0, lapply(order_of, function(cohort) {
    rows <- by_cohort$cohort == cohort
    sign_of[rows][match(pooled$key, by_cohort$key[rows])]
}))
if (!all(pooled$direction == expected)) fail("%s: %d directions differ", name, sum(pooled$direction != expected))

for (model in c("fixed", "random")) {
    gwama <- read.delim(paste0(name, ".", model, ".out"), colClasses = c(reference_allele = "character", other_allele = "character"))
    at <- match(gwama$rs_number, gsub(" ", "_", pooled$key))
    if (anyNA(at)) fail("%s: GWAMA has %d variants that have no row", name, sum(is.na(at)))
    ours <- pooled[at, ]
    # GWAMA names the effect allele reference_allele and may have turned the variant round.
    turned <- ifelse(gwama$reference_allele == ours$effect_allele, 1, -1)
    several <- ours$n_cohorts > 1  # of a single study GWAMA makes 0/0
    agrees <- function(what, ours, gwama) {
        compare(paste(name, "GWAMA", what), ours[several], gwama[several], printed_tolerance(gwama[several]) + 1e-6)
    }
    agrees(paste("beta", model), ours[[paste0("beta_", model)]], turned * gwama$beta)
    agrees(paste("se", model), ours[[paste0("se_", model)]], gwama$se)
    if (model == "fixed") agrees("Q", ours$het_q, gwama$q_statistic)
}

# The same scan with --random-effects reml --leave-one-out.
reml <- read_table(paste0(sub("/", ".reml/", result, fixed = TRUE), ".tsv.gz"))
new <- c("loo_max_change", "loo_cohort")
random <- c("beta_random", "se_random", "p_random")
if (!identical(names(reml), c(names(pooled)[names(pooled) != "key"], new))) fail("%s: other columns with --leave-one-out", name)
if (!identical(reml[setdiff(names(reml), c(new, random))], pooled[setdiff(names(reml), c(new, random))])) {
    fail("%s: --random-effects reml changes other columns", name)
}
reml$key <- variant_key(reml)
sample <- reml[seq(1, nrow(reml), by = 200), ]
oracle <- do.call(rbind, lapply(split(given, factor(given$key, levels = sample$key)), function(rows) {
    if (nrow(rows) == 0) return(data.frame(random = NA, se_random = NA, p_random = NA))
    fit <- rma(yi = beta, sei = standard_error, data = rows, method = "REML", control = list(threshold = 1e-12, maxiter = 10000, stepadj = 0.5))
    data.frame(random = fit$beta[1], se_random = fit$se, p_random = fit$pval)
}))
compare(paste(name, "REML beta_random"), sample$beta_random, oracle$random, 1e-6 * oracle$se_random)
compare(paste(name, "REML se_random"), sample$se_random, oracle$se_random, 1e-6 * oracle$se_random)
compare(paste(name, "REML p_random"), sample$p_random, oracle$p_random, relative(oracle$p_random, 1e-4))
if (!any(abs(sample$se_random - pooled$se_random[match(sample$key, pooled$key)]) > 1e-3 * sample$se_random, na.rm = TRUE)) {
    fail("%s: REML is nowhere anything else than DerSimonian-Laird", name)
}

# Leave-one-out in plain R: variants x cohorts.
matrix_of <- function(column) sapply(order_of, function(cohort) {
    rows <- by_cohort[by_cohort$cohort == cohort, ]
    rows[[column]][match(reml$key, rows$key)]
})
beta <- matrix_of("beta")
weight <- ifelse(is.na(beta), 0, 1 / matrix_of("standard_error")^2)
beta[is.na(beta)] <- 0
fixed <- rowSums(weight * beta) / rowSums(weight)
without <- sapply(seq_along(order_of), function(c) {
    rowSums(weight[, -c] * beta[, -c]) / rowSums(weight[, -c])
})
change <- (without - fixed) * sqrt(rowSums(weight))
change[weight == 0 | !is.finite(change)] <- NA
some <- rowSums(!is.na(change)) > 0
if (!identical(some, !is.na(reml$loo_max_change))) fail("%s: leave-one-out for other variants than R's", name)
which_cohort <- apply(abs(change[some, ]), 1, which.max)
largest <- change[some, ][cbind(seq_along(which_cohort), which_cohort)]
compare(paste(name, "leave-one-out change"), reml$loo_max_change[some], largest, 1e-7 * pmax(1, abs(largest)))
told <- match(reml$loo_cohort[some], order_of)
clear <- abs(abs(change[some, ][cbind(seq_along(told), told)]) - abs(largest)) > 1e-7  # not one of two equals
if (any(clear)) fail("%s: leave-one-out names another cohort in %d rows", name, sum(clear))
finish()
