# Rscript logistic_plink.R HERE NAME: the scans NAME.wald and NAME.exact against plink2's NAME.no-firth and NAME.firth. Its p
# of a Firth fit is that of a Wald test, ours that of the penalised likelihood ratio, so there z = beta / se is compared.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
name <- arguments[2]

against <- function(what, kind, file) {
    ours <- read_table(file.path(paste0(name, ".", kind), "af_event.tsv.gz"))
    plink <- read.delim(file, check.names = FALSE, na.strings = "NA",
                        colClasses = c(REF = "character", ALT = "character", A1 = "character"))
    if (any(plink$A1 != plink$ALT)) stop("plink2 did not test the ALT allele")
    at <- match(paste(plink[["#CHROM"]], plink$POS, plink$REF, plink$ALT), variant_key(ours))
    if (anyNA(at)) return(fail("%s: %d variants of plink2 have no row", what, sum(is.na(at))))
    ours <- ours[at, ]
    given <- !is.na(plink$OR) & plink$ERRCODE == "."
    if (kind == "wald") given <- given & ours$test == "ADD-WALD"
    cat(sprintf("%s: %d of %d variants compared\n", what, sum(given), nrow(plink)))
    if (sum(given) < 0.9 * nrow(plink)) fail("%s: too few to compare", what)
    if (any(is.na(ours$beta[given]))) fail("%s: plink2 has %d estimates that we lack", what, sum(is.na(ours$beta[given])))
    plink <- plink[given, ]
    ours <- ours[given, ]
    se <- plink[["LOG(OR)_SE"]]
    compare(paste(what, "n"), ours$n, plink$OBS_CT, 0.5)
    # plink2 stops when a step changes little; what it then lacks is small against the standard error.
    slack <- if (kind == "wald") 3e-4 else 2e-3
    compare(paste(what, "odds ratio"), exp(ours$beta), plink$OR, printed_tolerance(plink$OR) + slack * se * plink$OR)
    compare(paste(what, "standard error"), ours$standard_error, se, printed_tolerance(se) + slack * se)
    compare(paste(what, "z"), ours$beta / ours$standard_error, plink$Z_STAT, printed_tolerance(plink$Z_STAT) + 2 * slack)
    if (kind == "wald") compare(paste(what, "-log10 p"), ours$neg_log_10_p_value, plink$LOG10_P, printed_tolerance(plink$LOG10_P) + slack * pmax(1, abs(plink$Z_STAT)))
}
against(paste(name, "logistic"), "wald", paste0(name, ".no-firth.AF.glm.logistic"))
against(paste(name, "Firth"), "exact", paste0(name, ".firth.AF.glm.firth"))
finish()
