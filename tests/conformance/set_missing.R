# Rscript set_missing.R FROM TO: copies the demonstration's genotypes and records, 5 % of calls and of phenotypes missing.
arguments <- commandArgs(trailingOnly = TRUE)
set.seed(5)
bed <- file.path(arguments[1], "EUR_subset.bed")
people <- length(readLines(file.path(arguments[1], "EUR_subset.fam")))
bytes <- as.integer(readBin(bed, "raw", file.info(bed)$size))
bytes_a_variant <- ceiling(people / 4)
place <- (seq_along(bytes) - 4) %% bytes_a_variant * 4  # first person of each byte, counted from 0
for (k in 0:3) {
    lost <- runif(length(bytes)) < 0.05 & seq_along(bytes) > 3 & place + k < people
    shift <- 4L^k
    kept <- bytes[lost] - bytes[lost] %/% shift %% 4L * shift
    bytes[lost] <- kept + shift  # 01 is PLINK's missing call
}
writeBin(as.raw(bytes), file.path(arguments[2], "EUR_subset.bed"))
for (name in list.files(arguments[1], "records.tsv$")) {
    lines <- read.delim(file.path(arguments[1], name), colClasses = "character", na.strings = character())
    lines$PHENO[runif(nrow(lines)) < 0.05] <- "NA"
    write.table(lines, file.path(arguments[2], name), sep = "\t", quote = FALSE, row.names = FALSE)
}
