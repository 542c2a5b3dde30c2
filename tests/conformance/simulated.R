# Rscript simulated.R HERE TABLE PLINK_FILE TEST KIND: a table of ours against plink2's rows of one test. KIND: linear, wald, firth
# or, of several effects, linear-joint, wald-joint.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
kind <- arguments[5]
joint <- grepl("joint", kind)
ours <- read_table(arguments[2])
plink <- read.delim(arguments[3], comment.char = "", check.names = FALSE,
                    colClasses = c(REF = "character", ALT = "character", A1 = "character"))
what <- paste(sub(".tsv.gz", "", arguments[2]), arguments[4])
plink <- plink[plink$TEST == arguments[4], ]
plink[["#CHROM"]] <- sub("X", "23", plink[["#CHROM"]])
plink <- plink[match(variant_key(ours), paste(plink[["#CHROM"]], plink$POS, plink$REF, plink$ALT)), ]
if (anyNA(plink$POS)) fail("%s: %d variants have no row in plink2's table", what, sum(is.na(plink$POS)))
if (any(plink$A1 != ours$effect_allele)) fail("%s: plink2 tests other alleles", what)
given <- !is.na(plink$LOG10_P) & plink$ERRCODE == "."
# A fit without a finite maximum goes on with Firth's penalty here, or has a status; plink2 says that it did not converge, or
# gives where it stopped.
logistic <- kind %in% c("wald", "wald-joint")
if (logistic) given <- given & !grepl("FIRTH", ours$test) & ours$status != "infinite_estimate"
cat(sprintf("%s: %d of %d variants compared (others: %s)\n", what, sum(given), length(given),
            paste(names(table(plink$ERRCODE[!given])), table(plink$ERRCODE[!given]), collapse = ", ")))
if (mean(given) < 0.4) fail("%s: too few to compare", what)
if (any(is.na(ours$neg_log_10_p_value[given]))) fail("%s: plink2 has %d tests that we lack", what, sum(is.na(ours$neg_log_10_p_value[given])))
ours <- ours[given, ]
plink <- plink[given, ]
compare(paste(what, "n"), ours$n, plink$OBS_CT, 0.5)

# plink2's F has as many degrees of freedom below as there are people; here they are those of the residuals.
p <- if (kind == "linear-joint") -pf(ours$f_statistic, 2, ours$n, lower.tail = FALSE, log.p = TRUE) / log(10) else ours$neg_log_10_p_value
# plink2's logistic fits stop when a step changes little; what they then lack is small against the standard error.
slack <- if (logistic) 3e-4 else if (kind == "firth") 2e-3 else 1e-9
far <- rep(FALSE, nrow(ours))
if (!joint) {
    se <- if (grepl("linear", kind)) plink$SE else plink[["LOG(OR)_SE"]]
    beta <- if (grepl("linear", kind)) plink$BETA else log(plink$OR)
    digits <- if (grepl("linear", kind)) printed_tolerance(beta) else printed_tolerance(plink$OR) / plink$OR
    unit <- if (kind == "linear-scaled") median(beta / ours$beta) else 1  # plink2's covariates are standardised
    compare(paste(what, "beta"), ours$beta * unit, beta, digits + slack * se)
    # Its standard errors are those of the step before its last, and can be farther off: R's glm decides below.
    if (logistic) far <- abs(ours$standard_error - se) > printed_tolerance(se) + slack * se
    compare(paste(what, "standard error"), (ours$standard_error * unit)[!far], se[!far], (printed_tolerance(se) + slack * se)[!far])
    if (kind == "firth") compare(paste(what, "z"), ours$beta / ours$standard_error, plink$Z_STAT, printed_tolerance(plink$Z_STAT) + 2 * slack)
}
# plink2's p of a Firth fit is that of a Wald test, ours that of the penalised likelihood ratio.
if (kind != "firth") {
    tolerance <- printed_tolerance(plink$LOG10_P) + slack * pmax(1, sqrt(2 * log(10) * plink$LOG10_P))
    if (logistic) far <- far | abs(p - plink$LOG10_P) > tolerance
    compare(paste(what, "-log10 p"), p[!far], plink$LOG10_P[!far], tolerance[!far])
}

# Twenty-five of those that are far off, the farthest first, by glm.
if (any(far)) {
    people <- read.delim("people.tsv", check.names = FALSE)
    bim <- read.table("clean.bim", colClasses = c(V5 = "character", V6 = "character"))
    bim$V1 <- sub("X", "23", bim$V1)
    fam <- read.table("clean.fam", colClasses = "character")
    people <- people[match(fam$V2, people$IID), ]
    distance <- abs(p - plink$LOG10_P)
    chosen <- head(order(-ifelse(far, distance, -1)), min(25, sum(far)))
    rows <- match(variant_key(ours)[chosen], paste(bim$V1, bim$V4, bim$V6, bim$V5))
    calls <- read_bed("clean", nrow(fam), rows)
    oracle <- t(sapply(seq_along(chosen), function(i) {
        g <- calls[, i]
        z <- switch(arguments[4], ADD = if (grepl("genotypic", what)) cbind(g, g == 1) else cbind(g), DOM = cbind(g > 0),
                    REC = cbind(g == 2), DOMDEV = cbind(g == 1, g), GENO_2DF = cbind(g, g == 1))
        again <- NULL  # glm's variance is that of the step before its last, so it begins once more at the end
        for (time in 1:2) {
            fit <- suppressWarnings(glm(b1 - 1 ~ age + sex + PC1 + PC2 + PC3 + is_B + is_C + z, binomial, people,
                                        control = glm.control(epsilon = 1e-14, maxit = 60), start = again))
            again <- coef(fit)
        }
        at <- grep("^z", names(coef(fit)))
        b <- coef(fit)[at]
        v <- vcov(fit)[at, at, drop = FALSE]
        chisq <- if (joint) sum(b * solve(v, b)) else b[1]^2 / v[1, 1]
        c(sqrt(v[1, 1]), -pchisq(chisq, length(if (joint) b else 1), lower.tail = FALSE, log.p = TRUE) / log(10))
    }))
    cat(sprintf("%s: plink2 is farther off in %d of %d rows; %d of them by glm\n", what, sum(far), length(far), length(chosen)))
    if (!joint) compare(paste(what, "standard error, glm"), ours$standard_error[chosen], oracle[, 1], relative(oracle[, 1], 1e-8))
    compare(paste(what, "-log10 p, glm"), p[chosen], oracle[, 2], relative(oracle[, 2], 1e-8, 1))
}
finish()
