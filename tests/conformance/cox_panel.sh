#!/usr/bin/env bash
# A panel of 1,000 variants of 20,000 people in 35 cohorts, with delayed entry and ties in days, against R's coxph with
# strata(cohort): joint maximum likelihood, standard error, log likelihoods, score test and test of proportional hazards to 1e-9. coxph takes most of a second
# a variant, so tests compare 20 of them; PANEL=1000 in the environment compares all.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" simulate --out made --cohorts 35 --people 20000 --variants 1000 --chromosomes 21-22 --spectrum array --pcs 3 \
    --quantitative 0 --binary 0 --event-rate 0.15 --missing-genotypes 0.002 --seed 35
run "$atria" shard --cohorts made/cohorts.tsv --out study
run "$atria" survive --study study --out scan --outcome t1=t1_entry,t1_exit,t1_event --covariate age,sex,PC1-3 --refine-p 1 --zph km --zph-p 1
Rscript "$here/cox_panel.R" "$here" "${PANEL:-20}"
