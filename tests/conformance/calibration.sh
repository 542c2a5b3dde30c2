#!/usr/bin/env bash
# Under a null of 20,000 common variants the genomic control factor of both scans lies in [0.97, 1.03]. Its own sampling
# error is 0.016, so the seed is fixed; what this catches is a wrong variance or a wrong reference distribution.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" simulate --out input --cohorts 5 --people 4000 --variants 20000 --spectrum array --min-maf 0.05 --causal 0 \
    --event-rate 0.3 --seed 11
run "$atria" shard --cohorts input/cohorts.tsv --out null_study
covariates=(--covariate age --covariate sex --covariate PC1-8)
run "$atria" associate --study null_study --out linear --threads 2 --trait q1 "${covariates[@]}"
run "$atria" survive --study null_study --out cox --threads 2 --outcome t1=t1_entry,t1_exit,t1_event --covariate sex --covariate PC1-8
Rscript "$here/calibration.R" "$here" linear/q1.tsv.gz cox/t1.tsv.gz
