#!/usr/bin/env bash
# The linear scan of all variants of the real data against plink2: pooled with an intercept a cohort (indicator columns in
# plink2), and every cohort alone; as the data are, and with 5 % of phenotypes and of genotypes set missing.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0

glm() {  # glm OUT PREFIX PEOPLE COVARIATES [more plink2 options]
    run plink2 --bfile "$2" --pheno "$3" --pheno-name PHENO --covar "$3" --covar-name "$4" --covar-variance-standardize \
        --glm hide-covar omit-ref log10 cols=+a1freq --threads 1 --out "$1" "${@:5}"
}

compare_study() {  # compare_study NAME STUDY RECORDS_FOLDER PREFIX
    people_table "$3" >"$1.people.tsv"
    run "$atria" associate --study "$2" --out "$1" --trait PHENO "${covariates[@]}"
    glm "$1.pooled" "$4" "$1.people.tsv" QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI
    for cohort in CEU FIN GBR IBS TSI; do
        awk -v cohort=$cohort '$3 == cohort || NR == 1 { print $1 "\t" $2 }' "$1.people.tsv" >"$1.$cohort.keep"
        glm "$1.$cohort" "$4" "$1.people.tsv" QCOV1,QCOV2,CAT_B --keep "$1.$cohort.keep"
    done
    Rscript "$here/linear.R" "$here" "$1" || failed=1
}

compare_study complete "$study" "$cohorts" "$cohorts/EUR_subset"

mkdir missing_input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" missing_input
Rscript "$here/set_missing.R" "$cohorts" missing_input
run "$atria" shard --cohorts missing_input/cohorts.tsv --out missing_study
compare_study missing missing_study missing_input missing_input/EUR_subset
exit $failed
