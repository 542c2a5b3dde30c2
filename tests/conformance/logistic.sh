#!/usr/bin/env bash
# Binary traits of the real data, every twentieth variant. Every test and correction against plain R for 60 variants, pooled and by cohort, to 1e-9:
# score, Wald, Firth along the variant and in all parameters, saddlepoint; and all against plink2 --glm, logistic and
# Firth: what it prints. As the data are, and with 5 % of calls missing.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0

scan() { run "$atria" associate --study "$1" --out "$2" --binary-trait af_event "${covariates[@]}" "${@:3}"; }

compare_study() {  # compare_study NAME STUDY INPUT_FOLDER
    scan "$2" "$1.score" --correction none --correction-p 1
    scan "$2" "$1.wald" --test wald --threads 2
    scan "$2" "$1.firth" --correction-p 1 --threads 2
    scan "$2" "$1.exact" --firth exact --correction-p 1 --threads 2
    scan "$2" "$1.spa" --correction spa --correction-p 1 --threads 2
    Rscript "$here/logistic.R" "$here" "$1" "$3" || failed=1

    awk -F'\t' -v OFS='\t' 'FNR == 1 { ++file; for (i = 1; i <= NF; ++i) at[$i] = i; if (file > 1) next }
        file < 6 { print (FNR == 1 ? "IID" : $at["id"]), (FNR == 1 ? "AF" : $at["af_event"] == "NA" ? "NA" : $at["af_event"] + 1) }' \
        "$3"/{CEU,FIN,GBR,IBS,TSI}.records.tsv >"$1.af"
    people_table "$3" | awk -F'\t' -v OFS='\t' 'FNR == NR { af[$1] = $2; next } { print $0, FNR == 1 ? "AF" : af[$2] }' "$1.af" - >"$1.people.tsv"
    for mode in no-firth firth; do
        run plink2 --bfile "$3/EUR_subset" --pheno "$1.people.tsv" --pheno-name AF --covar "$1.people.tsv" \
            --covar-name QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI --covar-variance-standardize \
            --glm $mode hide-covar omit-ref log10 cols=+a1freq --threads 2 --out "$1.$mode"
    done
    Rscript "$here/logistic_plink.R" "$here" "$1" || failed=1
}
# Every twentieth variant: a fit a variant, cohort and test is the work of this check.
mkdir complete_input missing_input
awk 'NR % 20 == 1 { print $2 }' "$cohorts/EUR_subset.bim" >wanted
run plink2 --bfile "$cohorts/EUR_subset" --extract wanted --make-bed --out complete_input/EUR_subset
cp "$cohorts/cohorts.tsv" "$cohorts"/*.records.tsv complete_input
run "$atria" shard --cohorts complete_input/cohorts.tsv --out complete_study
compare_study complete complete_study complete_input

cp complete_input/EUR_subset.{bim,fam} complete_input/cohorts.tsv missing_input
Rscript "$here/set_missing.R" complete_input missing_input
run "$atria" shard --cohorts missing_input/cohorts.tsv --out missing_study
compare_study missing missing_study missing_input
exit $failed
