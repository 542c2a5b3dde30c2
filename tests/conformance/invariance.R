# Rscript invariance.R HERE RESULT OTHER: the same estimates to 1e-9 of a standard error, with the same status. Where the
# likelihood has no finite maximum, a fit may give up on its way there (not_converged) or see it (infinite_estimate): a matter
# of the last bit, without an estimate either way.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
for (table in c(".tsv.gz", ".cohorts.tsv.gz")) {
    one <- read_table(paste0(arguments[2], table))
    other <- read_table(paste0(arguments[3], table))
    what <- paste0(arguments[3], table)
    no_maximum <- c("not_converged", "infinite_estimate")
    another <- one$status != other$status & !(one$status %in% no_maximum & other$status %in% no_maximum)
    if (any(another)) fail("%s: %d rows have another status", what, sum(another))
    # An offset of 1e6 costs the covariate itself six digits (4e-10 of its spread here). A fit whose likelihood is all but
    # flat, with a standard error above 1, hands that on magnified.
    flat <- pmax(1, one$standard_error^2)
    compare(paste(what, "beta"), other$beta, one$beta, relative(one$beta, 1e-9, one$standard_error) * flat)
    compare(paste(what, "standard error"), other$standard_error, one$standard_error, relative(one$standard_error, 1e-9) * flat)
    # So does a saddlepoint p at the outermost value of a statistic, where there is no estimate.
    edge <- ifelse(is.na(one$standard_error), 20, 1)
    compare(paste(what, "-log10 p"), other$neg_log_10_p_value, one$neg_log_10_p_value, relative(one$neg_log_10_p_value, 1e-9, 1) * edge)
}
finish()
