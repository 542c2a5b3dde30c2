# Rscript condition.R HERE NAME: the pooled rows of folder NAME against plink2's NAME.pooled.*
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
name <- arguments[2]
ours <- read_table(file.path(name, "PHENO.tsv.gz"))
plink <- read.delim(paste0(name, ".pooled.PHENO.glm.linear"), check.names = FALSE,
                    colClasses = c(REF = "character", ALT = "character", A1 = "character"))
plink[["#CHROM"]] <- sub("X", "23", plink[["#CHROM"]])
ours <- ours[match(paste(plink[["#CHROM"]], plink$POS, plink$REF, plink$ALT), variant_key(ours)), ]
given <- !is.na(plink$BETA)
cat(sprintf("%d of %d variants compared\n", sum(given), nrow(plink)))
if (sum(given) < 0.95 * nrow(plink)) fail("too few to compare")
compare("n", ours$n[given], plink$OBS_CT[given], 0.5)
compare("beta", ours$beta[given], plink$BETA[given], printed_tolerance(plink$BETA[given]) + 1e-10 * plink$SE[given])
compare("standard error", ours$standard_error[given], plink$SE[given], printed_tolerance(plink$SE[given]))
compare("-log10 p", ours$neg_log_10_p_value[given], plink$LOG10_P[given], printed_tolerance(plink$LOG10_P[given]) + 1e-10)
# Those conditioned on, and what tells the same of everybody.
if (sum(!given) < 2) fail("plink2 has estimates of the variants conditioned on")
if (!identical(ours$status == "collinear", !given)) fail("other rows are collinear than plink2's without an estimate")
finish()
