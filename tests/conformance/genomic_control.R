# Rscript genomic_control.R HERE JOB/TRAIT: the results none.JOB, input.JOB and both.JOB, made with --genomic-control.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(metafor))
job <- dirname(arguments[2])
trait <- basename(arguments[2])
table_of <- function(control, ending) read_table(file.path(paste0(control, ".", job), paste0(trait, ending, ".tsv.gz")))
pooled <- sapply(c("none", "input", "both"), table_of, "", simplify = FALSE)
by_cohort <- sapply(c("none", "input", "both"), table_of, ".cohorts", simplify = FALSE)
cohorts <- unique(by_cohort$none$cohort)

# "lambda_gc" of the run record, by name.
lambdas_of <- function(control) {
    text <- paste(readLines(file.path(paste0(control, ".", job), "run.json")), collapse = " ")
    text <- sub(sprintf('.*"traits": *\\{.*"%s": *\\{.*?"lambda_gc": *\\{', trait), "", text, perl = TRUE)
    sapply(c("pooled", "fixed_effects", "random_effects", cohorts), function(name) {
        as.double(sub(sprintf('.*?"%s": *([-+0-9.e]+).*', name), "\\1", text, perl = TRUE))
    })
}
told <- sapply(c("none", "input", "both"), lambdas_of)

chi_square <- function(neg_log10_p) qchisq(-neg_log10_p * log(10), 1, lower.tail = FALSE, log.p = TRUE)
lambda <- function(chi_squares) median(chi_squares, na.rm = TRUE) / qchisq(0.5, 1)
# Score tests have a p where the estimate is infinite, too; such variants do not count.
of_rows <- function(rows) lambda(chi_square(rows$neg_log_10_p_value[!is.na(rows$beta)]))
by_p <- function(p) lambda(qchisq(p, 1, lower.tail = FALSE))
check <- function(control, name, expected) {
    compare(paste(trait, control, "lambda", name), told[name, control], expected, 1e-9 * expected)
}
for (control in c("none", "input", "both")) {
    check(control, "pooled", of_rows(pooled$none))
    if (control != "both") {
        check(control, "fixed_effects", by_p(pooled[[control]]$p_fixed))
        check(control, "random_effects", by_p(pooled[[control]]$p_random))
    }
    for (cohort in cohorts) {
        check(control, cohort, of_rows(by_cohort$none[by_cohort$none$cohort == cohort, ]))
    }
}
for (name in c("fixed_effects", "random_effects")) check("both", name, told[name, "input"])
factor <- sqrt(pmax(told[, "none"], 1))
if (!any(factor[cohorts] > 1.001)) fail("%s: no cohort has a lambda that corrects anything", trait)

# A row's own numbers with a standard error that is `times` as large.
corrected <- function(what, ours, plain, times) {
    compare(paste(what, "beta"), ours$beta, plain$beta, 1e-11 * abs(plain$beta))
    compare(paste(what, "se"), ours$standard_error, plain$standard_error * times, 1e-10 * plain$standard_error)
    if (!identical(is.na(ours$beta), is.na(plain$beta))) fail("%s: estimates for other rows", what)
    if ("t_statistic" %in% names(ours)) {
        t <- plain$t_statistic / times
        compare(paste(what, "t"), ours$t_statistic, t, relative(t, 1e-10, 1e-3))
        p <- -(pt(-abs(t), plain$degrees_of_freedom, log.p = TRUE) + log(2)) / log(10)
    } else {
        p <- -pchisq(chi_square(plain$neg_log_10_p_value) / times^2, 1, lower.tail = FALSE, log.p = TRUE) / log(10)
        if ("score_chisq" %in% names(ours)) {
            chi <- plain$score_chisq / times^2
            compare(paste(what, "score chi-square"), ours$score_chisq, chi, relative(chi, 1e-10, 1e-3))
        } else {
            compare(paste(what, "z"), ours$z_statistic, plain$z_statistic / times, relative(plain$z_statistic, 1e-10, 1e-3))
        }
    }
    compare(paste(what, "-log10 p"), ours$neg_log_10_p_value, p, relative(p, 1e-8, 1e-2))
}
for (control in c("input", "both")) {
    corrected(paste(trait, control, "cohorts"), by_cohort[[control]], by_cohort$none, factor[by_cohort$none$cohort])
    times <- if (control == "both") factor["pooled"] else 1
    corrected(paste(trait, control, "pooled"), pooled[[control]], pooled$none, times)
    if (control == "input" && !identical(pooled$input$p_value, pooled$none$p_value)) {
        fail("%s: input changes the pooled p", trait)
    }
}

# What is put together comes from the corrected rows by cohort: every 100th variant.
key <- variant_key(pooled$input)
sample <- seq(1, nrow(pooled$input), by = 100)
given <- by_cohort$input[!is.na(by_cohort$input$beta), ]
given$key <- variant_key(given)
method <- if (job == "survive") "REML" else "DL"
oracle <- do.call(rbind, lapply(split(given, factor(given$key, levels = key[sample])), function(rows) {
    if (nrow(rows) == 0) return(data.frame(q = NA, fixed = NA, se_fixed = NA, random = NA, se_random = NA))
    fixed <- rma(yi = beta, sei = standard_error, data = rows, method = "FE")
    random <- rma(yi = beta, sei = standard_error, data = rows, method = method,
                  control = if (method == "REML") list(threshold = 1e-12, maxiter = 10000, stepadj = 0.5) else list())
    data.frame(q = if (nrow(rows) > 1) fixed$QE else NA, fixed = fixed$beta[1], se_fixed = fixed$se, random = random$beta[1], se_random = random$se)
}))
after <- sqrt(pmax(told[, "input"], 1))
for (control in c("input", "both")) {
    ours <- pooled[[control]][sample, ]
    times <- if (control == "both") after else after / after
    what <- paste(trait, control)
    compare(paste(what, "Q"), ours$het_q, oracle$q, relative(oracle$q, 1e-8, 1e-2))
    compare(paste(what, "beta_fixed"), ours$beta_fixed, oracle$fixed, 1e-8 * oracle$se_fixed)
    compare(paste(what, "se_fixed"), ours$se_fixed, oracle$se_fixed * times["fixed_effects"], 1e-9 * oracle$se_fixed)
    compare(paste(what, "beta_random"), ours$beta_random, oracle$random, 1e-6 * oracle$se_random)
    compare(paste(what, "se_random"), ours$se_random, oracle$se_random * times["random_effects"], 1e-6 * oracle$se_random)
    p <- 2 * pnorm(-abs(ours$beta_fixed / ours$se_fixed))
    compare(paste(what, "p_fixed"), ours$p_fixed, p, relative(p, 1e-8))
}
finish()
