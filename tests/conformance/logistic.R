# Rscript logistic.R HERE NAME INPUT: 60 variants of the scans NAME.score, .wald, .firth, .exact and .spa against plain R on
# the tables and genotypes of INPUT.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
name <- arguments[2]
input <- arguments[3]
tolerance <- 1e-9

study <- read_study(input, 60)
people <- study$people
genotypes <- study$genotypes
keys <- study$keys

softplus <- function(x) pmax(x, 0) + log1p(exp(-abs(x)))
log_likelihood <- function(eta, y) sum(y * eta - softplus(eta))
upper <- function(z) pnorm(z, lower.tail = FALSE, log.p = TRUE) / log(10)
two_sided <- function(z) -(upper(abs(z)) + log10(2))

maximise <- function(design, y, eta0 = 0) {
    theta <- numeric(ncol(design))
    for (i in 1:100) {
        mu <- plogis(eta0 + drop(design %*% theta))
        information <- crossprod(design, design * (mu * (1 - mu)))
        step <- tryCatch(solve(information, crossprod(design, y - mu), tol = 1e-30), error = function(e) NULL)
        if (is.null(step)) return(NULL)
        theta <- theta + drop(step)
        if (max(abs(theta)) > 1e4) return(NULL)
        if (drop(crossprod(step, information %*% step)) < 1e-24) return(list(theta = theta, information = information))
    }
    NULL
}

# The maximum of log likelihood + log |information of the whole design| / 2 over the columns that are free.
penalise <- function(design, y, free, start) {
    theta <- start
    value <- function(theta) {
        eta <- drop(design %*% theta)
        mu <- plogis(eta)
        log_likelihood(eta, y) + determinant(crossprod(design, design * (mu * (1 - mu))))$modulus[1] / 2
    }
    now <- value(theta)
    for (i in 1:2000) {
        mu <- plogis(drop(design %*% theta))
        w <- mu * (1 - mu)
        information <- crossprod(design, design * w)
        hat <- rowSums((design %*% solve(information, tol = 1e-30)) * design) * w
        score <- drop(crossprod(design, y - mu + hat * (0.5 - mu)))[free]
        step <- numeric(ncol(design))
        step[free] <- solve(information[free, free], score, tol = 1e-30)
        size <- 1
        while (!is.finite(after <- value(theta + size * step)) || after < now - 1e-11 * abs(now)) size <- size / 2
        theta <- theta + size * step
        now <- after
        if (sum(step[free] * score) < 1e-24) break
        if (i == 60) {
            # Slow: Newton with the slope of the penalised score by differences.
            penalised <- function(theta) {
                mu <- plogis(drop(design %*% theta))
                w <- mu * (1 - mu)
                hat <- rowSums((design %*% solve(crossprod(design, design * w), tol = 1e-30)) * design) * w
                drop(crossprod(design, y - mu + hat * (0.5 - mu)))[free]
            }
            for (j in 1:12) {
                slope <- sapply(free, function(k) {
                    h <- replace(numeric(length(theta)), k, 1e-4)
                    (8 * (penalised(theta + h) - penalised(theta - h)) - (penalised(theta + 2 * h) - penalised(theta - 2 * h))) / 12e-4
                })
                theta[free] <- theta[free] - solve(slope, penalised(theta), tol = 1e-30)
            }
            now <- value(theta)
            mu <- plogis(drop(design %*% theta))
            information <- crossprod(design, design * (mu * (1 - mu)))
            break
        }
    }
    list(theta = theta, value = now, information = information)
}

