# Rscript survival_risk.R write | compare: tables of R's data sets; risks that survival predicts, their calibration by
# survfit, and AUC, Brier score and their errors worked out here from the definitions.
suppressMessages(library(survival))
task <- commandArgs(TRUE)[1]
lung <- subset(lung, !is.na(ph.ecog))
lung$dead <- lung$status - 1
lung$wt <- c(0.5, 1, 2.5)[seq_len(nrow(lung)) %% 3 + 1]
lung$group <- seq_len(nrow(lung)) %% 40
mgus2 <- mgus2[1:700, ]
mgus2$etime <- with(mgus2, ifelse(pstat == 0, futime, ptime))
mgus2$event <- with(mgus2, ifelse(pstat == 0, 2 * death, 1))
mgus2$male <- as.numeric(mgus2$sex == "M")
mgus2$born <- mgus2$age * 12
mgus2$end <- mgus2$born + mgus2$etime
if (task == "write") {
    for (name in c("lung", "mgus2"))
        write.table(get(name), paste0(name, ".tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
    quit()
}
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "model_checks.R"))

# G(t-) or, with `at`, G(t): Kaplan-Meier of being lost, events first.
followed <- function(time, code, w, t, at) {
    sapply(t, function(t) {
        u <- unique(time[code == 0 & (time < t | (at & time == t))])
        prod(vapply(u, function(u) {
            stay <- sum(w[time > u])
            stay / (stay + sum(w[time == u & code == 0]))
        }, 0))
    })
}
incidence <- function(time, code, w, h) {
    free <- 1
    risk <- 0
    for (u in sort(unique(time[time <= h]))) {
        at_risk <- sum(w[time >= u])
        risk <- risk + free * sum(w[time == u & code == 1]) / at_risk
        free <- free * (1 - sum(w[time == u & code != 0]) / at_risk)
    }
    risk
}
# people: cohort, time, code (0, 1, 2), w, risk
accuracy <- function(people, h) {
    right <- pairs <- squares <- null <- 0
    for (d in split(people, people$cohort)) {
        beyond <- d$time > h
        times <- unique(d$time[!beyond & d$code != 0])
        g <- followed(d$time, d$code, d$w, times, FALSE)
        w <- ifelse(beyond, d$w / followed(d$time, d$code, d$w, h, TRUE), ifelse(d$code != 0, d$w / g[match(d$time, times)], 0))
        case <- !beyond & d$code == 1
        control <- beyond | d$code == 2
        pair <- outer(w[case], w[control])
        key <- round(d$risk, 12)
        right <- right + sum(pair * (outer(key[case], key[control], ">") + 0.5 * outer(key[case], key[control], "==")))
        pairs <- pairs + sum(pair)
        squares <- squares + sum(w * (case - d$risk)^2)
        null <- null + sum(w * (case - incidence(d$time, d$code, d$w, h))^2)
    }
    c(auc = right / pairs, brier = squares / sum(people$w), null = null / sum(people$w))
}
# Infinitesimal jackknife: derivatives by differences, extrapolated.
errors <- function(people, h) {
    slopes <- sapply(split(seq_len(nrow(people)), people$cluster), function(members) {
        at <- function(share) {
            changed <- people
            changed$w[members] <- changed$w[members] * (1 + share)
            accuracy(changed, h)[c("auc", "brier")]
        }
        slope <- function(step) (at(step) - at(-step)) / (2 * step)
        once <- (4 * slope(0.01) - slope(0.02)) / 3
        twice <- (4 * slope(0.005) - slope(0.01)) / 3
        (16 * twice - once) / 15
    })
    sqrt(rowSums(slopes^2))
}
# `risks`: people × horizons
validate <- function(out, people, risks, horizons, errors_at = NULL, robust = FALSE) {
    own <- table_of(out, "risks.tsv.gz")
    own <- own[order(own$row), ]  # the line of the table
    same(paste(out, "risks"), unlist(own[paste0("risk:", horizons)]), c(risks))
    calibration <- table_of(out, "calibration.tsv")
    score <- table_of(out, "accuracy.tsv")
    competing <- any(people$code == 2)
    for (k in seq_along(horizons)) {
        h <- horizons[k]
        known <- people[!is.na(risks[, k]), ]
        known$risk <- risks[!is.na(risks[, k]), k]
        known$decile <- floor(10 * (rank(round(known$risk, 12), ties.method = "min") - 1) / nrow(known)) + 1
        for (group in c("all", 1:10)) {
            d <- if (group == "all") known else known[known$decile == group, ]
            got <- calibration[calibration$horizon == h & calibration$decile == group, ]
            what <- paste(out, h, "decile", group)
            same(paste(what, "n"), c(got$n, got$n_event), c(nrow(d), sum(d$code == 1 & d$time <= h)))
            if (nrow(d) == 0) next
            same(paste(what, "predicted"), c(got$predicted, got$predicted_minimum, got$predicted_maximum),
                 c(weighted.mean(d$risk, d$w), range(d$risk)))
            if (max(d$time) < h && any(d$code[d$time == max(d$time)] == 0)) {
                same(what, c(got$observed, got$standard_error), c(NA_real_, NA_real_))
                next
            }
            if (competing) {
                d$state <- factor(d$code, 0:2, c("lost", "event", "other"))
                s <- summary(survfit(Surv(time, state) ~ 1, d, weights = w), times = h, extend = TRUE)
                expected <- c(s$pstate[2], s$std.err[2], s$lower[2], s$upper[2])
            } else {
                s <- summary(if (robust) survfit(Surv(time, code) ~ 1, d, weights = w, cluster = cluster)
                             else survfit(Surv(time, code) ~ 1, d, weights = w), times = h, extend = TRUE)
                expected <- c(1 - s$surv, s$std.err, 1 - s$upper, 1 - s$lower)
            }
            same(paste(what, "observed"), c(got$observed, got$standard_error, got$ci_lower, got$ci_upper), expected)
        }
        cohorts <- unique(known$cohort)
        for (cohort in c("all", if (length(cohorts) > 1) cohorts)) {
            d <- if (cohort == "all") known else known[known$cohort == cohort, ]
            got <- score[score$horizon == h & score$cohort == cohort, ]
            what <- paste(out, h, cohort)
            expected <- accuracy(d, h)
            same(what, c(got$auc, got$brier, got$brier_null, got$prediction_accuracy), c(expected, 1 - expected["brier"] / expected["null"]))
            if (h %in% errors_at) same(paste(what, "errors"), c(got$auc_se, got$brier_se), errors(d, h))
            same(paste(what, "counts"), c(got$n, got$n_case, got$n_control),
                 c(nrow(d), sum(d$time <= h & d$code == 1), sum(d$time > h | d$code == 2)))
        }
    }
}
# Risks of each row of data by the fit's own survfit, with a baseline of each stratum.
risks_of <- function(reference, data, horizons, from = NULL) {
    t(sapply(seq_len(nrow(data)), function(i) {
        curve <- survfit(reference, newdata = data[i, ], se.fit = FALSE)
        at <- function(t) summary(curve, times = t, extend = TRUE)$surv
        if (is.null(from)) 1 - at(horizons) else 1 - at(from[i] + horizons) / at(from[i])
    }))
}
known_until <- function(risks, last, horizons) ifelse(outer(last, horizons, ">="), risks, NA)

