# Rscript calibration_binary.R HERE FOLDER...: rates of small p in the binary traits of each folder against the 99 % band of
# a binomial count. Firth's likelihood ratio is liberal by its nature where a few carriers meet 1 % of cases: with two cases
# among ten carriers its p is 7e-4, the exact one 4e-3. There up to three times the rate is allowed; the README says so.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
for (folder in arguments[-1]) {
    files <- grep("cohorts", Sys.glob(file.path(folder, "b*.tsv.gz")), invert = TRUE, value = TRUE)
    rows <- do.call(rbind, lapply(files, function(file) read_table(file)[, c("mac", "neg_log_10_p_value", "status")]))
    if (any(rows$status == "ok" & is.na(rows$neg_log_10_p_value))) fail("%s: rows without p that are said to be in order", folder)
    rows <- rows[rows$status == "ok", ]
    class <- cut(rows$mac, c(5, 20, 100, 400, Inf), right = FALSE, labels = c("5 to 20", "20 to 100", "100 to 400", "400 and more"))
    for (alpha in c(1e-3, 1e-4)) for (one in levels(class)) {
        p <- rows$neg_log_10_p_value[which(class == one)]
        small <- sum(p >= -log10(alpha))
        band <- qbinom(c(0.005, 0.995), length(p), alpha)
        if (folder == "firth" && one == "5 to 20") band[2] <- qbinom(0.995, length(p), 3 * alpha)
        cat(sprintf("%-5s minor alleles %-12s p <= %g: %3d of %6d, expected %.1f, band %d to %d\n", folder, one, alpha, small,
                    length(p), alpha * length(p), band[1], band[2]))
        if (small < band[1] || small > band[2]) fail("%s, %s minor alleles: %d p up to %g of %d", folder, one, small, alpha, length(p))
    }
}
finish()
