# times.tsv (NAME seconds peak-KiB CPU planned-MiB, a line a run), limits.tsv (NAME number unit) and simulated.tsv (the same) -> a
# line for each row that is asked for. What was not run stays open ("not measured").
function median_of(values, n,   i, j, t) {
    for (i = 1; i <= n; ++i) for (j = i + 1; j <= n; ++j) if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
}
# Median seconds of a command; 0 where it was not run.
function median(name,   n, i, v) {
    n = runs[name]
    if (n == 0) return 0
    for (i = 1; i <= n; ++i) v[i] = seconds[name, i]
    return median_of(v, n)
}
function limit(name,   n, i, v) {
    n = tries[name]
    if (n == 0) return 0
    for (i = 1; i <= n; ++i) v[i] = number[name, i]
    return median_of(v, n)
}
function ratio(of, by) { return of > 0 && by > 0 ? of / by : 0 }
# `direction` 1: at least what is asked; -1: at most.
function row(scan, against, asked, direction, value, unit, remark,   met) {
    met = value == 0 ? "not measured" : direction * (value - asked) >= 0 ? "met" : "not met"
    print scan, against, (direction > 0 ? "at least " : "at most ") asked " " unit, value == 0 ? "-" : sprintf(value < 10 ? "%.2f %s" : "%.0f %s", value, unit), met, remark
}
function told(what, value, unit, remark) { print what, "", "", value == 0 ? "-" : sprintf(value < 10 ? "%.2f %s" : "%.0f %s", value, unit), "", remark }
function against_time(own, other) { return sprintf("%.2f s against %.2f s", own, other) }
BEGIN { FS = OFS = "\t" }
FILENAME == "times.tsv" {
    seconds[$1, ++runs[$1]] = $2
    if ($3 > peak[$1]) peak[$1] = $3
    if ($5 != "") planned[$1] = $5
    next
}
{ number[$1, ++tries[$1]] = $2 }
END {
    print "scan", "against", "asked", "measured", "met", "remark"
    columns = 11  # ten covariates and the intercept
    some = slow_part > 1 ? "; plink2 on every " slow_part "th variant, times " slow_part : ""
    one = median("linear_1"); three = median("linear_3"); twenty = median("linear_20")
    plink = median("plink2_1"); plink_three = median("plink2_3")
    row("linear, 1 trait", "plink2 --glm", 30, 1, ratio(plink, one), "times", against_time(one, plink))
    row("linear, 3 traits", "plink2 --glm", 30, 1, ratio(plink_three, three), "times", against_time(three, plink_three))
    row("linear, 1 trait, 0.5 % of calls missing", "plink2 --glm", 30, 1, ratio(slow_part * median("plink2_missing_1"), median("linear_missing_1")), "times", against_time(median("linear_missing_1"), slow_part * median("plink2_missing_1")) some)
    row("linear, 3 traits, 0.5 % of calls missing", "plink2 --glm", 30, 1, ratio(slow_part * median("plink2_missing_3"), median("linear_missing_3")), "times", against_time(median("linear_missing_3"), slow_part * median("plink2_missing_3")) some)
    flop = 2 * people * (20 + columns) * variants / 1e9
    row("linear, 20 traits", "DGEMM on 2N(P+C)", 60, 1, 100 * ratio(ratio(flop, twenty), limit("dgemm")), "%", sprintf("%.2f s; %.1f of %.1f GFLOP/s (SGEMM %.1f)", twenty, ratio(flop, twenty), limit("dgemm"), limit("sgemm")))
    pooled = median("linear_20_pooled")
    row("linear, 20 traits, --no-cohort-tables", "DGEMM on 2N(P+C)", 60, 1, 100 * ratio(ratio(flop, pooled), limit("dgemm")), "%", sprintf("%.2f s", pooled))
    row("linear, rare spectrum", "own time on common variants", 10, 1, ratio(one, median("rare")), "times", against_time(median("rare"), one))
    firth = median("logistic"); plink_firth = median("plink2_firth") * slow_part
    row("logistic with Firth below 0.05, 5 % cases", "plink2 --glm firth-fallback", 50, 1, ratio(plink_firth, firth), "times", against_time(firth, plink_firth) some)
    cox = median("cox"); all_coxph = median("coxph") * variants; refined = median("cox_mle")
    row("Cox, MLE for hits", "R coxph a variant", 10000, 1, ratio(all_coxph, cox), "times", sprintf("%.2f s; coxph %.2f s a variant, mean of %d", cox, median("coxph"), coxph_variants))
    row("Cox, MLE for hits", "own linear scan", 2, -1, ratio(cox, one), "times", against_time(cox, one))
    row("Cox, MLE for every variant", "R coxph a variant", 1000, 1, ratio(all_coxph, refined), "times", sprintf("%.2f s", refined))
    from_disk = limit("file_from_disk"); from_cache = limit("file_from_cache"); megabytes = limit("file_bytes") / 1e6
    row("sharding from BED, one cohort", "reading the file from disk", 3, -1, ratio(median("shard_one_cold"), from_disk), "times", against_time(median("shard_one_cold"), from_disk) sprintf(", %.0f MB", megabytes))
    row("sharding from BED, five cohorts that share it", "reading the file from disk", 3, -1, ratio(median("shard_five_cold"), from_disk), "times", against_time(median("shard_five_cold"), from_disk) "; each person is also named as left out of four cohorts")
    row("sharding from BED, one cohort", "reading the file from the cache", 3, -1, ratio(median("shard_one"), from_cache), "times", against_time(median("shard_one"), from_cache))
    row("two ranks of one thread, 20 traits", "one rank of one thread", 1.9, 1, ratio(median("one_rank_20"), median("two_ranks_20")), "times", against_time(median("two_ranks_20"), median("one_rank_20")))
    row("two ranks of one thread, 1 trait", "one rank of one thread", 1.9, 1, ratio(median("one_rank_1"), median("two_ranks_1")), "times", against_time(median("two_ranks_1"), median("one_rank_1")))
    row("simulated 1,000 ranks, 1 M people, 35 cohorts, 10 M variants, 50 traits", "efficiency", 95, 1, limit("efficiency_50_0_1"), "%", sprintf("the root makes all tables; were they made by all ranks: %.1f %%; the scan alone: %.1f %%, with five chromosomes dense %.1f %% (simulated.txt)", limit("efficiency_50_0_1000"), limit("balance_50_0"), limit("balance_50_5")))
    split("linear_1 linear_20 cox", scans, " ")
    split("linear, 1 trait|linear, 20 traits|Cox", names, "|")
    for (i = 1; i <= 3; ++i) {
        s = scans[i]; mebibytes = peak[s] / 1024
        row("peak memory, " names[i], "the plan's figure", 15, -1, 100 * (mebibytes > planned[s] ? mebibytes - planned[s] : planned[s] - mebibytes) / (planned[s] ? planned[s] : 1), "% off", sprintf("%.0f MiB, planned %.0f MiB", mebibytes, planned[s]))
        if (s != "linear_20") row("peak memory, " names[i], "the same on half of the variants", 1.05, -1, ratio(peak[s], peak[s "_half"]), "times", sprintf("%.0f MiB and %.0f MiB", mebibytes, peak[s "_half"] / 1024))
    }
    if (runs["regenie"]) told("REGENIE step 2 / linear, 1 trait", ratio(median("regenie"), one), "times", against_time(one, median("regenie")))
    told("memory bandwidth, triad", limit("triad"), "GB/s", "two threads")
    told("reading from disk, from the cache", ratio(megabytes, from_disk), "MB/s", sprintf("%.0f MB/s from the cache", ratio(megabytes, from_cache)))
    told("decoded genotypes read by the linear scan", ratio(people * variants / 4e9, one), "GB/s", "2 bits a call; memory is not what limits it")
}
