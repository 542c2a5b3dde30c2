# Rscript models.R HERE RESULT INPUT FORMULA [WORD...]: 60 variants of RESULT/PHENO against lm on the tables and genotypes of
# INPUT. FORMULA is that of the covariates; `age` stands for entry_age, scaled. Words:
#   by-cohort    every cohort has its own covariate effects in the pooled model
#   rint-cohort  rint-pooled   the trait is replaced by normal scores
#   loco         loco-sd       less the predictions of predictions/PHENO_1.loco.gz, in units of the residual SD
#   robust       standard errors by HC3
#   mean         people without a call have the mean of their cohort's called people
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
result <- arguments[2]
input <- arguments[3]
covariates <- arguments[4]
words <- arguments[-(1:4)]
tolerance <- 1e-9

study <- read_study(input, 60)
people <- study$people
genotypes <- study$genotypes
keys <- study$keys
people$index <- seq_len(nrow(people))
people$age <- (people$entry_age - 18000) / 1000
people$site <- relevel(factor(people$site), "mid")
people$complete <- complete.cases(people[, c("PHENO", all.vars(as.formula(paste("~", covariates))))])

predictions <- matrix(0, nrow(people), 23)
if (any(c("loco", "loco-sd") %in% words)) {
    loco <- as.matrix(read.table("predictions/PHENO_1.loco.gz", header = TRUE, row.names = 1, check.names = FALSE))
    predictions <- t(loco[, match(paste(study$fam$V1, study$fam$V2, sep = "_"), colnames(loco))])
    people$complete <- people$complete & !is.na(predictions[, 1])
}
scores <- function(y) qnorm((rank(y) - 3 / 8) / (length(y) + 1 / 4))
if ("rint-pooled" %in% words) people$PHENO[people$complete] <- scores(people$PHENO[people$complete])
if ("rint-cohort" %in% words) for (cohort in study_cohorts) {
    here <- people$complete & people$cohort == cohort
    people$PHENO[here] <- scores(people$PHENO[here])
}
if ("loco-sd" %in% words) {
    null <- lm(as.formula(paste("PHENO ~ cohort +", covariates)), people[people$complete, ])
    predictions <- predictions * summary(null)$sigma
}

# MacKinnon and White's HC3 of the last coefficient. A person of leverage 1 has no say where the others fit them alone.
hc3 <- function(model) {
    x <- model.matrix(model)
    g <- x[, "g"]
    others <- x[, colnames(x) != "g", drop = FALSE]
    rest <- g - others %*% qr.coef(qr(others), g)[colnames(others)]
    if (anyNA(rest)) rest <- qr.resid(qr(others), g)
    h <- hatvalues(model)
    full <- h > 1 - 1e-9
    if (any(full & rest^2 > 1e-9 * sum(rest^2))) return(NA)
    sqrt(sum((rest[!full] * residuals(model)[!full] / (1 - h[!full]))^2)) / sum(rest^2)
}

# One variant in some of the people.
fit <- function(rows, g, pooled, chromosome) {
    rows$y <- rows$PHENO - predictions[rows$index, chromosome]
    rows$g <- g
    if ("mean" %in% words) {
        rows <- rows[rows$complete, ]
        rows$g <- ave(rows$g, rows$cohort, FUN = function(one) ifelse(is.na(one), mean(one, na.rm = TRUE), one))
    }
    rows <- rows[rows$complete & !is.na(rows$g), ]
    none <- list(n = nrow(rows), df = NA, beta = NA, se = NA)
    if (nrow(rows) == 0 || length(unique(rows$g)) < 2) return(none)
    terms <- if (!pooled) covariates else if ("by-cohort" %in% words) sprintf("cohort + cohort:(%s)", covariates)
             else paste("cohort +", covariates)
    # A factor with one level left stands for nothing.
    for (name in c("site", "CAT_COV")) if (length(unique(rows[[name]])) < 2) rows[[name]] <- 0
    model <- lm(as.formula(paste("y ~", terms, "+ g")), rows)
    if (is.na(coef(model)["g"]) || model$df.residual < 1) return(none)
    if ("robust" %in% words) {
        se <- hc3(model)
        return(modifyList(none, list(df = model$df.residual, beta = if (is.na(se)) NA else unname(coef(model)["g"]), se = se)))
    }
    modifyList(none, list(df = model$df.residual, beta = unname(coef(model)["g"]), se = sqrt(vcov(model)["g", "g"])))
}

against <- function(what, place, index, pooled, ours) {
    oracle <- lapply(seq_along(keys), function(v) fit(people[index, ], genotypes[index, v], pooled, study$chromosomes[v]))
    value <- function(name) vapply(oracle, function(o) as.double(o[[name]]), 0)
    at <- match(keys, variant_key(ours))
    count <- nrow(ours)
    exact <- function(column) read_h5(file.path(result, "results.h5"), paste0("/PHENO/", place, "/", column), count)[at]
    ours <- ours[at, ]
    compare(paste(what, "n"), ours$n, value("n"), 0.5)
    if (all(is.na(value("beta"))) && all(is.na(ours$beta))) return(cat(sprintf("%-44s no estimate, in R neither\n", what)))
    compare(paste(what, "degrees of freedom"), ours$degrees_of_freedom, value("df"), 0.5)
    # Where a handful of degrees of freedom is left, the little that the covariates leave has lost digits in both programs.
    within <- ifelse(value("df") < 5, 100, 1) * tolerance
    compare(paste(what, "beta"), exact("beta"), value("beta"), relative(value("beta"), within, value("se")))
    compare(paste(what, "standard error"), exact("standard_error"), value("se"), relative(value("se"), within))
    nlp <- -(pt(abs(value("beta") / value("se")), value("df"), lower.tail = FALSE, log.p = TRUE) + log(2)) / log(10)
    compare(paste(what, "-log10 p"), exact("neg_log_10_p_value"), nlp, relative(nlp, 10 * within, 1e-3))
    differ <- is.na(ours$beta) != is.na(value("beta"))
    if (any(differ)) {
        fail("%s: %d estimates here or in R only; the first is %s, status %s, R's beta %g", what, sum(differ), keys[differ][1],
             ours$status[differ][1], value("beta")[differ][1])
    }
}

pooled <- read_table(file.path(result, "PHENO.tsv.gz"))
against(paste(result, "pooled"), "pooled", seq_len(nrow(people)), TRUE, pooled)
by_cohort <- read_table(file.path(result, "PHENO.cohorts.tsv.gz"))
for (cohort in study_cohorts) {
    against(paste(result, cohort), paste0("cohorts/", cohort), which(people$cohort == cohort), FALSE,
            by_cohort[by_cohort$cohort == cohort, ])
}
finish()
