# Rscript discrete.R HERE INPUT COUNT: that many variants of the folders of discrete.sh against glm on person-period records.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
input <- arguments[2]
count <- as.integer(arguments[3])
tolerance <- 1e-9

cohorts <- read.delim(file.path(input, "cohorts.tsv"))$cohort
people <- read_records(input, cohorts, colClasses = c(id = "character"))
bims <- lapply(cohorts, function(cohort) read.table(file.path(input, paste0(cohort, ".bim")), colClasses = c(V5 = "character", V6 = "character")))
keys_of <- function(bim) paste(bim$V1, bim$V4, bim$V6, bim$V5)
chosen <- round(seq(1, nrow(bims[[1]]), length.out = count))
keys <- keys_of(bims[[1]])[chosen]
chromosomes <- bims[[1]]$V1[chosen]
loco <- as.matrix(read.table("predictions.loco", header = TRUE, row.names = 1, check.names = FALSE))
predictions <- c()
genotypes <- do.call(rbind, lapply(seq_along(cohorts), function(c) {
    fam <- read.table(file.path(input, paste0(cohorts[c], ".fam")), colClasses = "character")
    rows <- match(keys, keys_of(bims[[c]]))
    stopifnot(!anyNA(rows))
    mine <- match(people$id[people$cohort == cohorts[c]], fam$V2)
    predictions <<- rbind(predictions, t(loco[, match(paste(fam$V1, fam$V2, sep = "_"), colnames(loco))])[mine, ])
    read_bed(file.path(input, cohorts[c]), nrow(fam), rows)[mine, ]
}))

# A record for every person and every event time of the person's stratum at which the person is at risk, but for times at which
# all at risk have an event: their intercepts are infinite, and their likelihood is 1.
person_periods <- function(rows) {
    periods <- do.call(rbind, lapply(split(rows, rows$stratum, drop = TRUE), function(stratum) {
        times <- sort(unique(stratum$exit[stratum$event == 1]))
        do.call(rbind, lapply(times, function(time) {
            at_risk <- stratum[stratum$entry < time & stratum$exit >= time, ]
            at_risk$y <- as.numeric(at_risk$event == 1 & at_risk$exit == time)
            if (all(at_risk$y == 1)) return(NULL)
            at_risk$interval <- paste(at_risk$stratum, time)
            at_risk
        }))
    }))
    periods$interval <- factor(periods$interval)
    periods
}
# glm ends when the deviance no longer changes, which leaves 1e-7 standard errors; steps from there on leave nothing.
converged <- function(model, periods, start = NULL) {
    found <- NULL
    for (again in 0:6) {
        found <- suppressWarnings(glm(model, binomial("cloglog"), periods, start = start,
                                      control = glm.control(epsilon = 1e-14, maxit = 40)))
        start <- coef(found)
    }
    found
}
fit <- function(rows, covariates) {
    answer <- list(n = nrow(rows), events = sum(rows$event), beta = NA, se = NA, score = NA, loglik = NA, null = NA)
    periods <- person_periods(rows)
    periods[covariates] <- scale(periods[covariates])
    model <- as.formula(paste(c("y ~ 0 + interval + offset(known)", covariates), collapse = " + "))
    intercept <- nlevels(periods$interval) > 1
    if (!intercept) model <- update(model, . ~ . + 1 - interval)
    null <- converged(model, periods)
    full <- converged(update(model, . ~ . + g), periods, c(coef(null), 0))
    # Rao's score test at the null model.
    x <- cbind(model.matrix(null), periods$g)
    slope <- null$family$mu.eta(null$linear.predictors)
    variance <- null$fitted.values * (1 - null$fitted.values)
    score <- crossprod(x, (periods$y - null$fitted.values) * slope / variance)
    information <- crossprod(x * (slope^2 / variance), x)
    last <- ncol(x)
    left <- information[last, last] - information[last, -last] %*% solve(information[-last, -last], information[-last, last])
    modifyList(answer, list(beta = unname(coef(full)["g"]), se = sqrt(vcov(full)["g", "g"]), loglik = -full$deviance / 2,
                            null = -null$deviance / 2, score = score[last]^2 / left))
}

