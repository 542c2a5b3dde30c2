# Rscript joint.R HERE RESULT TRAIT INPUT ERRORS WORD...: the variants of RESULT against lm (PHENO) or glm (af_event) on the
# tables and genotypes of INPUT. ERRORS: model or robust. Words: genotypic, the modifiers QCOV2 and site, by-cohort, and
# `single`: the variant's one effect is robust, too.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
result <- arguments[2]
trait <- arguments[3]
input <- arguments[4]
robust <- arguments[5] == "robust"
words <- arguments[-(1:5)]
binary <- trait == "af_event"
genotypic <- "genotypic" %in% words
modifiers <- intersect(c("QCOV2", "site"), words)

study <- read_study(input, 40)
people <- study$people
people$y <- people[[trait]]
people$site <- if (is.null(people$site)) 0 else relevel(factor(people$site), "mid")
covariates <- c("QCOV1", "QCOV2", if ("site" %in% modifiers) "site")
people$complete <- complete.cases(people[, c("y", covariates)])
# Predictions that leave a chromosome out are part of the log odds.
predictions <- matrix(0, nrow(people), 23)
if ("loco" %in% words) {
    loco <- as.matrix(read.table("predictions/af_event_1.loco", header = TRUE, row.names = 1, check.names = FALSE))
    predictions <- t(loco[, match(paste(study$fam$V1, study$fam$V2, sep = "_"), colnames(loco))])
    people$complete <- people$complete & !is.na(predictions[, 1])
}
people$index <- seq_len(nrow(people))
levels <- if ("site" %in% modifiers) setdiff(levels(people$site), "mid") else character()

# The columns of the variant: copies, heterozygotes, copies times modifiers. No centring here.
terms <- function(rows, g) {
    z <- cbind(ADD = g)
    if (genotypic) z <- cbind(z, DOMDEV = as.numeric(g == 1))
    if ("QCOV2" %in% modifiers) z <- cbind(z, QCOV2 = g * rows$QCOV2)
    for (level in levels) z <- cbind(z, setNames(data.frame(g * (rows$site == level)), paste0("site=", level)))
    as.matrix(z)
}

# Names of the tests and their contrasts of the terms.
unit <- function(z, name) as.numeric(colnames(z) == name)
contrasts_of <- function(z) {
    k <- ncol(z)
    all <- diag(k)
    if (!length(modifiers)) {
        return(if (genotypic) list(ADD = rbind(unit(z, "ADD")), DOMDEV = rbind(unit(z, "DOMDEV")), GENO_2DF = all))
    }
    main <- unit(z, "ADD")
    tests <- list(`ADD-INT_SNP` = rbind(main))
    if ("QCOV2" %in% modifiers) tests$`ADD-INT_SNPxQCOV2` <- rbind(unit(z, "QCOV2"))
    if (length(levels)) {
        for (level in levels) {
            name <- paste0("site=", level)
            tests[[paste0("ADD-INT_SNPx", name)]] <- rbind(unit(z, name))
            tests[[paste0("ADD-INT_SNP.", name)]] <- rbind(main + unit(z, name))
        }
        tests$`ADD-INT_SNP.site=mid` <- rbind(main)
        tests$`ADD-INT_SNPxsite_2DF` <- do.call(rbind, lapply(levels, function(level) unit(z, paste0("site=", level))))
    }
    tests[[sprintf("ADD-INT_%dDF", k)]] <- all
    tests
}

# Effects and their covariance in some of the people, NULL without.
fit <- function(rows, g, pooled, single, chromosome) {
    rows$g <- g
    rows <- rows[rows$complete & !is.na(g), ]
    if (nrow(rows) < 3 || length(unique(rows$g)) < 2) return(NULL)
    if (binary) {
        both <- tapply(rows$y, rows$cohort, function(y) length(unique(y)) == 2)
        rows <- rows[both[rows$cohort], ]
        if (nrow(rows) == 0 || length(unique(rows$g)) < 2) return(NULL)
    }
    z <- if (single) cbind(ADD = rows$g) else terms(rows, rows$g)
    formula <- paste(covariates, collapse = "+")
    for (name in c("site")) if (length(unique(rows[[name]])) < 2) rows[[name]] <- 0
    strata <- if (!pooled || length(unique(rows$cohort)) < 2) formula
              else if ("by-cohort" %in% words) sprintf("cohort + cohort:(%s)", formula) else paste("cohort +", formula)
    x <- model.matrix(as.formula(paste("~", strata)), rows)
    x <- x[, seq_len(ncol(x)) %in% qr(x)$pivot[seq_len(qr(x)$rank)], drop = FALSE]
    x <- cbind(x, z)
    if (any(colSums(x^2) == 0) || qr(scale(x, FALSE, sqrt(colSums(x^2))), tol = 1e-8)$rank < ncol(x)) return(NULL)
    at <- ncol(x) - ncol(z) + seq_len(ncol(z))
    if (binary) {
        model <- suppressWarnings(glm.fit(x, rows$y, family = binomial(),
                                          offset = predictions[rows$index, chromosome], control = list(epsilon = 1e-15, maxit = 60)))
        mu <- model$fitted.values
        if (min(mu, 1 - mu) < 1e-8) return(NULL)
        bread <- solve(crossprod(x, x * (mu * (1 - mu))))
        covariance <- if (robust) bread %*% crossprod(x * (rows$y - mu)) %*% bread else bread
        return(list(z = z, n = nrow(rows), df = NA, beta = model$coefficients[at], covariance = covariance[at, at, drop = FALSE]))
    }
    df <- nrow(x) - ncol(x)
    if (df < 1) return(NULL)
    q <- qr(x, tol = 1e-12)
    e <- qr.resid(q, rows$y)
    # The terms after everything else, in which the covariance of their effects is short to write.
    rest <- qr.resid(qr(x[, -at, drop = FALSE], tol = 1e-12), z)
    inverse <- solve(crossprod(rest))
    if (robust) {
        h <- rowSums(qr.Q(q)^2)
        own <- rowSums((rest %*% inverse) * rest)
        full <- h > 1 - 1e-9
        if (any(full & own > 1e-9)) return(NULL)
        covariance <- inverse %*% crossprod((rest * (e / (1 - h)))[!full, , drop = FALSE]) %*% inverse
    } else covariance <- inverse * sum(e^2) / df
    list(z = z, n = nrow(rows), df = df, beta = qr.coef(q, rows$y)[at], covariance = covariance)
}

