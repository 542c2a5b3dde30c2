#!/usr/bin/env bash
# The Cox scan of variants of the real data (100 with Efron's ties, 60 of every other run) against R's coxph with strata(cohort), delayed entry and ties, converged:
# log hazard ratio, standard error, log likelihoods and score test to 1e-9, pooled and by cohort, Efron and Breslow; as the
# data are, and with 5 % of phenotypes and genotypes missing.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0

compare_study() {  # compare_study NAME STUDY INPUT_FOLDER VARIANTS_WITH_EFRON
    local ties variants=$4
    for ties in efron breslow; do
        few_variants "$3" "$variants" >few.txt
        run "$atria" survive --study "$2" --out "$1.$ties" --ties $ties --refine-p 1 --correction none --outcome af=entry_age,exit_age,af_event \
            "${covariates[@]}" --extract few.txt
        Rscript "$here/cox.R" "$here" "$1.$ties" "$3" $ties "$variants" || failed=1
        variants=60
    done
}
compare_study complete "$study" "$cohorts" 100
few_variants "$cohorts" 60 >few.txt
for model in dominant recessive; do
    run "$atria" survive --study "$study" --out $model --genetic-model $model --refine-p 1 --correction none --outcome af=entry_age,exit_age,af_event \
        "${covariates[@]}" --extract few.txt
    Rscript "$here/cox.R" "$here" $model "$cohorts" efron 60 $model || failed=1
done

mkdir missing_input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" missing_input
Rscript "$here/set_missing.R" "$cohorts" missing_input
run "$atria" shard --cohorts missing_input/cohorts.tsv --out missing_study
compare_study missing missing_study missing_input 60
exit $failed
