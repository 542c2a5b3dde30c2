# Makes concordance_people.tsv and concordance.tsv: people of lung with a risk that has ties, weights, strata, clusters
# and late entries, and what concordance says of them.
# Run in this folder: Rscript concordance.R
library(survival)
set.seed(20240612, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
people <- with(subset(lung, !is.na(ph.ecog) & !is.na(inst)), data.frame(
    time, status = status - 1, risk = round(age / 20 - sex + 1.5 * ph.ecog),
    weight = c(1, 2, 0.75)[seq_along(time) %% 3 + 1], stratum = as.numeric(factor(inst %% 5)) - 1, cluster = inst))
people$entry <- floor(people$time * ifelse(runif(nrow(people)) < 0.4, 0, runif(nrow(people))))

rows <- NULL
add <- function(case, timewt, until, fit) {
    count <- if (is.matrix(fit$count)) colSums(fit$count) else fit$count
    rows <<- rbind(rows, data.frame(case = case, timewt = timewt, until = until, value = number(fit$concordance),
                                    se = number(sqrt(fit$var)), concordant = number(count[["concordant"]]),
                                    discordant = number(count[["discordant"]]), tied_x = number(count[["tied.x"]]),
                                    tied_y = number(count[["tied.y"]]), tied_xy = number(count[["tied.xy"]])))
}
for (timewt in c("n", "n/G2", "S", "S/G")) {
    for (until in c(Inf, 400)) {
        add("plain", timewt, until, concordance(Surv(time, status) ~ risk, people, reverse = TRUE, timewt = timewt,
                                                ymax = until))
        add("weighted", timewt, until, concordance(Surv(time, status) ~ risk, people, weights = weight, reverse = TRUE,
                                                   timewt = timewt, ymax = until))
        add("stratified", timewt, until, concordance(Surv(time, status) ~ risk + strata(stratum), people,
                                                     weights = weight, reverse = TRUE, timewt = timewt, ymax = until))
        add("clustered", timewt, until, concordance(Surv(time, status) ~ risk, people, weights = weight,
                                                    cluster = cluster, reverse = TRUE, timewt = timewt, ymax = until))
    }
}
add("late", "n", Inf, concordance(Surv(entry, time, status) ~ risk, people, reverse = TRUE))
add("late_stratified", "n", Inf, concordance(Surv(entry, time, status) ~ risk + strata(stratum), people,
                                             weights = weight, reverse = TRUE))
write.table(people, "concordance_people.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(rows, "concordance.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