estimate <- function(model, contrast) {
    if (is.null(model)) return(c(n = NA, beta = NA, se = NA, statistic = NA, df = NA, nlp = NA))
    effect <- drop(contrast %*% model$beta)
    covariance <- contrast %*% model$covariance %*% t(contrast)
    r <- length(effect)
    if (r == 1) {
        se <- sqrt(covariance[1, 1])
        t <- effect / se
        tail <- if (binary) pnorm(abs(t), lower.tail = FALSE, log.p = TRUE) else pt(abs(t), model$df, lower.tail = FALSE, log.p = TRUE)
        return(c(n = model$n, beta = effect, se = se, statistic = t, df = model$df, nlp = -(tail + log(2)) / log(10)))
    }
    wald <- if (rcond(covariance) < 1e-14) NA else drop(effect %*% solve(covariance, effect))
    tail <- if (binary) pchisq(wald, r, lower.tail = FALSE, log.p = TRUE)
            else pf(wald / r, r, model$df, lower.tail = FALSE, log.p = TRUE)
    c(n = model$n, beta = NA, se = NA, statistic = if (binary) wald else wald / r, df = if (binary) r else model$df,
      nlp = -tail / log(10))
}

check <- function(name, single) {
    file <- if (single) trait else paste(trait, name, sep = ".")
    pooled <- read_table(file.path(result, paste0(file, ".tsv.gz")))
    by_cohort <- read_table(file.path(result, paste0(file, ".cohorts.tsv.gz")))
    for (place in c("pooled", study_cohorts)) {
        ours <- if (place == "pooled") pooled else by_cohort[by_cohort$cohort == place, ]
        rows <- if (place == "pooled") seq_len(nrow(people)) else which(people$cohort == place)
        what <- paste(result, file, place)
        at <- match(study$keys, variant_key(ours))
        if (anyNA(at)) return(fail("%s: variants without a row", what))
        group <- paste0("/", file, "/", if (place == "pooled") "pooled" else paste0("cohorts/", place), "/")
        exact <- function(column) read_h5(file.path(result, "results.h5"), paste0(group, column), nrow(ours))[at]
        oracle <- t(vapply(seq_along(study$keys), function(v) {
            model <- models[[place]][[if (single) "single" else "joint"]][[v]]
            estimate(model, if (single) matrix(1) else contrasts_of(if (is.null(model)) terms(people[1, ], 0) else model$z)[[name]])
        }, numeric(6)))
        colnames(oracle) <- c("n", "beta", "se", "statistic", "df", "nlp")
        joint <- all(is.na(oracle[, "beta"])) && !all(is.na(oracle[, "statistic"]))
        few <- if (binary) oracle[, "n"] < 30 else oracle[, "df"] < 5
        within <- ifelse(few, 1e-7, 1e-9)
        statistic <- if (joint) (if (binary) "chi_square" else "f_statistic") else if (binary) "z_statistic" else "t_statistic"
        # Firth's penalty takes over where the likelihood has no maximum, which is held against R elsewhere.
        ours_has <- !is.na(ours$p_value[at]) & !grepl("FIRTH", ours$test[at])
        differ <- ours_has != !is.na(oracle[, "nlp"])
        if (any(differ)) {
            fail("%s: %d tests here or in R only; the first is %s, status %s, R's -log10 p %g", what, sum(differ),
                 study$keys[differ][1], ours$status[at][differ][1], oracle[differ, "nlp"][1])
        }
        if (!any(ours_has & !differ)) { cat(sprintf("%-44s no estimate, in R neither\n", what)); next }
        compare(paste(what, "n"), ours$n[at], oracle[, "n"], 0.5)
        if (!joint) {
            compare(paste(what, "beta"), exact("beta"), oracle[, "beta"], within * pmax(abs(oracle[, "beta"]), oracle[, "se"]))
            compare(paste(what, "se"), exact("standard_error"), oracle[, "se"], relative(oracle[, "se"], within))
        }
        compare(paste(what, "statistic"), exact(statistic), oracle[, "statistic"], relative(oracle[, "statistic"], 10 * within, 1))
        compare(paste(what, "-log10 p"), exact("neg_log_10_p_value"), oracle[, "nlp"], relative(oracle[, "nlp"], 30 * within, 1e-1))
    }
}

models <- list()
for (place in c("pooled", study_cohorts)) {
    rows <- if (place == "pooled") seq_len(nrow(people)) else which(people$cohort == place)
    fit_all <- function(single) lapply(seq_along(study$keys), function(v) fit(people[rows, ], study$genotypes[rows, v], place == "pooled", single, study$chromosomes[v]))
    models[[place]] <- list(joint = fit_all(FALSE), single = if ("single" %in% words) fit_all(TRUE))
}
for (name in names(contrasts_of(terms(people[1, ], 0)))) check(name, FALSE)
if ("single" %in% words) check("ADD", TRUE)
finish()
