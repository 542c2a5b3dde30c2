# Rscript dosages_data.R: three cohorts with dosages into the working folder, as dosage_study reads them. The first has
# dosages of every variant, the second hard calls of every third, the third lacks one variant. Dosages lie on the grid of
# 2^-14, so that R has the very same numbers. A twentieth of the dosages of every second variant is missing.
set.seed(20)
variants <- data.frame(chromosome = rep(c(2, 23), c(12, 3)), position = 3e6 + 1000 * seq_len(15), other = "A",
                       effect = "G", id = sprintf("rs%d", seq_len(15)))
write.table(variants, "variants.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
grid <- function(copies) round(copies * 2^14) / 2^14
frequency <- c(0.3, 0.05, 0.5, 0.9, 0.02, 0.2, 0.4, 0.35, 0.1, 0.6, 0.01, 0.25, 0.3, 0.2, 0.4)
for (cohort in c("east", "west", "north")) {
    n <- c(east = 400, west = 350, north = 500)[[cohort]]
    copies <- sapply(frequency, function(p) rbinom(n, 2, p))
    age <- round(rnorm(n, 60, 8), 1)
    sex <- rbinom(n, 1, 0.5) + 1
    single <- sex == 1
    copies[single, 13:15] <- 2 * (copies[single, 13:15] > 0)
    dosages <- apply(copies, 2, function(g) grid(pmin(2, pmax(0, g * 0.8 + 0.2 * rbeta(n, 0.5, 2) + ifelse(runif(n) < 0.5, 0, rnorm(n, 0, 0.1))))))
    # Mostly exactly 0: a sparse list.
    for (v in c(5, 11)) dosages[runif(n) < 0.7 & copies[, v] == 0, v] <- 0
    if (cohort == "west") dosages[, seq(3, 15, 3)] <- copies[, seq(3, 15, 3)]
    for (v in seq(2, 15, 2)) dosages[runif(n) < 0.05, v] <- NA
    effect <- rowSums(dosages[, c(1, 6, 9)], na.rm = TRUE)
    y <- 2 + 0.05 * age + 0.3 * effect + rnorm(n) * (0.5 + 0.3 * effect)
    b <- rbinom(n, 1, plogis(-4 + 0.04 * age + 0.3 * effect))
    entry <- round(runif(n, 30, 50), 1)
    exit <- round(entry + 0.1 + rexp(n) * 20 * exp(-0.3 * effect - 0.02 * (age - 60)))
    exit <- pmax(pmin(exit, entry + 30), ceiling(entry + 0.1))
    event <- ifelse(runif(n) < 0.55, 1, ifelse(runif(n) < 0.4, 2, 0))
    records <- data.frame(id = sprintf("%s%d", cohort, seq_len(n)), age, sex, y, b, entry, exit, event)
    for (column in c("age", "y", "b", "event")) records[[column]][runif(n) < 0.02] <- NA
    write.table(records, paste0(cohort, ".records.tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    kept <- if (cohort == "north") setdiff(seq_len(15), 8) else seq_len(15)
    info <- if (cohort == "east") sprintf("%.3f", 0.5 + 0.03 * kept) else "NA"
    lines <- cbind(kept - 1, info, t(apply(dosages[, kept], 2, format, digits = 17, trim = TRUE)))
    write.table(lines, paste0(cohort, ".dosages.tsv"), sep = "\t", quote = FALSE, row.names = FALSE, col.names = FALSE)
}
