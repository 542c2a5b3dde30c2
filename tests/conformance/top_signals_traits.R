# Rscript top_signals_traits.R HERE FOLDER: adds two traits to the records of FOLDER, `several` (a number) and `ill` (0/1),
# made of three variants within 100 kilobases of each other and one of another chromosome.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
folder <- arguments[2]
prefix <- file.path(folder, "EUR_subset")
bim <- read.table(paste0(prefix, ".bim"), colClasses = c("integer", "character", "numeric", "integer", "character", "character"))
ids <- read.table(paste0(prefix, ".fam"), colClasses = "character")[[2]]
set.seed(11)
calls <- read_bed(prefix, length(ids), seq_len(nrow(bim)))
common <- which(colMeans(calls, na.rm = TRUE) / 2 > 0.2 & colMeans(calls, na.rm = TRUE) / 2 < 0.8)
first <- common[bim$V1[common] == 17][40]
others <- function(r2) {
    near <- common[bim$V1[common] == 17 & abs(bim$V4[common] - bim$V4[first]) < 100000 & common != first]
    near[which.min(abs(cor(calls[, first], calls[, near])^2 - r2))]
}
causal <- c(first, others(0.2), others(0.02), common[bim$V1[common] == 18][200])
score <- calls[, causal] %*% c(1, 0.9, -0.9, 1.1)
several <- 2 * score + rnorm(length(ids), sd = 1.6)
ill <- as.integer(runif(length(ids)) < plogis(1.7 * (score - mean(score))))
for (name in list.files(folder, "records.tsv$")) {
    records <- read.delim(file.path(folder, name), colClasses = "character", na.strings = character())
    at <- match(records$id, ids)
    records$several <- sprintf("%.8f", several[at])
    records$ill <- ill[at]
    write.table(records, file.path(folder, name), sep = "\t", quote = FALSE, row.names = FALSE)
}
