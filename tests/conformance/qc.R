# Compares tables of `atria qc` with PLINK's, in all digits that PLINK prints.
#     qc.R variants FOLDER COHORT PLINK_PREFIX BIM [hardy | PREFIX_OF_HARDY]
#     qc.R dosages FOLDER COHORT PLINK_PREFIX
#     qc.R people FOLDER COHORT PLINK_PREFIX [het-only | sex PREFIX_OF_Y_COUNTS]
arguments <- commandArgs(TRUE)
what <- arguments[1]  # or dosages: variants without a table of missing calls
folder <- arguments[2]
cohort <- arguments[3]
prefix <- arguments[4]
table_of <- function(path) {
    table <- read.table(path, header = TRUE, sep = "", comment.char = "", check.names = FALSE, colClasses = "character", quote = "")
    names(table) <- sub("^#", "", names(table))
    table
}
mine <- read.table(gzfile(file.path(folder, paste0(if (what == "dosages") "variants" else what, ".tsv.gz"))), header = TRUE, sep = "\t", comment.char = "",
                   check.names = FALSE, colClasses = "character", quote = "")
mine <- mine[mine$cohort == cohort, ]
failed <- FALSE

# PLINK prints `digits` significant digits: half a unit of the last one may be between its number and ours.
same <- function(name, ours, theirs, digits) {
    a <- suppressWarnings(as.numeric(ours))
    b <- suppressWarnings(as.numeric(theirs))
    both <- is.finite(a) & is.finite(b)
    unit <- 10^(floor(log10(pmax(abs(b), 1e-300))) - digits + 1)
    off <- ifelse(both, abs(a - b) > 0.5001 * unit & abs(a - b) > 1e-13, is.finite(a) != is.finite(b))
    if (length(a) == 0 || length(a) != length(b) || any(off) || !any(both)) {
        cat("FAILED:", folder, cohort, name, "differs in", sum(off), "of", length(a), "rows, first", head(which(off), 1), ":",
            head(ours[off], 1), "instead of", head(theirs[off], 1), "\n")
        failed <<- TRUE
    }
    sum(both)
}
exactly <- function(name, ours, theirs) same(name, ours, theirs, 15)

if (what == "variants") {
    bim <- read.table(arguments[5], colClasses = "character")
    bim$V1 <- sub("^X$", "23", sub("^Y$", "24", bim$V1))
    key <- paste(bim$V1, bim$V4, pmin(bim$V5, bim$V6), pmax(bim$V5, bim$V6))
    frequency <- table_of(paste0(prefix, ".afreq"))
    missing <- table_of(paste0(prefix, ".vmiss"))
    stopifnot(nrow(frequency) == nrow(bim), nrow(missing) == nrow(bim))
    rows <- match(paste(mine$chromosome, mine$base_pair_location, pmin(mine$effect_allele, mine$other_allele),
                        pmax(mine$effect_allele, mine$other_allele)), key)
    stopifnot(!anyNA(rows), nrow(mine) == nrow(bim))
    frequency <- frequency[rows, ]
    missing <- missing[rows, ]
    stopifnot(frequency$ALT == mine$effect_allele)
    n <- exactly("missing", mine$missing, missing$MISSING_CT)
    exactly("people", as.numeric(mine$n) + as.numeric(mine$missing), missing$OBS_CT)
    same("call rate", 1 - as.numeric(mine$call_rate), missing$F_MISS, 6)
    same("frequency", mine$effect_allele_frequency, frequency$ALT_FREQS, 6)
    exactly("alleles", 2 * (as.numeric(mine$hom_other) + as.numeric(mine$het) + as.numeric(mine$hom_effect)) +
                as.numeric(mine$single_other) + as.numeric(mine$single_effect), frequency$OBS_CT)
    if (length(arguments) > 5) {
        hardy <- table_of(paste0(if (arguments[6] == "hardy") prefix else arguments[6], ".hardy"))
        at <- match(mine$id, hardy$ID)
        if (arguments[6] == "hardy") stopifnot(!anyNA(at)) else stopifnot(sum(!is.na(at)) == nrow(hardy))
        here <- mine[!is.na(at), ]
        hardy <- hardy[at[!is.na(at)], ]
        turned <- hardy$A1 != here$effect_allele
        exactly("het", here$het, hardy$HET_A1_CT)
        exactly("hom_effect", here$hom_effect, ifelse(turned, hardy$TWO_AX_CT, hardy$HOM_A1_CT))
        exactly("hom_other", here$hom_other, ifelse(turned, hardy$HOM_A1_CT, hardy$TWO_AX_CT))
        h <- same("hwe_p", here$hwe_p, hardy$P, 6)
        p <- as.numeric(here$hwe_p)
        stopifnot(abs(as.numeric(here$neg_log_10_hwe_p) + log10(p)) <= 1e-10 * pmax(1, -log10(p)))
        cat(folder, cohort, "hardy:", h, "p as plink2's, smallest", min(p), "\n")
    }
    cat(folder, cohort, "variants:", n, "as plink2's\n")
} else if (what == "dosages") {
    frequency <- table_of(paste0(prefix, ".afreq"))
    frequency <- frequency[match(mine$id, frequency$ID), ]
    n <- same("frequency", mine$effect_allele_frequency, frequency$ALT_FREQS, 5)
    real <- mine$hom_other == "#NA"
    stopifnot(any(real), any(!real), (mine$info == "#NA") == !real, (mine$hwe_p == "#NA") == real)
    info <- suppressWarnings(as.numeric(mine$info))
    stopifnot(grepl("info", mine$status) == (!is.na(info) & info < 0.3))
    cat(folder, cohort, "dosages:", n, "frequencies as plink2's,", sum(real), "variants with an info\n")
} else {
    het <- table_of(paste0(prefix, ".het"))
    het <- het[match(mine$id, het$IID), ]
    n <- exactly("het_n", mine$het_n, het$OBS_CT)
    exactly("observed_hom", mine$observed_hom, het[["O(HOM)"]])
    same("expected_hom", mine$expected_hom, het[["E(HOM)"]], 6)
    same("f", mine$f, het$F, 6)
    if (!identical(arguments[5], "het-only")) {
        missing <- table_of(paste0(prefix, ".smiss"))
        missing <- missing[match(mine$id, missing$IID), ]
        exactly("missing", mine$missing, missing$MISSING_CT)
        exactly("variants", mine$variants, missing$OBS_CT)
        same("call rate", 1 - as.numeric(mine$call_rate), missing$F_MISS, 6)
    }
    if (identical(arguments[5], "sex")) {
        sex <- table_of(paste0(prefix, ".sexcheck"))
        sex <- sex[match(mine$id, sex$IID), ]
        same("x_f", mine$x_f, sex$F, 4)
        count <- table_of(paste0(arguments[6], ".sexcheck"))
        exactly("y_n", mine$y_n, count[match(mine$id, count$IID), ]$YCOUNT)
        inferred <- c(male = "1", female = "2", "#NA" = "0")[mine$inferred_sex]
        recorded <- c(male = "1", female = "2", "#NA" = "0")[mine$sex]
        stopifnot(recorded == sex$PEDSEX)
        if (any(inferred != sex$SNPSEX) || any((mine$sex_check == "ok") != (sex$STATUS == "OK"))) {
            cat("FAILED:", folder, cohort, "sexes differ from plink1.9's\n")
            failed <- TRUE
        }
        cat(folder, cohort, "sexes: as plink1.9's,", sum(inferred == 1), "men,", sum(inferred == 2), "women\n")
    }
    cat(folder, cohort, "people:", n, "as plink2's\n")
}
quit(status = failed)
