# Rscript reduce_scan.R HERE: the meta-analysis of a scan against `atria reduce` on its rows by cohort, and that of plink2's
# files of the same cohorts; and odds ratios of plink2 put together in plain R.
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

odds <- read_table("odds/meta.tsv.gz")
sums <- list(weights = 0, betas = 0, studies = 0)
for (file in list.files(pattern = "event[.]glm[.]")) {
    theirs <- read.delim(file, na.strings = "NA", check.names = FALSE, colClasses = c(REF = "character", ALT = "character", A1 = "character"))
    theirs <- theirs[theirs$ERRCODE == ".", ]
    place <- match(paste(odds$chromosome, odds$base_pair_location), paste(theirs$`#CHROM`, theirs$POS))
    theirs <- theirs[place, ]
    sign <- ifelse(theirs$A1 == odds$effect_allele, 1, -1)
    weight <- ifelse(is.na(place), 0, 1 / theirs$`LOG(OR)_SE`^2)
    sums$weights <- sums$weights + weight
    sums$betas <- sums$betas + ifelse(is.na(place), 0, weight * sign * log(theirs$OR))
    sums$studies <- sums$studies + !is.na(place)
}
compare("odds ratios: studies", odds$n_cohorts, sums$studies, 0.5)
compare("odds ratios: beta", odds$beta, sums$betas / sums$weights, 1e-9 / sqrt(sums$weights))
compare("odds ratios: se", odds$standard_error, 1 / sqrt(sums$weights), 1e-9 / sqrt(sums$weights))
finish()
