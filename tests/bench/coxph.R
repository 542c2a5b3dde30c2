# Rscript coxph.R CONFORMANCE PREFIX INPUT COUNT: prints the mean seconds that coxph takes for one variant, with the
# covariates and strata of the benchmark.
source(file.path(commandArgs(trailingOnly = TRUE)[1], "tables.R"))
suppressPackageStartupMessages(library(survival))
fam <- read.table(paste0(arguments[2], ".fam"), colClasses = "character")
people <- read_records(arguments[3], LETTERS[1:5])
people <- people[match(fam$V2, people$id), ]
genotypes <- read_bed(arguments[2], nrow(fam), seq_len(as.integer(arguments[4])))
seconds <- sapply(seq_len(ncol(genotypes)), function(variant) {
    people$g <- genotypes[, variant]
    system.time(coxph(Surv(t1_entry, t1_exit, t1_event) ~ age + sex + PC1 + PC2 + PC3 + PC4 + PC5 + PC6 + PC7 + PC8 + g +
                          strata(cohort), people))[["elapsed"]]
})
cat(mean(seconds), "\n")