horizons <- c(200, 400, 900)
reference <- fit(Surv(time, dead) ~ age + sex + ph.ecog, lung)
people <- with(lung, data.frame(cohort = "all", time, code = dead, w = 1, cluster = seq_along(time)))
validate("lung", people, risks_of(reference, lung, horizons), horizons, 400)

# Two cohorts, strata within them, weights with fractions and clusters.
lung$performance <- as.numeric(lung$ph.ecog >= 2)
reference <- fit(Surv(time, dead) ~ age + strata(sex, performance), lung, weights = wt, cluster = group)
last <- ave(lung$time, lung$sex, lung$performance, FUN = max)
people <- with(lung, data.frame(cohort = as.character(sex), time, code = dead, w = wt, cluster = group))
risks <- known_until(risks_of(reference, lung, horizons), last, horizons)
people$cluster <- paste(people$cohort, people$cluster)
validate("strata", people, risks, horizons, 400, robust = TRUE)
table <- table_of("strata", "risk.tsv")
same("strata not predicted", table$n_not_predicted, c(sapply(seq_along(horizons), function(k) tapply(is.na(risks[, k]), lung$sex, sum))))
same("strata mean", table$mean, c(sapply(seq_along(horizons), function(k) sapply(split(seq_len(nrow(lung)), lung$sex), function(rows)
    weighted.mean(risks[rows, k], lung$wt[rows], na.rm = TRUE)))))

