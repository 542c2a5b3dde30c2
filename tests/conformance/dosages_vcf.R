# Rscript dosages_vcf.R: the tables of dosages_data.R in the working folder as a VCF with DS a cohort, COHORT.vcf, and as
# one of all cohorts, all.vcf, for plink2, where those without the variant have none. GT is the nearest call. With
# all.pheno.tsv and cohorts.tsv.
variants <- read.delim("variants.tsv")
variants <- variants[variants$chromosome != 23, ]
cohorts <- c("east", "west", "north")
header <- c("##fileformat=VCFv4.2", "##contig=<ID=2>", '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
            '##FORMAT=<ID=DS,Number=A,Type=Float,Description="Dosage">', '##INFO=<ID=R2,Number=1,Type=Float,Description="Quality">')
cells <- function(d) ifelse(is.na(d), "./.:.", paste0(c("0/0", "0/1", "1/1")[round(d) + 1], ":", format(d, digits = 10, trim = TRUE)))
write_vcf <- function(file, ids, dosages, kept) {
    lines <- sapply(kept, function(v) paste(c(2, variants$position[v], variants$id[v], variants$other[v], variants$effect[v], ".", "PASS", ".", "GT:DS",
                                              cells(dosages[, v])), collapse = "\t"))
    columns <- paste(c("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", ids), collapse = "\t")
    writeLines(c(header, columns, lines), file)
}
all <- NULL
people <- NULL
for (cohort in cohorts) {
    records <- read.delim(paste0(cohort, ".records.tsv"))
    lines <- as.matrix(read.table(paste0(cohort, ".dosages.tsv"), sep = "\t"))
    lines <- lines[lines[, 1] < nrow(variants), ]
    dosages <- matrix(NA_real_, nrow(records), nrow(variants))
    dosages[, lines[, 1] + 1] <- t(lines[, -(1:2)])
    write_vcf(paste0(cohort, ".vcf"), records$id, dosages, lines[, 1] + 1)
    all <- rbind(all, dosages)
    people <- rbind(people, data.frame(`#IID` = records$id, y = records$y, b = records$b + 1, age = records$age, sexes = records$sex,
                                       west = as.numeric(cohort == "west"), north = as.numeric(cohort == "north"), check.names = FALSE))
}
write_vcf("all.vcf", people[["#IID"]], all, seq_len(nrow(variants)))
write.table(people, "all.pheno.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(data.frame(cohort = cohorts, genotypes = paste0(cohorts, ".vcf.gz"), records = paste0(cohorts, ".records.tsv"), build = "GRCh38"),
            "cohorts.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
