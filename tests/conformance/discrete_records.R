# Rscript discrete_records.R INPUT: coarsens the outcomes of a simulated study. t1 by attained age in classes of five years, with
# delayed entry; t2 by yearly visits from the entry on, as v_time and v_event, in which a third of those without an event have one
# of another cause, and all of the last visit of cohort2 an event. Writes predictions.loco, too.
input <- commandArgs(trailingOnly = TRUE)[1]
cohorts <- read.delim(file.path(input, "cohorts.tsv"))$cohort
ids <- c()
set.seed(1)
for (cohort in cohorts) {
    path <- file.path(input, paste0(cohort, ".records.tsv"))
    rows <- read.delim(path, colClasses = c(id = "character"))
    rows$g_entry <- 5 * floor(rows$t1_entry / 5)
    rows$g_exit <- 5 * ceiling(rows$t1_exit / 5)
    rows$v_time <- ceiling(rows$t2_exit - rows$t2_entry)
    rows$v_event <- ifelse(rows$t2_event == 1, 1, ifelse(seq_len(nrow(rows)) %% 3 == 0, 2, 0))
    if (cohort == "cohort2") rows$v_event[rows$v_time == max(rows$v_time[rows$v_event == 1])] <- 1
    if (cohort == "cohort2") rows <- rows[rows$v_time <= max(rows$v_time[rows$v_event == 1]), ]
    rows$v_event[7] <- NA
    rows$one <- 1
    rows$zero <- 0
    write.table(rows, path, sep = "\t", quote = FALSE, row.names = FALSE)
    fam <- read.table(file.path(input, paste0(cohort, ".fam")), colClasses = "character")
    ids <- c(ids, paste(fam$V1, fam$V2, sep = "_"))
}
predictions <- t(sapply(1:23, function(chromosome) round(runif(length(ids), -1, 1), 4)))
write.table(rbind(c("FID_IID", ids), cbind(1:23, predictions)), "predictions.loco", sep = " ", quote = FALSE, row.names = FALSE,
            col.names = FALSE)
writeLines("visits predictions.loco", "pred.list")
