# Rscript reduce.R HERE: the meta-analyses that reduce.sh made against GWAMA (all digits that it prints) and plain R.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
read_result <- function(name) read_table(paste0(name, "/meta.tsv.gz"))

gwama <- function(what, result, file, model, beyond = 0) {
    theirs <- read.delim(file, colClasses = c(reference_allele = "character", other_allele = "character"))
    at <- match(theirs$rs_number, result$rsid)
    if (anyNA(at)) fail("%s: GWAMA has %d variants that have no row", what, sum(is.na(at)))
    if (nrow(theirs) != nrow(result)) fail("%s: GWAMA has %d variants, we %d", what, nrow(theirs), nrow(result))
    ours <- result[at, ]
    turned <- ifelse(theirs$reference_allele == ours$effect_allele, 1, -1)
    complement <- c(A = "T", T = "A", C = "G", G = "C")
    of_s3 <- ours$n_cohorts == 1 & substr(ours$direction, 3, 3) != "?"  # as the only study names them, maybe on the other strand
    turned[of_s3] <- ifelse(theirs$reference_allele == ours$effect_allele | theirs$reference_allele == complement[ours$effect_allele], 1, -1)[of_s3]
    several <- ours$n_cohorts > 1  # of a single study GWAMA makes 0/0
    agrees <- function(column, ours, theirs, decimals = 6) {
        compare(paste(what, column), ours[several], theirs[several], 0.55 * 10^-decimals + beyond * abs(theirs[several]))
    }
    agrees("beta", ours[[paste0("beta_", model)]], turned * theirs$beta)
    agrees("se", ours[[paste0("se_", model)]], theirs$se)
    if (model == "random") return(invisible())
    agrees("z", turned * theirs$z, ours$beta / ours$standard_error)
    agrees("frequency", ours$effect_allele_frequency, ifelse(turned > 0, theirs$eaf, 1 - theirs$eaf))
    agrees("people", ours$n, theirs$n_samples, 0)
    agrees("studies", ours$n_cohorts, theirs$n_studies, 0)
    agrees("Q", ours$het_q, theirs$q_statistic)
    agrees("Q's p", ours$het_p, theirs$q_p.value)
    agrees("I2", ours$het_i2, theirs$i2)
    signs <- function(text) chartr("+-", "-+", text)
    expected <- ifelse(turned > 0, theirs$effects, signs(theirs$effects))
    if (!all(expected[several] == ours$direction[several])) fail("%s: directions differ", what)
}
gwama("GWAMA fixed", read_result("dl"), "gwama.fixed.out", "fixed")
gwama("GWAMA random", read_result("dl"), "gwama.random.out", "random")
# GWAMA's median of chi-square has seven digits: 0.4549364.
gwama("GWAMA genomic control", read_result("input"), "gwama.input.out", "fixed", 1e-7)

# Plain R on the rows by study.
rows <- read_table("dl/meta.cohorts.tsv.gz")
rows$key <- variant_key(rows)
reml <- read_result("reml")
reml$key <- variant_key(reml)
rows <- split(rows, factor(rows$key, levels = reml$key))
restricted <- function(tau2, y, v) {
    w <- 1 / (v + tau2)
    -0.5 * (sum(log(v + tau2)) + log(sum(w)) + sum(w * (y - sum(w * y) / sum(w))^2))
}
score <- function(tau2, y, v) {
    w <- 1 / (v + tau2)
    0.5 * (sum((w * (y - sum(w * y) / sum(w)))^2) - sum(w) + sum(w^2) / sum(w))
}
oracle <- t(sapply(rows, function(study) {
    y <- study$beta
    v <- study$standard_error^2
    w <- 1 / v
    fixed <- sum(w * y) / sum(w)
    tau2 <- NA
    change <- NA
    if (length(y) > 1) {
        unit <- mean(v)
        grid <- c(0, 10^seq(-3, 4, length.out = 200))
        best <- which.max(sapply(grid, restricted, y / sqrt(unit), v / unit))
        tau2 <- if (best == 1) 0
                else unit * uniroot(score, grid[c(best - 1, best + 1)], y / sqrt(unit), v / unit, tol = 1e-15)$root
        changes <- sapply(seq_along(y), function(i) (sum((w * y)[-i]) / sum(w[-i]) - fixed) * sqrt(sum(w)))
        change <- changes[which.max(abs(changes))]
    }
    w <- 1 / (v + ifelse(is.na(tau2), 0, tau2))
    c(tau2, sum(w * y) / sum(w), 1 / sqrt(sum(w)), change)
}))
scale <- sapply(rows, function(study) min(study$standard_error))
# The rows by study and the tables carry 12 digits.
compare("R tau2", reml$tau2, oracle[, 1], 1e-9 * (pmax(oracle[, 1], 0) + scale^2))
compare("R beta, restricted likelihood", reml$beta_random, oracle[, 2], 1e-9 * oracle[, 3])
compare("R se, restricted likelihood", reml$se_random, oracle[, 3], relative(oracle[, 3], 1e-9))
compare("R p, restricted likelihood", reml$p_random, 2 * pnorm(-abs(oracle[, 2] / oracle[, 3])), 1e-9)
compare("R largest change without a study", reml$loo_max_change, oracle[, 4], relative(oracle[, 4], 1e-9, 1e-3))
left_out <- sapply(rows, function(study) {
    if (nrow(study) < 2) return(NA)
    w <- 1 / study$standard_error^2
    changes <- sapply(seq_len(nrow(study)), function(i) sum((w * study$beta)[-i]) / sum(w[-i]) - sum(w * study$beta) / sum(w))
    study$cohort[which.max(abs(changes))]
})
# Without one of two studies the estimate changes by amounts that may be equal.
clear <- reml$n_cohorts > 2
if (!all(reml$loo_cohort[clear] == left_out[clear])) fail("the study whose absence changes most differs")

# λ of the studies and of the result, and what they do to the errors.
lambda <- function(rows) median((rows$beta / rows$standard_error)^2) / qchisq(0.5, 1)
plain <- read_table("dl/meta.cohorts.tsv.gz")
corrected <- read_table("input/meta.cohorts.tsv.gz")
for (study in c("s1", "s2", "s3")) {
    own <- plain[plain$cohort == study, ]
    compare(paste("lambda of", study), corrected$standard_error[corrected$cohort == study],
            own$standard_error * sqrt(max(1, lambda(own))), 1e-9 * own$standard_error)
}
input <- read_result("input")
both <- read_result("both")
factor_fixed <- sqrt(max(1, lambda(input)))
compare("lambda of the result", both$standard_error, input$standard_error * factor_fixed, relative(input$standard_error, 1e-9))
compare("p with lambda", both$p_value, 2 * pnorm(-abs(input$beta / input$standard_error / factor_fixed)), 1e-9)
factor_random <- sqrt(max(1, median((input$beta_random / input$se_random)^2) / qchisq(0.5, 1)))
compare("lambda of random effects", both$se_random, input$se_random * factor_random, relative(input$se_random, 1e-9))

# Named A/T and C/G variants only: swapped ones have gone from that study, named in excluded.tsv.gz, and from nowhere else.
named <- read_table("named/meta.cohorts.tsv.gz")
excluded <- read.delim("named/excluded.tsv.gz", na.strings = "#NA")
if (nrow(named) + nrow(excluded) != nrow(plain)) fail("rows are missing that excluded.tsv.gz does not name")
if (!all(paste0(excluded$effect_allele, excluded$other_allele) %in% c("AT", "TA", "CG", "GC"))) fail("others than A/T and C/G left out")
finish()
