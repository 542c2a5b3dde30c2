#!/usr/bin/env bash
# Binary traits with 1 % of cases under a null: how often p is below 1e-3 and 1e-4, with Firth and with the saddlepoint, for rare
# variants (5 to 20 and 20 to 100 minor alleles among 20,000 people) and common ones. The seed is fixed; what this catches
# is a test that gives too small p where cases are few.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" simulate --out study --format study --cohorts 5 --people 20000 --variants 12000 --spectrum rare --min-maf 0.0001 \
    --causal 0 --binary 12 --quantitative 0 --survival 0 --prevalence 0.01 --missing-genotypes 0 --pcs 3 --seed 7
traits=$(seq -f 'b%g' -s, 1 12)
for correction in firth spa; do
    run "$atria" associate --study study --out $correction --binary-trait "$traits" --covariate age,sex,PC1-3 \
        --correction $correction --threads 2
done
Rscript "$here/calibration_binary.R" "$here" firth spa