check <- function(what, oracle, exact, scores_alone = FALSE) {
    value <- function(name) vapply(oracle, function(o) as.double(o[[name]]), 0)
    compare(paste(what, "n"), exact("n"), value("n"), 0.5)
    compare(paste(what, "events"), exact("n_events"), value("events"), 0.5)
    compare(paste(what, "log hazard ratio"), exact("beta"), value("beta"), relative(value("beta"), tolerance, value("se")))
    compare(paste(what, "standard error"), exact("standard_error"), value("se"), relative(value("se"), tolerance))
    compare(paste(what, "log likelihood"), exact("log_likelihood"), value("loglik"), relative(value("loglik"), tolerance))
    compare(paste(what, "null log likelihood"), exact("log_likelihood_null"), value("null"), relative(value("null"), tolerance))
    compare(paste(what, "score chi-square"), exact("score_chisq"), value("score"), relative(value("score"), tolerance, 1e-3))
    if (anyNA(exact("beta"))) fail("%s: %d estimates are missing", what, sum(is.na(exact("beta"))))
}

against <- function(folder, outcome, columns, covariates, strata = c(), predicted = FALSE, event = 1) {
    people$entry <- if (length(columns) == 3) people[[columns[1]]] else -Inf
    people$exit <- people[[columns[length(columns) - 1]]]
    people$event <- as.numeric(people[[columns[length(columns)]]] == event)
    people$stratum <- do.call(paste, people[c("cohort", strata)])
    rows_of <- function(v) {
        rows <- people
        rows$g <- genotypes[, v]
        rows$known <- if (predicted) predictions[, as.character(chromosomes[v])] else 0
        rows[complete.cases(rows[c("event", "exit", "g", covariates)]), ]
    }
    table <- read_table(file.path(folder, paste0(outcome, ".tsv.gz")))
    at <- match(keys, variant_key(table))
    exact_of <- function(part) function(column) {
        read_h5(file.path(folder, "results.h5"), paste0("/", outcome, "/", part, "/", column), nrow(table))[at]
    }
    check(folder, lapply(seq_along(keys), function(v) fit(rows_of(v), covariates)), exact_of("pooled"))
    if (folder != "strata") {
        own <- read_table(file.path(folder, paste0(outcome, ".cohorts.tsv.gz")))
        own <- own[own$cohort == cohorts[3], ]
        own <- own[match(keys, variant_key(own)), ]
        oracle <- lapply(seq_along(keys), function(v) {
            rows <- rows_of(v)
            fit(rows[rows$cohort == cohorts[3], ], covariates)
        })
        se <- vapply(oracle, function(o) o$se, 0)
        beta <- vapply(oracle, function(o) o$beta, 0)
        compare("a cohort's log hazard ratio", own$beta, beta, relative(beta, 1e-5, se))
        compare("a cohort's standard error", own$standard_error, se, relative(se, 1e-5))
    }
}
against("mle", "ages", c("g_entry", "g_exit", "t1_event"), c("age", "sex", "PC1", "PC2"))
against("strata", "visits", c("v_time", "v_event"), c("age", "PC1", "PC2"), "sex", TRUE)

# Wald's p, and estimates by expansion within a hundredth of a standard error.
mle <- read_table("mle/ages.tsv.gz")
wald <- -pchisq((mle$beta / mle$standard_error)^2, 1, lower.tail = FALSE, log.p = TRUE) / log(10)
compare("Wald's -log10 p", mle$neg_log_10_p_value, wald, relative(wald, 1e-4, 1e-3))
quick <- read_table("quick/ages.tsv.gz")
if (!any(quick$status == "expansion") || !any(quick$status == "ok")) fail("quick: status %s", unique(quick$status))
compare("expansion: log hazard ratio", quick$beta, mle$beta, 0.02 * mle$standard_error)
compare("expansion: standard error", quick$standard_error, mle$standard_error, 0.02 * mle$standard_error)
finish()
