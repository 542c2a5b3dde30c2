# Makes fine_gray_people.tsv and fine_gray_rows.tsv: every seventh person of mgus2, and what finegray makes of them,
# from diagnosis and on the scale of age in months (delayed entry), as one stratum and by sex.
# Run in this folder: Rscript fine_gray.R
library(survival)
number <- function(x) sprintf("%.17g", x)
people <- with(mgus2, data.frame(sex = as.numeric(sex == "M"), age = age,
                                 time = ifelse(pstat == 0, futime, ptime),
                                 event = ifelse(pstat == 0, 2 * death, 1)))[seq(1, nrow(mgus2), by = 7), ]
people$entry <- 12 * people$age
people$exit <- people$entry + people$time
people$person <- seq_len(nrow(people)) - 1
people$cause <- factor(people$event, 0:2)

rows <- NULL
add <- function(case, made) {
    rows <<- rbind(rows, data.frame(case = case, person = made$person, start = number(made$fgstart),
                                    stop = number(made$fgstop), status = made$fgstatus, weight = number(made$fgwt)))
}
add("plain", finegray(Surv(time, cause) ~ person, people, etype = "1"))
add("other", finegray(Surv(time, cause) ~ person, people, etype = "2"))
add("delayed", finegray(Surv(entry, exit, cause) ~ ., people, id = person, etype = "1"))
add("by_sex", finegray(Surv(entry, exit, cause) ~ person + strata(sex), people, id = person, etype = "1"))
people$cause <- NULL
write.table(people, "fine_gray_people.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
write.table(rows, "fine_gray_rows.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
