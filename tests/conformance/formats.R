# Rscript formats.R HERE: what reduce reads from tables in other programs' layouts against what it reads from GWAS-SSF; their
# columns against the scan's; and the header, the names and the numbers against plink2's own tables.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))

read_foreign <- function(path) {
    suppressWarnings(read.table(path, header = TRUE, sep = if (endsWith(path, ".regenie")) " " else "\t", na.strings = "NA", comment.char = "",
               check.names = FALSE, quote = "", colClasses = c(P = "character", LOG10P = "character", A1 = "character",
               REF = "character", ALT = "character", ALLELE0 = "character", ALLELE1 = "character", ERRCODE = "character",
               EXTRA = "character")))  # warns of columns that the other layout has
}

# A p as text, perhaps below the range of a double, as -log10 p.
neg_log10 <- function(text) {
    parts <- strsplit(text, "e", fixed = TRUE)
    -sapply(parts, function(part) log10(as.numeric(part[1])) + if (length(part) > 1) as.numeric(part[2]) else 0)
}

same <- function(what, ours, theirs) {
    if (!identical(as.character(ours), as.character(theirs))) fail("%s: differs in %d rows", what, sum(as.character(ours) != as.character(theirs), na.rm = TRUE))
}

for (trait in c("PHENO", "af_event", "af")) for (format in if (trait == "af") "regenie" else c("regenie", "plink2")) {
    what <- paste(trait, format)
    rows <- read_table(file.path(paste0(trait, ".", format), "meta.cohorts.tsv.gz"))
    read_back <- rows[rows$cohort == "foreign", ]
    ssf <- rows[rows$cohort == "ssf", ]
    if (nrow(ssf) < 5000) fail("%s: %d variants only", what, nrow(ssf))
    same(paste(what, "variants"), variant_key(read_back), variant_key(ssf))
    for (column in c("beta", "standard_error", "neg_log_10_p_value", "effect_allele_frequency", "n")) {
        size <- switch(column, beta = ssf$standard_error, neg_log_10_p_value = 1, 0)
        compare(paste(what, column), read_back[[column]], ssf[[column]], relative(ssf[[column]], 1e-9, size))
    }
    # Every row of the file, also those without an estimate.
    folder <- if (trait == "af") "survive" else "associate"
    scan <- read_table(file.path(folder, paste0(trait, ".tsv.gz")))
    ending <- if (format == "regenie") "regenie" else if (trait == "PHENO") "glm.linear" else "glm.logistic.hybrid"
    table <- read_foreign(file.path(folder, paste0(trait, ".", ending)))
    if (nrow(table) != nrow(scan)) fail("%s: %d rows, the scan has %d", what, nrow(table), nrow(scan))
    p <- if (format == "regenie") as.numeric(table$LOG10P) else neg_log10(table$P)
    compare(paste(what, "p"), p, scan$neg_log_10_p_value, relative(scan$neg_log_10_p_value, 1e-10, 1))
    same(paste(what, "missing p"), is.na(p), is.na(scan$neg_log_10_p_value))
    if (format == "regenie") {
        compare(paste(what, "CHISQ"), pchisq(table$CHISQ, 1, lower.tail = FALSE, log.p = TRUE) / -log(10), scan$neg_log_10_p_value,
                relative(scan$neg_log_10_p_value, 1e-9, 1))
        same(paste(what, "ALLELE1"), table$ALLELE1, scan$effect_allele)
        if (trait == "af") compare(paste(what, "events"), table$N_CASES, scan$n_events, 0.5)
        if (trait == "af_event") compare(paste(what, "cases"), table$N_CASES, scan$n_cases, 0.5)
        same(paste(what, "EXTRA"), ifelse(is.na(table$EXTRA), "ok", sub("TEST_FAIL", "failed", table$EXTRA)),
             sub("not_converged|infinite_estimate", "failed", scan$status))
    } else {
        same(paste(what, "A1"), table$A1, scan$effect_allele)
        same(paste(what, "ERRCODE"), table$ERRCODE == ".", scan$status == "ok")
    }
}

against_plink2 <- function(ours_file, theirs_file) {
    same(paste(ours_file, "header"), readLines(ours_file, 1), readLines(theirs_file, 1))
    ours <- read_foreign(ours_file)
    theirs <- read_foreign(theirs_file)
    theirs <- theirs[match(paste(ours$ID, ours$A1), paste(theirs$ID, theirs$A1)), ]
    if (anyNA(theirs$POS)) fail("%s: %d rows are not in plink2's table", ours_file, sum(is.na(theirs$POS)))
    for (column in c("#CHROM", "POS", "REF", "ALT", "TEST")) same(paste(ours_file, column), ours[[column]], theirs[[column]])
    compare(paste(ours_file, "A1_FREQ"), ours$A1_FREQ, theirs$A1_FREQ, printed_tolerance(theirs$A1_FREQ))
    compare(paste(ours_file, "OBS_CT"), ours$OBS_CT, theirs$OBS_CT, 0.5)
    list(ours = ours, theirs = theirs)
}
linear <- against_plink2("associate/PHENO.glm.linear", "plink2.PHENO.glm.linear")
for (column in c("BETA", "SE", "T_STAT")) {
    compare(paste("plink2", column), linear$ours[[column]], linear$theirs[[column]],
            printed_tolerance(linear$theirs[[column]]) + 1e-5 * abs(linear$theirs[[column]]) + 1e-5 * (column == "BETA") * linear$theirs$SE)
}
compare("plink2 P", neg_log10(linear$ours$P), neg_log10(linear$theirs$P), relative(neg_log10(linear$theirs$P), 2e-5, 1))
nobody <- linear$ours$ID == "rsnobody"
if (sum(nobody) != 1) fail("the variant that nobody carries has %d rows", sum(nobody))
same("code of a variant that nobody carries", linear$ours$ERRCODE[nobody], linear$theirs$ERRCODE[nobody])
invisible(against_plink2("associate/af_event.glm.logistic.hybrid", "plink2.AF.glm.logistic.hybrid"))
# plink2 stops when a step changes little; what it then lacks is small against the standard error. Where the maximum is
# infinite we go over to Firth's, and it gives none.
ours <- read_foreign("wald/af_event.glm.logistic.hybrid")
theirs <- read_foreign("plink2.wald.AF.glm.logistic")
theirs <- theirs[match(paste(ours$ID, ours$A1), paste(theirs$ID, theirs$A1)), ]
both <- theirs$ERRCODE == "." & ours$ERRCODE == "." & ours[["FIRTH?"]] == "N"
cat(sprintf("logistic: %d of %d variants compared\n", sum(both), nrow(ours)))
if (sum(both) < 0.9 * nrow(ours)) fail("logistic: too few to compare")
same("rows that only plink2 fits", ours$ID[theirs$ERRCODE == "." & ours$ERRCODE != "."], character(0))
ours <- ours[both, ]
theirs <- theirs[both, ]
se <- theirs[["LOG(OR)_SE"]]
slack <- 3e-4
compare("logistic OR", ours$OR, theirs$OR, printed_tolerance(theirs$OR) + slack * se * theirs$OR)
compare("logistic LOG(OR)_SE", ours[["LOG(OR)_SE"]], se, printed_tolerance(se) + slack * se)
compare("logistic Z_STAT", ours$Z_STAT, theirs$Z_STAT, printed_tolerance(theirs$Z_STAT) + 2 * slack)
compare("logistic P", neg_log10(ours$P), neg_log10(theirs$P),
        relative(neg_log10(theirs$P), 2e-5, 1) + slack * pmax(1, abs(theirs$Z_STAT)))
finish()