tail_of <- function(s, z, mu) {  # -log10 of P(S beyond s), by Barndorff-Nielsen's formula
    k <- function(t) sum(log1p(mu * expm1(t * z)) - t * mu * z)
    k1 <- function(t) { e <- mu * exp(t * z); sum(z * (e / (1 - mu + e) - mu)) }
    k2 <- function(t) { p <- mu * exp(t * z) / (1 - mu + mu * exp(t * z)); sum(z^2 * p * (1 - p)) }
    t <- s / k2(0)
    far <- 1
    while ((k1(sign(s) * far) - s) * sign(s) < 0 && far < 400) far <- far * 2
    if ((k1(sign(s) * far) - s) * sign(s) < 0) return(Inf)
    t <- uniroot(function(t) k1(t) - s, sort(c(0, sign(s) * far)), tol = 1e-13, maxiter = 10000)$root
    for (i in 1:4) t <- t - (k1(t) - s) / k2(t)
    if (k2(t) < 1e-3 * k2(0)) return(NA)  # at the edge another formula holds
    w <- sqrt(2 * (t * s - k(t)))
    v <- abs(t) * sqrt(k2(t))
    -upper(w + log(v / w) / w)
}

analyse <- function(rows, g, cohorts_in) {
    none <- c(n = NA, cases = NA, score_beta = NA, score_se = NA, score_p = NA, wald_beta = NA, wald_se = NA, wald_p = NA,
              firth_beta = NA, firth_se = NA, firth_p = NA, exact_beta = NA, exact_se = NA, exact_p = NA, spa_p = NA)
    ok <- complete.cases(rows[, c("af_event", "QCOV1", "QCOV2", "CAT_COV")]) & !is.na(g)
    rows <- rows[ok, ]
    g <- g[ok]
    y <- rows$af_event
    none["n"] <- length(y)
    none["cases"] <- sum(y)
    if (length(unique(g)) < 2 || length(unique(y)) < 2) return(none)
    x <- cbind(outer(rows$cohort, unique(rows$cohort), "==") + 0, scale(cbind(rows$QCOV1, rows$QCOV2, rows$CAT_COV == "B")))
    x <- x[, colSums(is.na(x)) == 0, drop = FALSE]
    null <- maximise(x, y)
    if (is.null(null) || max(abs(x %*% null$theta)) > 25) return(none)
    eta <- drop(x %*% null$theta)
    mu <- plogis(eta)
    w <- mu * (1 - mu)
    z <- g - drop(x %*% solve(null$information, crossprod(x, w * g)))
    variance <- sum(w * z^2)
    if (variance < 1e-9 * sum(w * g^2)) return(none)
    score <- sum(z * (y - mu))
    answer <- none
    answer[c("score_beta", "score_se", "score_p")] <- c(score / variance, 1 / sqrt(variance), two_sided(score / sqrt(variance)))
    design <- cbind(x, g)
    last <- ncol(design)
    full <- maximise(design, y)
    if (!is.null(full) && abs(full$theta[last]) < 12) {
        se <- sqrt(solve(full$information, tol = 1e-30)[last, last])
        if (se < 20) answer[c("wald_beta", "wald_se", "wald_p")] <- c(full$theta[last], se, two_sided(full$theta[last] / se))
    }
    # along the variant
    line <- function(t) { m <- plogis(eta + t * z); list(mu = m, w = m * (1 - m)) }
    value <- function(t) log_likelihood(eta + t * z, y) + log(sum(line(t)$w * z^2)) / 2
    t <- 0
    for (i in 1:2000) {
        at <- line(t)
        information <- sum(at$w * z^2)
        step <- (sum(z * (y - at$mu)) + sum(at$w * (0.5 - at$mu) * z^3) / information) / information
        size <- 1
        while (value(t + size * step) < value(t) - 1e-12 * abs(value(t))) size <- size / 2
        t <- t + size * step
        if (step^2 * information < 1e-24) break
    }
    chi <- max(0, 2 * (value(t) - value(0)))
    answer[c("firth_beta", "firth_se", "firth_p")] <- c(t, 1 / sqrt(sum(line(t)$w * z^2)), two_sided(sqrt(chi)))
    start <- c(null$theta, 0)
    all <- penalise(design, y, seq_len(last), start)
    held <- penalise(design, y, seq_len(last - 1), start)
    chi <- max(0, 2 * (all$value - held$value))
    answer[c("exact_beta", "exact_se", "exact_p")] <-
        c(all$theta[last], sqrt(solve(all$information, tol = 1e-30)[last, last]), two_sided(sqrt(chi)))
    tails <- c(tail_of(score, z, mu), tail_of(-score, z, mu))
    # Near the middle the score test's p stands.
    answer["spa_p"] <- if (abs(score) < 0.1 * sqrt(variance)) answer["score_p"] else if (anyNA(tails)) NA else -log10(sum(10^-tails))
    answer
}

