# Rscript calibration_ties.R HERE make: a study in made, with outcomes efron_1, ... in days and discrete_1, ... in twelve classes.
# Rscript calibration_ties.R HERE check: mean chi-squares of the folders efron and discrete.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))

write_bed <- function(path, copies) {
    codes <- matrix(c(3L, 2L, 0L)[copies + 1], nrow(copies))
    codes <- rbind(codes, matrix(0L, -nrow(copies) %% 4, ncol(copies)))
    quads <- array(codes, c(4, nrow(codes) / 4, ncol(codes)))
    bytes <- quads[1, , ] + 4L * quads[2, , ] + 16L * quads[3, , ] + 64L * quads[4, , ]
    writeBin(as.raw(c(0x6c, 0x1b, 0x01, bytes)), path)
}

make <- function(outcomes = 200, variants = 100, people = c(1400, 1000, 700, 500, 400)) {
    dir.create("made")
    set.seed(2024)
    middle <- qlogis(runif(variants, 0.05, 0.5))
    for (c in seq_along(people)) {
        n <- people[c]
        id <- sprintf("c%d_%d", c, seq_len(n))
        x <- rnorm(n)
        frequency <- plogis(outer(0.7 * x, middle + rnorm(variants, 0, 0.5), "+"))
        copies <- matrix(rbinom(n * variants, 2, frequency), n)
        prefix <- file.path("made", paste0("c", c))
        write_bed(paste0(prefix, ".bed"), copies)
        writeLines(paste(id, id, 0, 0, 1, -9), paste0(prefix, ".fam"))
        writeLines(paste(1, paste0("v", seq_len(variants)), 0, 1001L * seq_len(variants), "A", "C", sep = "\t"), paste0(prefix, ".bim"))
        records <- data.frame(id = id, x = x, event = 1)
        # Hazards double and more with a standard deviation of x; a year is the median at x = 0.
        for (o in seq_len(outcomes)) {
            years <- (rexp(n) / exp(x) / log(2))^0.8
            records[[paste0("efron_", o)]] <- ceiling(365 * years)
            records[[paste0("discrete_", o)]] <- findInterval(years, c(0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 1.6, 2.2, 3, 5)) + 1
        }
        write.table(records, paste0(prefix, ".records.tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    }
    cohorts <- paste0("c", seq_along(people))
    writeLines(c("cohort\tgenotypes\trecords", paste(cohorts, cohorts, paste0(cohorts, ".records.tsv"), sep = "\t")), "made/cohorts.tsv")
}

check <- function() {
    for (ties in c("efron", "discrete")) {
        files <- grep("cohorts", Sys.glob(file.path(ties, "o*.tsv.gz")), invert = TRUE, value = TRUE)
        scores <- unlist(lapply(files, function(file) read_table(file)$score_chisq))
        cat(sprintf("%-8s %d chi-squares of %d outcomes, mean %.4f, above 3.84: %.4f\n", ties, length(scores), length(files),
                    mean(scores), mean(scores > qchisq(0.95, 1))))
        if (length(files) < 200 || anyNA(scores)) fail("%s: %d outcomes, %d scores missing", ties, length(files), sum(is.na(scores)))
        if (!(abs(mean(scores) - 1) <= 0.03)) fail("%s: mean chi-square %.4f", ties, mean(scores))
    }
    finish()
}

if (arguments[2] == "make") make() else check()
