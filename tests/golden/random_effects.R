# Makes random_effects.tsv: restricted maximum likelihood of metafor on the cases of meta_analysis_cohorts.tsv and more, each
# confirmed by the likelihood itself, maximised in plain R. Run in this folder: Rscript random_effects.R
library(metafor)
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
two_sided <- function(z) -(log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10)

restricted <- function(tau2, y, v) {
    w <- 1 / (v + tau2)
    mu <- sum(w * y) / sum(w)
    -0.5 * (sum(log(v + tau2)) + log(sum(w)) + sum(w * (y - mu)^2))
}
score <- function(tau2, y, v) {
    w <- 1 / (v + tau2)
    mu <- sum(w * y) / sum(w)
    0.5 * (sum((w * (y - mu))^2) - sum(w) + sum(w^2) / sum(w))
}
plain <- function(y, v) {
    unit <- mean(v)  # the tolerances of R's root finder are absolute
    y <- y / sqrt(unit)
    v <- v / unit
    grid <- c(0, 10^seq(-9, 2, length.out = 2000) * max(v, (y - mean(y))^2))
    best <- which.max(sapply(grid, restricted, y, v))
    if (best == 1) return(0)
    unit * uniroot(score, grid[c(best - 1, best + 1)], y, v, tol = 1e-16, maxiter = 10000)$root
}

set.seed(20)
cases <- list(
    heterogeneous = list(beta = c(0.31, -0.12, 0.55, 0.02, 0.27), se = c(0.08, 0.11, 0.2, 0.05, 0.09)),
    homogeneous = list(beta = c(0.101, 0.097, 0.11, 0.095), se = c(0.04, 0.06, 0.15, 0.03)),
    two_cohorts = list(beta = c(-0.5, 0.25), se = c(0.11, 0.31)),
    far_apart = list(beta = c(2, -2, 1.5), se = c(0.01, 0.02, 0.015)),
    unequal = list(beta = c(0.5, 0.1, -0.3, 0.02), se = c(0.001, 0.5, 0.4, 0.3)),
    small_units = list(beta = c(3e-6, -1e-6, 5e-6, 2e-6), se = c(1e-6, 5e-7, 1.2e-6, 9e-7)),
    many = list(beta = rnorm(60, 0.1, 0.05), se = runif(60, 0.02, 0.2)))
for (i in 1:40) {
    k <- sample(2:8, 1)
    se <- exp(runif(k, log(0.01), log(0.3)))
    cases[[paste0("random", i)]] <- list(beta = rnorm(k, 0, sqrt(se^2 + runif(1, 0, 0.02))), se = se)
}

rows <- NULL
for (name in names(cases)) {
    case <- cases[[name]]
    fit <- rma.uni(yi = case$beta, sei = case$se, method = "REML",
                   control = list(threshold = 1e-14 * min(1, mean(case$se^2)), maxiter = 100000, stepadj = 0.5))
    v <- case$se^2
    tau2 <- plain(case$beta, v)
    if (abs(tau2 - fit$tau2) > 1e-9 * (tau2 + min(v))) {
        stop(name, ": metafor has ", fit$tau2, ", the likelihood's maximum is at ", tau2)
    }
    w <- 1 / (v + tau2)
    beta <- sum(w * case$beta) / sum(w)
    rows <- rbind(rows, data.frame(
        case = name, beta = paste(number(case$beta), collapse = ","), se = paste(number(case$se), collapse = ","),
        tau2 = number(tau2), beta_random = number(beta), se_random = number(1 / sqrt(sum(w))),
        neg_log10_p = number(two_sided(beta * sqrt(sum(w)))), metafor_tau2 = number(fit$tau2)))
}
write.table(rows, "random_effects.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
