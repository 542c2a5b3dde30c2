#!/usr/bin/env bash
# The Cox scan of variants of the real data (100 with Efron's ties, 60 of every other run) against R's coxph with strata(cohort), delayed entry and ties, converged:
# log hazard ratio, standard error, log likelihoods and score test to 1e-9, pooled and by cohort, Efron and Breslow; as the
# data are, and with 5 % of phenotypes and genotypes missing.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0

# Who is compared, as cox.R chooses them: a scan of the others would cost most of the time.
wanted() { Rscript -e "bim <- read.table('$1/EUR_subset.bim', colClasses = 'character')
    writeLines(with(bim[round(seq(1, nrow(bim), length.out = $2)), ], paste(V1, V4, V5, V6, sep = ':')))"; }

compare_study() {  # compare_study NAME STUDY INPUT_FOLDER VARIANTS_WITH_EFRON
    local ties variants=$4
    for ties in efron breslow; do
        wanted "$3" "$variants" >list.txt
        run "$atria" survive --study "$2" --out "$1.$ties" --ties $ties --refine-p 1 --outcome af=entry_age,exit_age,af_event \
            "${covariates[@]}" --extract list.txt
        Rscript "$here/cox.R" "$here" "$1.$ties" "$3" $ties "$variants" || failed=1
        variants=60
    done
}
compare_study complete "$study" "$cohorts" 100
wanted "$cohorts" 60 >list.txt
for model in dominant recessive; do
    run "$atria" survive --study "$study" --out $model --genetic-model $model --refine-p 1 --outcome af=entry_age,exit_age,af_event \
        "${covariates[@]}" --extract list.txt
    Rscript "$here/cox.R" "$here" $model "$cohorts" efron 60 $model || failed=1
done

mkdir missing_input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" missing_input
Rscript "$here/set_missing.R" "$cohorts" missing_input
run "$atria" shard --cohorts missing_input/cohorts.tsv --out missing_study
compare_study missing missing_study missing_input 60
exit $failed
