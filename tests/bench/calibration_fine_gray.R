# Rscript calibration_fine_gray.R ROOT make OUTCOMES: a study in made. Rscript calibration_fine_gray.R ROOT tell: means of the folders
# naive and robust. Times as Fine and Gray simulate them: P(T <= t, cause 1 | x) = 1 - (1 - p (1 - exp(-t)))^exp(b x).
arguments <- commandArgs(trailingOnly = TRUE)

write_bed <- function(path, copies) {
    codes <- matrix(c(3L, 2L, 0L)[copies + 1], nrow(copies))
    codes <- rbind(codes, matrix(0L, -nrow(copies) %% 4, ncol(copies)))
    quads <- array(codes, c(4, nrow(codes) / 4, ncol(codes)))
    writeBin(as.raw(c(0x6c, 0x1b, 0x01, quads[1, , ] + 4L * quads[2, , ] + 16L * quads[3, , ] + 64L * quads[4, , ])), path)
}

outcome_of <- function(x, share = 0.4, effect = 0.5) {
    n <- length(x)
    risk <- exp(effect * x)
    first <- runif(n) < 1 - (1 - share)^risk
    u <- runif(n) * (1 - (1 - share)^risk)
    time <- ifelse(first, -log(1 - (1 - (1 - u)^(1 / risk)) / share), rexp(n, exp(-effect * x)))
    censored <- runif(n, 0.2, 2.5)
    list(time = ceiling(365 * pmin(time, censored)), event = ifelse(time <= censored, ifelse(first, 1, 2), 0))
}

make <- function(outcomes, variants = 100, people = c(900, 700, 400)) {
    dir.create("made")
    set.seed(4711)
    middle <- qlogis(runif(variants, 0.05, 0.5))
    for (c in seq_along(people)) {
        n <- people[c]
        id <- sprintf("c%d_%d", c, seq_len(n))
        x <- rnorm(n)
        frequency <- plogis(outer(0.5 * x, middle + rnorm(variants, 0, 0.5), "+"))
        prefix <- file.path("made", paste0("c", c))
        write_bed(paste0(prefix, ".bed"), matrix(rbinom(n * variants, 2, frequency), n))
        writeLines(paste(id, id, 0, 0, 1, -9), paste0(prefix, ".fam"))
        writeLines(paste(1, paste0("v", seq_len(variants)), 0, 1001L * seq_len(variants), "A", "C", sep = "\t"), paste0(prefix, ".bim"))
        records <- data.frame(id = id, x = x)
        for (o in seq_len(outcomes)) {
            drawn <- outcome_of(x)
            records[[paste0("time_", o)]] <- drawn$time
            records[[paste0("event_", o)]] <- drawn$event
        }
        write.table(records, paste0(prefix, ".records.tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    }
    cohorts <- paste0("c", seq_along(people))
    writeLines(c("cohort\tgenotypes\trecords", paste(cohorts, cohorts, paste0(cohorts, ".records.tsv"), sep = "\t")), "made/cohorts.tsv")
}

tell <- function() {
    for (kind in c("naive", "robust")) {
        files <- grep("cohorts", Sys.glob(file.path(kind, "o*.tsv.gz")), invert = TRUE, value = TRUE)
        squares <- sapply(files, function(file) {
            lines <- readLines(file)
            rows <- read.delim(text = lines[!startsWith(lines, "##")], na.strings = "#NA", check.names = FALSE)
            if (kind == "naive") rows$score_chisq else (rows$beta / rows$standard_error)^2
        })
        cat(sprintf("%-7s %d outcomes, %d chi-squares (%d missing): mean %.4f (error %.4f), p <= 0.05: %.4f, p <= 0.001: %.5f\n", kind,
                    length(files), length(squares), sum(is.na(squares)), mean(squares, na.rm = TRUE),
                    sd(colMeans(squares, na.rm = TRUE)) / sqrt(length(files)), mean(squares >= qchisq(0.95, 1), na.rm = TRUE),
                    mean(squares >= qchisq(0.999, 1), na.rm = TRUE)))
    }
}

if (arguments[2] == "make") make(as.integer(arguments[3])) else tell()
