# Rscript joint_plink.R HERE: genotypic_many and number_many against what plink2 prints for chromosomes 21 and 22. plink2
# leaves out variants with a variance inflation above 50, which the comparison counts.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))

against <- function(result, plink, test, word, joint) {
    ours <- read_table(file.path(result, paste0("PHENO.", test, ".tsv.gz")))
    printed <- read.delim(paste0(plink, ".PHENO.glm.linear"), comment.char = "", check.names = FALSE,
                          colClasses = c(ALT = "character", REF = "character", A1 = "character"))
    printed <- printed[printed$TEST == word, ]
    printed <- printed[match(variant_key(ours), paste(printed[["#CHROM"]], printed$POS, printed$REF, printed$ALT)), ]
    left_out <- is.na(printed$LOG10_P)
    cat(sprintf("%-44s %d of %d variants have no test in plink2 (%s)\n", paste(result, test), sum(left_out), length(left_out),
                paste(unique(printed$ERRCODE[left_out]), collapse = ", ")))
    if (mean(left_out) > 0.3) fail("%s %s: plink2 leaves out too many", result, test)
    if (any(is.na(ours$p_value) & !left_out)) fail("%s %s: plink2 has a test where there is none here", result, test)
    sign <- ifelse(printed$A1 == ours$effect_allele, 1, -1)
    if (!joint) {
        beta <- printed$BETA * sign
        compare(paste(result, test, "beta"), ours$beta, beta, printed_tolerance(beta))
        compare(paste(result, test, "se"), ours$standard_error, printed$SE, printed_tolerance(printed$SE))
    }
    if (joint) compare(paste(result, test, "F"), ours$f_statistic, printed$T_OR_F_STAT, printed_tolerance(printed$T_OR_F_STAT))
    # plink2 gives F as many degrees of freedom below as there are people; here they are those of the residuals.
    nlp <- if (joint) -pf(ours$f_statistic, 2, ours$n, lower.tail = FALSE, log.p = TRUE) / log(10) else ours$neg_log_10_p_value
    compare(paste(result, test, "-log10 p"), nlp, printed$LOG10_P, printed_tolerance(printed$LOG10_P))
}

against("genotypic_many", "genotypic_plink", "ADD", "ADD", FALSE)
against("genotypic_many", "genotypic_plink", "DOMDEV", "DOMDEV", FALSE)
against("genotypic_many", "genotypic_plink", "GENO_2DF", "GENO_2DF", TRUE)
against("number_many", "number_plink", "ADD-INT_SNPxQCOV2", "ADDxQCOV2", FALSE)
against("number_many", "number_plink", "ADD-INT_SNP", "ADD", FALSE)
against("number_many", "number_plink", "ADD-INT_2DF", "USER_2DF", TRUE)
finish()
