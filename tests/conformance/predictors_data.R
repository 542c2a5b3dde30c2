# Rscript predictors_data.R: three cohorts with records and feature matrices, into the working folder, and what the matrices
# hold (proteins.rds, images.rds). No genotypes: features alone make a study.
set.seed(5)
cohorts <- c(east = 400, west = 300, north = 250)
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
write_table <- function(rows, file, sep = "\t") {
    connection <- if (grepl("gz$", file)) gzfile(file, "wb") else file(file, "wb")
    writeLines(paste(colnames(rows), collapse = sep), connection)
    writeLines(do.call(paste, c(lapply(rows, function(x) if (is.numeric(x)) number(x) else x), sep = sep)), connection)
    close(connection)
}
proteins <- list()
images <- list()
for (cohort in names(cohorts)) {
    n <- cohorts[[cohort]]
    at <- match(cohort, names(cohorts))
    id <- sprintf("%s%03d", if (cohort == "west") "sub-" else substr(cohort, 1, 1), seq_len(n))
    z <- rnorm(n)
    p <- data.frame(
        IL6 = exp(rnorm(n) + 0.3 * z),                                    # a heavy tail
        CRP = 1e6 + 1000 * (z + rnorm(n)) + 200 * at,                     # far from 0
        TNF = 1e-7 * (3 + rnorm(n)),                                      # tiny
        LDL = ifelse(runif(n) < 0.1, NA, 5 + 0.5 * z + rnorm(n)),         # missing in some
        constant = 3.1,
        batch = 10.1 * at,                                                # differs between cohorts only
        flat_west = if (cohort == "west") 0.1 else rnorm(n),
        rare = ifelse(seq_len(n) <= 3, 1, 0),
        small = rnorm(n) / 3,
        age_like = rep(NA_real_, n), check.names = FALSE)
    y <- rnorm(n)
    age <- round(rnorm(n, 55, 8), 1)
    p$age_like <- 2 * age + 1                                             # a combination of covariates
    names(p)[names(p) == "small"] <- "IL 8, free"
    for (k in 1:80) p[[sprintf("F%02d", k)]] <- rnorm(n, k, 1 + k / 10) + 0.1 * k / 80 * y
    sex <- sample(1:2, n, TRUE)
    y <- y + 0.2 * z + 0.02 * age
    b <- rbinom(n, 1, plogis(-0.5 + 0.4 * z))
    time <- rexp(n, 0.02 * exp(0.4 * z))
    entry <- runif(n, 0, 3)
    exit <- entry + pmin(round(time, 1) + 0.1, 40)
    records <- data.frame(id, age = ifelse(runif(n) < 0.03, NA, age), sex, y, b, entry = round(entry, 3), exit = round(exit, 3),
                          event = as.integer(time < 40))
    write_table(records, paste0(cohort, ".records.tsv"))
    # A feature that west lacks, another order in north, columns of words, one without values; people without a row, and
    # strangers.
    if (cohort == "west") p$TNF <- NULL
    if (cohort == "north") p <- p[, rev(seq_along(p))]
    rows <- data.frame(participant_id = id, panel = sample(c("a", "b"), n, TRUE), nothing = "", p, check.names = FALSE)
    rows <- rows[sample(n)[seq_len(n - 7)], ]
    p[setdiff(seq_len(n), as.integer(rownames(rows))), ] <- NA
    stranger <- rows[1, ]
    stranger$participant_id <- paste0("stranger-", cohort)
    rows <- rbind(rows[1:20, ], stranger, rows[-(1:20), ])
    if (cohort == "west") {
        names(rows) <- ifelse(grepl(",", names(rows)), paste0("\"", names(rows), "\""), names(rows))
        write_table(rows, "west.csv.gz", ",")
    } else write_table(rows, paste0(cohort, ".proteins.tsv"))
    attr(p, "ids") <- id
    proteins[[cohort]] <- p
    # Images as pyradiomics lays them out, several a person.
    count <- sample(1:3, n, TRUE)
    person <- sample(rep(seq_len(n), count))
    k <- length(person)
    volume <- 1000 + 100 * rnorm(n)[person] + 20 * rnorm(k)
    i <- data.frame(Image = paste0("scan", seq_len(k), ".nii.gz"), Mask = "mask.nii.gz", Label = 1, patient = id[person],
                    `diagnostics_Versions_PyRadiomics` = "v3.0.1", `diagnostics_Image-original_Mean` = rnorm(k),
                    `diagnostics_Versions_Numpy` = rep_len(c("1.24", "1.24.1"), k),
                    original_shape_Volume = ifelse(runif(k) < 0.1, NA, volume), original_glcm_Contrast = rexp(k), check.names = FALSE)
    write_table(i, paste0(cohort, ".images.csv"), ",")
    rule <- list(east = "mean", west = "max", north = "first")[[cohort]]
    combine <- function(x) sapply(seq_len(n), function(one) {
        of_person <- x[person == one]
        if (rule == "first") return(of_person[1])
        of_person <- of_person[!is.na(of_person)]
        if (length(of_person) == 0) NA else get(rule)(of_person)
    })
    images[[cohort]] <- data.frame(original_shape_Volume = combine(i$original_shape_Volume),
                                   original_glcm_Contrast = combine(i$original_glcm_Contrast))
}
saveRDS(proteins, "proteins.rds")
saveRDS(images, "images.rds")
writeLines(c("cohort\tgenotypes\trecords", sprintf("%s\t\t%s.records.tsv", names(cohorts), names(cohorts))), "cohorts.tsv")
writeLines(c("name\tcohort\ttable\tid\tcombine",
             "proteins\tnorth\tnorth.proteins.tsv\t\t", "proteins\teast\teast.proteins.tsv\t\t", "proteins\twest\twest.csv.gz\t\t",
             "images\teast\teast.images.csv\tpatient\tmean", "images\twest\twest.images.csv\tpatient\tmax",
             "images\tnorth\tnorth.images.csv\tpatient\tfirst"), "features.tsv")