against <- function(what, place, index, ours_of) {
    oracle <- t(vapply(seq_along(keys), function(v) analyse(people[index, ], genotypes[index, v]), numeric(15)))
    for (kind in c("score", "wald", "firth", "exact", "spa")) {
        ours <- ours_of(kind)
        count <- nrow(ours)
        file <- file.path(paste0(name, ".", kind), "results.h5")
        at <- match(keys, variant_key(ours))
        exact <- function(column) read_h5(file, paste0("/af_event/", place, "/", column), count)[at]
        ours <- ours[at, ]
        label <- paste(name, what, kind)
        compare(paste(label, "n"), ours$n, oracle[, "n"], 0.5)
        compare(paste(label, "cases"), ours$n_cases, oracle[, "cases"], 0.5)
        beta <- exact("beta")
        se <- exact("standard_error")
        p <- exact("neg_log_10_p_value")
        if (any(is.na(p) & ours$status == "ok")) fail("%s: status ok without a p", label)
        if (any(!is.na(p) & ours$status != "ok")) fail("%s: a p beside another status", label)
        test <- sub("ADD-", "", ours$test)
        rows <- !is.na(oracle[, "score_p"])
        if (!any(rows)) {
            # The covariates separate cases from controls.
            if (any(!is.na(p)) || !any(ours$status == "infinite_estimate")) fail("%s: estimates without a null model", label)
            next
        }
        if (kind == "wald") {
            rows <- rows & !is.na(oracle[, "wald_p"])
            if (any(test[rows] != "WALD")) fail("%s: %d variants with a maximum are not WALD", label, sum(test[rows] != "WALD"))
        }
        within <- function(values, scale = 0) tolerance * pmax(abs(values), scale)
        reference <- function(column) {
            if (kind != "spa" || column == "p") return(oracle[, paste0(kind, "_", column)])
            if (column == "beta") return(oracle[, "score_beta"])
            # The error that estimate and p imply.
            z <- -qnorm(-oracle[, "spa_p"] * log(10) - log(2), log.p = TRUE)
            ifelse(is.na(z), oracle[, "score_se"], abs(oracle[, "score_beta"]) / z)
        }
        if (any(is.na(beta[rows]))) fail("%s: %d variants without an estimate", label, sum(is.na(beta[rows])))
        compare(paste(label, "beta"), beta[rows], reference("beta")[rows], within(reference("beta"), reference("se"))[rows])
        compare(paste(label, "standard error"), se[rows], reference("se")[rows], within(reference("se"))[rows])
        given <- rows & !is.na(reference("p"))
        compare(paste(label, "-log10 p"), p[given], reference("p")[given], (within(reference("p"), 1) + 1e-9)[given])
    }
}

tables <- list()
table_of <- function(kind, part) {
    key <- paste(kind, part)
    if (is.null(tables[[key]])) tables[[key]] <<- read_table(file.path(paste0(name, ".", kind), paste0("af_event", part, ".tsv.gz")))
    tables[[key]]
}
against("pooled", "pooled", seq_len(nrow(people)), function(kind) table_of(kind, ""))
for (cohort in study_cohorts) {
    against(cohort, paste0("cohorts/", cohort), which(people$cohort == cohort), function(kind) {
        rows <- table_of(kind, ".cohorts")
        rows[rows$cohort == cohort, ]
    })
}
finish()
