# Rscript reduce_scan.R HERE: the meta-analysis of a scan against `atria reduce` on its rows by cohort, and that of plink2's
# files of the same cohorts.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
scan <- read_table("linear/PHENO.tsv.gz")
scan <- scan[scan$n_cohorts > 0, ]
reduced <- read_table("cohorts/meta.tsv.gz")
at <- match(variant_key(reduced), variant_key(scan))
if (nrow(scan) != nrow(reduced) || anyNA(at)) fail("the scan has %d variants with an estimate, reduce %d", nrow(scan), nrow(reduced))
scan <- scan[at, ]
for (column in c("n_cohorts", "beta_fixed", "se_fixed", "p_fixed", "het_q", "het_i2", "het_p", "beta_random", "se_random", "p_random")) {
    # Rows by cohort carry 12 digits, of which differences and logarithms lose some.
    size <- switch(column, beta_fixed = scan$se_fixed, beta_random = scan$se_random, het_q = 1e-2, het_i2 = 1e-2, 0)
    compare(paste("scan", column), reduced[[column]], scan[[column]], relative(scan[[column]], 1e-8, size))
}
if (!all(reduced$direction == scan$direction)) fail("directions differ from the scan's")

plink2 <- read_table("plink2/meta.tsv.gz")
plink2 <- plink2[match(variant_key(reduced), variant_key(plink2)), ]
both <- !is.na(plink2$beta) & plink2$n_cohorts == reduced$n_cohorts
if (sum(both) < 0.95 * nrow(reduced)) fail("plink2's files give %d of %d variants", sum(both), nrow(reduced))
compare("plink2 beta", plink2$beta[both], reduced$beta[both], 2e-5 * reduced$standard_error[both] + 1e-5 * abs(reduced$beta[both]))
compare("plink2 se", plink2$standard_error[both], reduced$standard_error[both], 1e-5 * reduced$standard_error[both])
compare("plink2 people", plink2$n[both], reduced$n[both], 0.5)
finish()
