# Rscript genotypes.R HERE NAME TEST PART...: the results of folder NAME (PART: pooled, or a cohort) against plink2's
# NAME.PART.PHENO.glm.linear; frequencies against NAME.PART.frequency where that is there.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
name <- arguments[2]

read_plink <- function(file) {
    read.delim(file, check.names = FALSE, na.strings = "NA", colClasses = c(REF = "character", ALT = "character", A1 = "character"))
}

for (part in arguments[-(1:3)]) {
    what <- paste(name, part)
    plink <- read_plink(sprintf("%s.%s.PHENO.glm.linear", name, part))
    other <- sprintf("%s.%s.frequency", name, part)
    frequency <- if (file.exists(other)) read_plink(other)$A1_FREQ else plink$A1_FREQ
    if (part == "pooled") {
        ours <- read_table(file.path(name, "PHENO.tsv.gz"))
    } else {
        ours <- read_table(file.path(name, "PHENO.cohorts.tsv.gz"))
        ours <- ours[ours$cohort == part, ]
    }
    if (any(ours$test != arguments[3])) fail("%s: the test is called %s", what, ours$test[ours$test != arguments[3]][1])
    if (nrow(ours) != nrow(plink)) fail("%s: %d rows, plink2 has %d", what, nrow(ours), nrow(plink))
    ours <- ours[match(paste(plink$POS, plink$REF, plink$ALT),
                       paste(ours$base_pair_location, ours$other_allele, ours$effect_allele)), ]
    given <- !is.na(plink$BETA)
    if (anyNA(ours$status)) fail("%s: variants of plink2 have no row", what)
    if (any(ours$status[given] != "ok")) fail("%s: no estimate where plink2 has one: %s", what, plink$ID[given & ours$status != "ok"][1])
    if (sum(given) < 100) fail("%s: plink2 gives %d estimates only", what, sum(given))
    compare(paste(what, "n"), ours$n, plink$OBS_CT, 0.5)
    compare(paste(what, "frequency"), ours$effect_allele_frequency, frequency, printed_tolerance(frequency))
    compare(paste(what, "beta"), ours$beta, plink$BETA, printed_tolerance(plink$BETA) + 1e-10 * plink$SE)
    compare(paste(what, "standard error"), ours$standard_error, plink$SE, printed_tolerance(plink$SE))
    compare(paste(what, "t"), ours$t_statistic, plink$T_STAT, printed_tolerance(plink$T_STAT) + 1e-10)
    compare(paste(what, "-log10 p"), ours$neg_log_10_p_value, plink$LOG10_P, printed_tolerance(plink$LOG10_P) + 1e-10)
    if (any(!given)) print(table(plink2 = plink$ERRCODE[!given], atria = ours$status[!given]))
}
finish()
