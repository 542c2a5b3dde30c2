# Rscript calibration.R HERE TABLE...: the genomic control factor of each table, from its p-values.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
for (path in arguments[-1]) {
    rows <- read_table(path)
    rows <- rows[rows$status %in% c("ok", "expansion"), ]
    chisq <- qchisq(-rows$neg_log_10_p_value * log(10), 1, lower.tail = FALSE, log.p = TRUE)
    lambda <- median(chisq) / qchisq(0.5, 1)
    cat(sprintf("%s: lambda %.4f of %d variants\n", path, lambda, nrow(rows)))
    if (nrow(rows) < 19900) fail("%s: only %d variants have an estimate", path, nrow(rows))
    if (!(lambda >= 0.97 && lambda <= 1.03)) fail("%s: lambda %.4f is outside [0.97, 1.03]", path, lambda)
    uniform <- suppressWarnings(ks.test(10^-rows$neg_log_10_p_value, "punif"))$p.value
    if (uniform < 1e-4) fail("%s: p-values are not uniform (Kolmogorov-Smirnov p %.2g)", path, uniform)
}
finish()
