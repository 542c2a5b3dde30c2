# Makes meta_analysis_cohorts.tsv and meta_analysis.tsv with metafor's fixed-effect and DerSimonian-Laird models.
# Run in this folder: Rscript meta_analysis.R
library(metafor)
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
two_sided <- function(z) -(log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10)

cases <- list(
    heterogeneous = list(beta = c(0.31, -0.12, 0.55, 0.02, 0.27), se = c(0.08, 0.11, 0.2, 0.05, 0.09)),
    homogeneous = list(beta = c(0.101, 0.097, 0.11, 0.095), se = c(0.04, 0.06, 0.15, 0.03)),
    one_cohort = list(beta = 0.42, se = 0.17),
    two_cohorts = list(beta = c(-0.5, 0.25), se = c(0.11, 0.31)),
    far_apart = list(beta = c(2, -2, 1.5), se = c(0.01, 0.02, 0.015)),
    with_gaps = list(beta = c(0.2, NA, 0.6, 0.4), se = c(0.1, NA, 0.12, NA)),
    none = list(beta = c(NA, NA), se = c(NA, NA)))

cohorts <- NULL
answers <- NULL
for (name in names(cases)) {
    case <- cases[[name]]
    cohorts <- rbind(cohorts, data.frame(case = name, beta = number(case$beta), se = number(case$se)))
    there <- !is.na(case$beta) & !is.na(case$se)
    k <- sum(there)
    values <- rep(NA_real_, 9)
    if (k > 0) {
        fixed <- rma.uni(yi = case$beta[there], sei = case$se[there], method = "FE")
        random <- rma.uni(yi = case$beta[there], sei = case$se[there], method = "DL")
        q <- fixed$QE
        values <- c(if (k > 1) q else NA, if (k > 1) max(0, (q - (k - 1)) / q) else NA,
                    if (k > 1) -pchisq(q, k - 1, lower.tail = FALSE, log.p = TRUE) / log(10) else NA,
                    fixed$beta, fixed$se, two_sided(fixed$zval), random$beta, random$se, two_sided(random$zval))
        # metafor's own I2 of the random model is the same number, in percent
        if (k > 1) stopifnot(abs(random$I2 / 100 - values[2]) < 1e-8)
    }
    answers <- rbind(answers, data.frame(case = name, cohorts = k, t(setNames(number(values),
        c("q", "i2", "q_neg_log10_p", "beta_fixed", "se_fixed", "fixed_neg_log10_p", "beta_random", "se_random",
          "random_neg_log10_p")))))
}
write.table(cohorts, "meta_analysis_cohorts.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(answers, "meta_analysis.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
