# Rscript calibration_cox.R HERE FOLDER...: rates of small p in the outcomes of each folder, whose variants have 5 to 20 minor
# alleles, against the 99 % band of a binomial count. An uncorrected folder, named none, is only told of.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
for (folder in arguments[-1]) {
    files <- grep("cohorts", Sys.glob(file.path(folder, "t*.tsv.gz")), invert = TRUE, value = TRUE)
    rows <- do.call(rbind, lapply(files, function(file) read_table(file)[, c("neg_log_10_p_value", "status")]))
    rows <- rows[rows$status != "monomorphic", ]
    p <- rows$neg_log_10_p_value
    if (anyNA(p)) fail("%s: %d rows without p, the first is %s", folder, sum(is.na(p)), rows$status[is.na(p)][1])
    for (alpha in c(1e-2, 1e-3)) {
        small <- sum(p >= -log10(alpha), na.rm = TRUE)
        band <- qbinom(c(0.005, 0.995), length(p), alpha)
        cat(sprintf("%-5s p <= %g: %3d of %6d, expected %.1f, band %d to %d\n", folder, alpha, small, length(p),
                    alpha * length(p), band[1], band[2]))
        # Counts of events come in whole steps: at 1e-2 fewer than the rate are no fault.
        if (folder != "none" && (small > band[2] || (alpha == 1e-3 && small < band[1]))) {
            fail("%s: %d p up to %g of %d", folder, small, alpha, length(p))
        }
    }
}
finish()
