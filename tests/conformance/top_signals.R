# Rscript top_signals.R HERE TRAIT COVARIATES FOLDER P WINDOW TABLE: the stepwise analysis done by hand with plink2, one
# run a step, and the table of signals against it.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
trait <- arguments[2]
folder <- arguments[4]
prefix <- file.path(folder, "EUR_subset")
threshold <- -log10(as.numeric(arguments[5]))
window <- as.numeric(arguments[6])

# The people as plink2 reads them, with the trait from the records.
people <- read.delim("cohorts.tsv", check.names = FALSE, colClasses = "character", na.strings = character())
records <- do.call(rbind, lapply(list.files(folder, "records.tsv$", full.names = TRUE), read.delim, colClasses = "character"))
values <- records[[trait]][match(people$IID, records$id)]
people[[trait]] <- if (all(values %in% c("0", "1"))) as.integer(values) + 1 else values
write.table(people, "people.tsv", sep = "\t", quote = FALSE, row.names = FALSE)

runs <- 0
# plink2's rows of a stretch, given the variants `given` (ids).
plink <- function(given = character(), place = NULL) {
    runs <<- runs + 1
    options <- c("--bfile", prefix, "--pheno", "people.tsv", "--pheno-name", trait, "--covar", "people.tsv",
                 "--covar-name", arguments[3], "--covar-variance-standardize", "--threads", "1",
                 "--glm", "hide-covar", "no-firth", "omit-ref", "log10", "cols=+a1freq", "--out", "step")
    if (length(given) > 0) {
        writeLines(given, "given")
        options <- c(options, "--condition-list", "given")
    }
    if (!is.null(place)) options <- c(options, "--chr", place$chromosome, "--from-bp", place$first, "--to-bp", place$last)
    if (system2("plink2", options, stdout = "plink.out", stderr = "plink.out") != 0) stop(readLines("plink.out"))
    file <- Sys.glob(paste0("step.", trait, ".glm.*"))
    rows <- read.delim(file, check.names = FALSE, colClasses = c(REF = "character", ALT = "character", A1 = "character"))
    unlink(file)
    names(rows)[names(rows) == "LOG(OR)_SE"] <- "SE"
    if (!"BETA" %in% names(rows)) rows$BETA <- log(rows$OR)
    rows
}

every <- plink()
hits <- every[!is.na(every$LOG10_P) & every$LOG10_P >= threshold, ]
if (nrow(hits) < 3) fail("only %d hits", nrow(hits))
ours <- read_table(arguments[7])
# plink2's logistic fit stops some 1e-6 before its end.
slack <- if (trait == "ill") 2e-6 else 1e-9
printed <- function(column, ours, theirs) compare(column, ours, theirs, printed_tolerance(theirs) + slack * abs(theirs))
locus <- 0
signals <- 0
for (chromosome in unique(hits[["#CHROM"]])) {
    of_chromosome <- hits[hits[["#CHROM"]] == chromosome, ]
    group <- cumsum(c(TRUE, diff(of_chromosome$POS) > 2 * window))
    for (members in split(of_chromosome, group)) {
        locus <- locus + 1
        place <- list(chromosome = chromosome, first = max(1, min(members$POS) - window), last = max(members$POS) + window)
        chosen <- members[which.max(members$LOG10_P), ]
        repeat {
            rows <- plink(chosen$ID, place)
            rows <- rows[!is.na(rows$LOG10_P) & !rows$ID %in% chosen$ID, ]
            if (nrow(rows) == 0 || max(rows$LOG10_P) < threshold) break
            chosen <- rbind(chosen, rows[which.max(rows$LOG10_P), ])
        }
        mine <- ours[ours$locus == locus, ]
        signals <- signals + nrow(chosen)
        key <- function(rows) paste(rows[["#CHROM"]], rows$POS, rows$REF, rows$ALT)
        if (!identical(variant_key(mine), key(chosen))) {
            fail("locus %d has signals %s, by hand %s", locus, paste(variant_key(mine), collapse = ", "),
                 paste(key(chosen), collapse = ", "))
            next
        }
        if (any(mine$locus_start != place$first | mine$locus_end != place$last)) fail("locus %d begins or ends elsewhere", locus)
        alone <- every[match(chosen$ID, every$ID), ]
        joint <- do.call(rbind, lapply(chosen$ID, function(id) {
            rows <- plink(setdiff(chosen$ID, id), place)
            rows[rows$ID == id, ]
        }))
        for (step in list(list("", alone), list("_conditional", chosen), list("_joint", joint))) {
            of <- function(column) mine[[paste0(column, step[[1]])]]
            compare(paste0("n", step[[1]]), of("n"), step[[2]]$OBS_CT, 0.5)
            printed(paste0("beta", step[[1]]), of("beta"), step[[2]]$BETA)
            printed(paste0("standard_error", step[[1]]), of("standard_error"), step[[2]]$SE)
            printed(paste0("-log10 p", step[[1]]), of("neg_log_10_p_value"), step[[2]]$LOG10_P)
        }
    }
}
if (locus < 2 || signals < locus + 1) fail("%d loci and %d signals: too easy", locus, signals)
if (max(ours$locus) != locus || nrow(ours) != signals) fail("the table has other loci or signals than the %d and %d found by hand", locus, signals)
cat(sprintf("%s: %d loci, %d signals, %d runs of plink2\n", trait, locus, signals, runs))
finish()
