# Rscript dosages_plink.R HERE: scans of the study made of VCF against plink2 --glm on the same dosages, to what it prints.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
against <- function(folder, trait, plink_file, error = "SE", slack = 1e-10) {
    plink <- read.delim(plink_file, check.names = FALSE, na.strings = "NA")
    # Where somebody lacks a dosage plink2's logistic error is a percent off that of glm, which dosages.R compares.
    if (error != "SE") plink <- plink[plink$POS %in% c(3001000, 3003000, 3005000, 3007000, 3009000, 3011000), ]
    ours <- read_table(file.path(folder, paste0(trait, ".tsv.gz")))
    at <- match(plink$POS, ours$base_pair_location)
    beta <- if ("OR" %in% names(plink)) log(plink$OR) else plink$BETA
    tolerance <- if ("OR" %in% names(plink)) printed_tolerance(plink$OR) / plink$OR else printed_tolerance(plink$BETA)
    compare(paste(folder, "n against plink2"), ours$n[at], plink$OBS_CT, 0.5)
    compare(paste(folder, "frequency against plink2"), ours$effect_allele_frequency[at], plink$A1_FREQ, printed_tolerance(plink$A1_FREQ))
    compare(paste(folder, "beta against plink2"), ours$beta[at], beta, tolerance + slack * plink[[error]])
    compare(paste(folder, "error against plink2"), ours$standard_error[at], plink[[error]], printed_tolerance(plink[[error]]) + slack * plink[[error]])
    compare(paste(folder, "-log10 p against plink2"), ours$neg_log_10_p_value[at], plink$LOG10_P, printed_tolerance(plink$LOG10_P) + 2 * slack)
}
against("vcf_linear", "y", "plink.y.glm.linear")
against("vcf_dominant", "y", "dominant.y.glm.linear")
against("vcf_recessive", "y", "recessive.y.glm.linear")
against("vcf_wald", "b", "plink.b.glm.logistic", "LOG(OR)_SE", 3e-4)  # plink2 stops when a step changes little
finish()
