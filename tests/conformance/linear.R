# Rscript linear.R HERE NAME: the results of folder NAME against plink2's NAME.pooled.* and NAME.COHORT.*
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
name <- arguments[2]

read_plink <- function(part) {
    rows <- read.delim(sprintf("%s.%s.PHENO.glm.linear", name, part), check.names = FALSE, na.strings = "NA",
                       colClasses = c(REF = "character", ALT = "character", A1 = "character"))
    if (any(rows$A1 != rows$ALT)) stop("plink2 did not test the ALT allele")
    rows$key <- paste(rows[["#CHROM"]], rows$POS, rows$REF, rows$ALT)
    rows
}

# What plink2 refuses, and which status of ours may stand beside it. Near-collinear is no error of ours.
against <- function(what, ours, plink) {
    if (nrow(ours) != nrow(plink)) fail("%s: %d rows, plink2 has %d", what, nrow(ours), nrow(plink))
    at <- match(plink$key, variant_key(ours))
    if (anyNA(at)) return(fail("%s: %d variants of plink2 have no row", what, sum(is.na(at))))
    ours <- ours[at, ]
    given <- !is.na(plink$BETA)
    if (any(given & ours$status != "ok")) {
        worst <- which(given & ours$status != "ok")[1]
        fail("%s: plink2 has an estimate where status is %s (%s)", what, ours$status[worst], plink$key[worst])
    }
    if (any(is.na(ours$beta) & ours$status == "ok")) fail("%s: status ok without an estimate", what)
    if (any(!is.na(ours$beta) & ours$status != "ok")) fail("%s: an estimate without status ok", what)
    compare(paste(what, "n"), ours$n, plink$OBS_CT, 0.5)
    compare(paste(what, "frequency"), ours$effect_allele_frequency, plink$A1_FREQ, printed_tolerance(plink$A1_FREQ))
    # A t of nearly 0 is a difference of nearly equal sums: below 1e-10 either program may be off.
    compare(paste(what, "beta"), ours$beta, plink$BETA, printed_tolerance(plink$BETA) + 1e-10 * plink$SE)
    compare(paste(what, "standard error"), ours$standard_error, plink$SE, printed_tolerance(plink$SE))
    compare(paste(what, "t"), ours$beta / ours$standard_error, plink$T_STAT, printed_tolerance(plink$T_STAT) + 1e-10)
    compare(paste(what, "-log10 p"), ours$neg_log_10_p_value, plink$LOG10_P, printed_tolerance(plink$LOG10_P) + 1e-10)
    ordinary <- !is.na(ours$p_value) & ours$neg_log_10_p_value < 300
    compare(paste(what, "p"), ours$p_value[ordinary], 10^-ours$neg_log_10_p_value[ordinary],
            relative(10^-ours$neg_log_10_p_value[ordinary], 1e-5))
    refused <- table(plink2 = plink$ERRCODE[!given], atria = ours$status[!given])
    if (length(refused) > 0) {
        cat("  not compared, since plink2 gives no number:\n")
        print(refused)
    }
}

pooled <- read_table(file.path(name, "PHENO.tsv.gz"))
against(paste(name, "pooled"), pooled, read_plink("pooled"))
by_cohort <- read_table(file.path(name, "PHENO.cohorts.tsv.gz"))
for (cohort in study_cohorts) {
    against(paste(name, cohort), by_cohort[by_cohort$cohort == cohort, ], read_plink(cohort))
}

# The text and the HDF5 file say the same.
for (column in c("beta", "standard_error", "neg_log_10_p_value", "effect_allele_frequency")) {
    exact <- read_h5(file.path(name, "results.h5"), paste0("/PHENO/pooled/", column), nrow(pooled))
    compare(paste(name, "text against results.h5:", column), pooled[[column]], exact, relative(exact, 1e-11, 1e-300))
}
finish()
