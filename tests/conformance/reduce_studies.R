# Rscript reduce_studies.R: three studies of made-up results with what real ones have, each in a format of its own and once
# more for GWAMA: swapped alleles, other strands, A/T and C/G variants, variants that one lacks, rows in any order.
# Writes s1.tsv (GWAS-SSF), s2.regenie, s3.glm.linear, and s1.gwama ... s3.gwama.
set.seed(11)
m <- 3000
pairs <- rbind(c("A", "G"), c("C", "T"), c("A", "C"), c("G", "T"), c("A", "T"), c("C", "G"))
chosen <- pairs[sample(6, m, TRUE), ]
site <- data.frame(chromosome = sample(1:22, m, TRUE), position = sample(1e8, m), effect = chosen[, 1],
                   other = chosen[, 2], id = paste0("rs", sample(1e7, m)))
frequency <- runif(m, 0.05, 0.95)
truth <- rnorm(m, 0, 0.01)
complement <- c(A = "T", T = "A", C = "G", G = "C")
write <- function(table, file, sep) write.table(table, file, sep = sep, quote = FALSE, row.names = FALSE)

for (study in 1:3) {
    n <- c(1000, 2500, 700)[study]
    error <- runif(m, 0.95, 1.05) / sqrt(2 * frequency * (1 - frequency) * n)
    beta <- rnorm(m, rnorm(m, truth, 0.02), error)
    own_frequency <- pmin(pmax(rnorm(m, frequency, 0.02), 0.01), 0.99)
    swapped <- study > 1 & runif(m) < 0.5
    palindromic <- complement[site$effect] == site$other
    flipped <- study == 3 & !palindromic & runif(m) < 0.3
    effect <- ifelse(swapped, site$other, site$effect)
    other <- ifelse(swapped, site$effect, site$other)
    effect[flipped] <- complement[effect[flipped]]
    other[flipped] <- complement[other[flipped]]
    z <- beta / error
    printed <- data.frame(beta = sprintf("%.9g", ifelse(swapped, -beta, beta)), se = sprintf("%.9g", error),
                          freq = sprintf("%.6g", ifelse(swapped, 1 - own_frequency, own_frequency)),
                          p = sprintf("%.9g", 2 * pnorm(-abs(z))),
                          log_p = sprintf("%.9g", -(log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10)))
    kept <- sample(m, 0.9 * m)
    gwama <- data.frame(MARKERNAME = site$id, EA = effect, NEA = other, BETA = printed$beta, SE = printed$se,
                        EAF = printed$freq, N = n, STRAND = ifelse(flipped, "-", "+"))
    write(gwama[kept, ], sprintf("s%d.gwama", study), "\t")
    if (study == 1) {
        table <- data.frame(chromosome = site$chromosome, base_pair_location = site$position, effect_allele = effect,
                            other_allele = other, beta = printed$beta, standard_error = printed$se,
                            effect_allele_frequency = printed$freq, p_value = printed$p, rsid = site$id, n = n)
        write(table[kept, ], "s1.tsv", "\t")
    } else if (study == 2) {
        table <- data.frame(CHROM = site$chromosome, GENPOS = site$position, ID = site$id, ALLELE0 = other,
                            ALLELE1 = effect, A1FREQ = printed$freq, N = n, TEST = "ADD", BETA = printed$beta,
                            SE = printed$se, CHISQ = sprintf("%.6g", z^2), LOG10P = printed$log_p, EXTRA = "NA")
        write(table[kept, ], "s2.regenie", " ")
    } else {
        alternate_counts <- runif(m) < 0.5  # A1 may be REF
        table <- data.frame(CHROM = site$chromosome, POS = site$position, ID = site$id,
                            REF = ifelse(alternate_counts, other, effect), ALT = ifelse(alternate_counts, effect, other),
                            A1 = effect, A1_FREQ = printed$freq, TEST = "ADD", OBS_CT = n, BETA = printed$beta,
                            SE = printed$se, T_STAT = sprintf("%.6g", z), P = printed$p, ERRCODE = ".")
        names(table)[1] <- "#CHROM"
        write(table[kept, ], "s3.glm.linear", "\t")
    }
}