# Competing risks: the cumulative incidence of a multi-state Cox model (with Breslow's ties: the hazards of Efron's are
# amiss in survival 3.5-3), the same of two models of one cause each, and Fine and Gray's.
horizons <- c(60, 120, 300)
mgus2$state <- factor(mgus2$event, 0:2, c("censored", "pcm", "death"))
people <- with(mgus2, data.frame(cohort = "all", time = etime, code = event, w = 1, cluster = seq_along(etime)))
reference <- fit(Surv(etime, state) ~ age + male, mgus2, id = id, model = TRUE, ties = "breslow")
curves <- survfit(reference, newdata = mgus2, se.fit = FALSE)
validate("breslow", people, t(curves$pstate[findInterval(horizons, curves$time), , 2]), horizons)
one <- survfit(fit(Surv(etime, event == 1) ~ age + male, mgus2), newdata = mgus2, se.fit = FALSE)
two <- survfit(fit(Surv(etime, event == 2) ~ age + male, mgus2), newdata = mgus2, se.fit = FALSE)
steps <- function(curve) apply(rbind(0, curve$cumhaz), 2, diff)
all <- steps(one) + steps(two)
free <- exp(-rbind(0, apply(all, 2, cumsum)))[seq_len(nrow(all)), ]
incidences <- apply(ifelse(all > 0, free * -expm1(-all) * steps(one) / all, 0), 2, cumsum)
validate("specific", people, t(incidences[findInterval(horizons, one$time), ]), horizons)
weighted <- finegray(Surv(etime, state) ~ age + male + id, mgus2, etype = "pcm")
reference <- fit(Surv(fgstart, fgstop, fgstatus) ~ age + male, weighted, weights = fgwt)
curves <- survfit(reference, newdata = mgus2, se.fit = FALSE)
validate("fine-gray", people, 1 - t(curves$surv[findInterval(horizons, curves$time), ]), horizons)

# On the scale of age: the risk from the entry on.
reference <- fit(Surv(born, end, event == 1) ~ male + hgb, mgus2)
aged <- subset(mgus2, !is.na(hgb))
curve <- survfit(reference, newdata = data.frame(male = 0, hgb = 0), se.fit = FALSE)
hazard <- function(t) c(0, curve$cumhaz)[findInterval(t, curve$time) + 1]
score <- exp(as.matrix(aged[c("male", "hgb")]) %*% coef(reference))
risks <- sapply(horizons, function(h) 1 - exp(-(hazard(aged$born + h) - hazard(aged$born)) * score))
risks[outer(aged$born, horizons, "+") > max(aged$end)] <- NA
people <- with(aged, data.frame(cohort = "all", time = end - born, code = as.numeric(event == 1), w = 1, cluster = seq_along(end)))
validate("aged", people, risks, horizons)
cat("risks: ", if (failures == 0) "all agree" else paste(failures, "failures"), ", at most ", signif(worst, 3), " off\n", sep = "")
quit(status = failures > 0)
