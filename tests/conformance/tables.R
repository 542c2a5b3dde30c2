# What the comparisons share: reading results, reading PLINK genotypes, and saying where two columns differ.

arguments <- commandArgs(trailingOnly = TRUE)
failures <- 0

fail <- function(...) {
    message("FAILED: ", sprintf(...))
    failures <<- failures + 1
}

finish <- function() quit(status = if (failures > 0) 1 else 0)

read_table <- function(path) {
    read.delim(path, na.strings = c("#NA", "NA"), comment.char = "", check.names = FALSE,
               colClasses = c(effect_allele = "character", other_allele = "character"))
}

# A logistic glm at its maximum: it stops by the deviance, and three Newton steps more find the rest.
glm_at_maximum <- function(model) {
    x <- model.matrix(model)
    theta <- coef(model)
    for (i in 1:3) {
        mu <- plogis(drop(x %*% theta))
        information <- crossprod(x, x * (mu * (1 - mu)))
        theta <- theta + drop(solve(information, crossprod(x, model$y - mu)))
    }
    list(coefficients = theta, variance = solve(information))
}

variant_key <- function(rows) paste(rows$chromosome, rows$base_pair_location, rows$other_allele, rows$effect_allele)

# Full precision from results.h5, by way of h5dump: a column as doubles.
read_h5 <- function(file, dataset, count) {
    raw <- tempfile(tmpdir = ".")
    on.exit(unlink(raw))
    status <- system2("h5dump", c("-d", dataset, "-b", "LE", "-o", raw, file), stdout = FALSE)
    if (status != 0) stop("h5dump cannot read ", dataset, " of ", file)
    size <- file.info(raw)$size / count
    if (size == 8) readBin(raw, "double", count, 8, endian = "little")
    else as.double(readBin(raw, "integer", count, size, endian = "little", signed = size > 2))
}

# Half a unit of the last of `digits` printed digits, with a little room for the rounding of either program.
printed_tolerance <- function(printed, digits = 6) {
    ifelse(printed == 0, 1e-300, 0.55 * 10^(floor(log10(abs(printed))) - digits + 1))
}

# Compares a column with its oracle: |difference| <= tolerance everywhere both have a number. Says the worst.
compare <- function(what, ours, oracle, tolerance) {
    both <- !is.na(ours) & !is.na(oracle)
    excess <- (abs(ours - oracle) / tolerance)[both]
    worst <- if (any(both)) which(both)[which.max(excess)] else NA
    if (!any(both)) fail("%s: nothing to compare", what)
    else if (max(excess) > 1) {
        fail("%s: %d of %d differ; the worst is row %d: %.15g, oracle %.15g", what, sum(excess > 1), sum(both), worst,
             ours[worst], oracle[worst])
    } else cat(sprintf("%-44s %6d compared, worst at %.2g of the tolerance\n", what, sum(both), max(excess)))
}

relative <- function(oracle, tolerance, scale = 0) tolerance * pmax(abs(oracle), scale)

# Copies of the first allele (column 5 of the .bim) for the variants `rows` (1-based): people x variants, NA = missing.
read_bed <- function(prefix, people, rows) {
    bytes <- ceiling(people / 4)
    copies <- c(2L, NA, 1L, 0L)
    file <- file(paste0(prefix, ".bed"), "rb")
    on.exit(close(file))
    sapply(rows, function(row) {
        seek(file, 3 + (row - 1) * bytes)
        packed <- as.integer(readBin(file, "raw", bytes))
        codes <- rbind(packed %% 4, packed %/% 4 %% 4, packed %/% 16 %% 4, packed %/% 64)
        copies[codes[seq_len(people)] + 1]
    })
}

# The records of `cohorts` from INPUT, one behind the other; `cohort` names the cohort.
read_records <- function(input, cohorts, ...) {
    do.call(rbind, lapply(cohorts, function(cohort) {
        rows <- read.delim(file.path(input, paste0(cohort, ".records.tsv")), ...)
        rows$cohort <- cohort
        rows
    }))
}

study_cohorts <- c("CEU", "FIN", "GBR", "IBS", "TSI")

# The study of INPUT: `fam`, `people` with their records in its order, and `count` variants spread evenly over all of
# them, with their `genotypes` (people x count), `chromosomes` and `keys`.
read_study <- function(input, count) {
    prefix <- file.path(input, "EUR_subset")
    fam <- read.table(paste0(prefix, ".fam"), colClasses = "character")
    bim <- read.table(paste0(prefix, ".bim"), colClasses = c(V5 = "character", V6 = "character"))
    people <- read_records(input, study_cohorts, colClasses = c(CAT_COV = "character"))
    wanted <- round(seq(1, nrow(bim), length.out = count))
    list(fam = fam, people = people[match(fam$V2, people$id), ], genotypes = read_bed(prefix, nrow(fam), wanted),
         chromosomes = bim$V1[wanted], keys = paste(bim$V1, bim$V4, bim$V6, bim$V5)[wanted])
}
