#!/usr/bin/env bash
# Scans of the subdistribution hazard against R's finegray and coxph with strata(cohort), and scans with case weights against
# coxph(weights =), converged: estimates, score tests, robust errors and tests of proportional hazards of 40 variants of the
# real data to 1e-9, pooled and in two of the cohorts.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
mkdir input
cp "$cohorts"/EUR_subset.{bed,bim,fam} "$cohorts/cohorts.tsv" input
for records in "$cohorts"/*.records.tsv; do  # some of those without an event get one of another cause; weights, some of them 0
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "af_event") at = i; print $0, "fraction", "count", "negative"; next }
        NR % 3 == 0 && $at == "0" { $at = 2 } { print $0, 0.3 + (NR * 7 % 11) / 5, NR % 4, 9 - NR }' "$records" >"input/$(basename "$records")"
done
run "$atria" shard --cohorts input/cohorts.tsv --out causes
Rscript -e 'bim <- read.table("input/EUR_subset.bim", colClasses = "character"); writeLines(do.call(paste, c(bim[round(seq(1, nrow(bim), length.out = 40)), c(1, 4, 5, 6)], sep = ":")))' >variants.txt
scan() { run "$atria" survive --study causes --out "$1" "${covariates[@]}" --extract variants.txt --refine-p 1 --correction none "${@:2}"; }
for ties in efron breslow; do
    scan fine_gray_$ties --model fine-gray --outcome af=entry_age,exit_age,af_event:1 --ties $ties --zph identity --zph-p 1
    scan count_$ties --weights count --outcome af=entry_age,exit_age,af_event:1 --ties $ties --zph log --zph-p 1
done
scan fine_gray_robust --model fine-gray --outcome af=entry_age,exit_age,af_event:2 --robust
scan fraction_robust --weights fraction --outcome af=entry_age,exit_age,af_event:1 --robust
scan fine_gray_weighted --model fine-gray --weights count --outcome af=entry_age,exit_age,af_event:1 --test mle
if "$atria" survive --study causes --out no --model fine-gray --outcome af=entry_age,exit_age,af_event 2>message; then exit 1; fi
grep -q 'af_event:1' message
if "$atria" survive --study causes --out no --weights negative --outcome af=entry_age,exit_age,af_event:1 2>message; then exit 1; fi
grep -q "weight column 'negative'" message
Rscript "$here/cox_weights.R" "$here" input
