#!/usr/bin/env bash
# Times to an event with 1 % of events under a null: how often p is up to 1e-2 and 1e-3 with the saddlepoint in variants of 5
# to 20 minor alleles among 20,000 people, against the binomial band. The seed is fixed; what this catches is a test that
# gives too small p where events are few: without a correction they come many times as often.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" simulate --out study --format study --cohorts 5 --people 20000 --variants 8000 --spectrum rare --min-maf 0.0001 \
    --causal 0 --binary 0 --quantitative 0 --survival 40 --event-rate 0.01 --missing-genotypes 0 --pcs 2 --seed 7
run "$atria" survive --study study --out t1 --outcome t1=t1_entry,t1_exit,t1_event --min-mac 5 --threads 2
gzip -dc t1/t1.tsv.gz | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at["mac"] < 20 { print $at["chromosome"] ":" $at["base_pair_location"] ":" $at["other_allele"] ":" $at["effect_allele"] }' >rare.txt
outcomes=()
for i in $(seq 40); do outcomes+=(--outcome "t$i=t${i}_entry,t${i}_exit,t${i}_event"); done
run "$atria" survive --study study --out spa "${outcomes[@]}" --covariate sex,PC1-2 --extract rare.txt --correction spa --threads 2
Rscript "$here/calibration_cox.R" "$here" spa
