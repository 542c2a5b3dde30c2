#!/usr/bin/env bash
# Several effects of a variant in one model, on the real data with 5 % of phenotypes and of genotypes missing: the genotypic
# model and interactions with a number and with a category of three levels, for a quantitative and a binary trait, pooled and
# by cohort. Against plain R for 40 variants (lm and glm, HC3 and the sandwich written out), and against plink2 for
# chromosomes 21 and 22: what it prints. The same bytes from three ranks.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*"; failed=1; }

mkdir input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" input
Rscript "$here/set_missing.R" "$cohorts" input
for cohort in CEU FIN GBR IBS TSI; do
    awk -F'\t' -v OFS='\t' '
        NR == 1 { print $0, "site"; next }
        { print $0, NR % 17 == 0 ? "NA" : substr("lowmidtop", 1 + 3 * (NR * NR % 3 + NR % 2), 3) }
    ' "input/$cohort.records.tsv" >records.tmp
    mv records.tmp "input/$cohort.records.tsv"
done
run "$atria" shard --cohorts input/cohorts.tsv --out study

scan() { run "$atria" associate --study study --out "$1" --covariate QCOV1,QCOV2 "${@:2}"; }
against_r() { Rscript "$here/joint.R" "$here" "$@" || failed=1; }  # RESULT TRAIT INPUT ERRORS MODEL

few=(--extract few.txt)
few_variants input 40 >few.txt
scan genotypic --trait PHENO --genetic-model genotypic "${few[@]}"
against_r genotypic PHENO input model genotypic
scan genotypic_hc3 --trait PHENO --genetic-model genotypic --robust "${few[@]}"
against_r genotypic_hc3 PHENO input robust genotypic
scan number --trait PHENO --interaction QCOV2 --interaction-errors model "${few[@]}"
against_r number PHENO input model QCOV2
scan both --trait PHENO --categorical site --reference site=mid --interaction QCOV2,site "${few[@]}"
against_r both PHENO input robust QCOV2 site
scan own_effects --trait PHENO --categorical site --reference site=mid --interaction site --covariate-effects by-cohort "${few[@]}"
against_r own_effects PHENO input robust site by-cohort
scan binary --binary-trait af_event --genetic-model genotypic "${few[@]}"
against_r binary af_event input model genotypic
scan binary_number --binary-trait af_event --interaction QCOV2 "${few[@]}"
against_r binary_number af_event input model QCOV2
scan binary_robust --binary-trait af_event --categorical site --reference site=mid --interaction site --robust "${few[@]}"
against_r binary_robust af_event input robust site single

# A binary trait with predictions that leave a chromosome out.
mkdir predictions
awk -v OFS=' ' '
    BEGIN { state = 11 }
    function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    { ids = ids OFS $1 "_" $2; ++n; if (NR % 29 == 0) lacks[n] = 1 }
    END { print "FID_IID" ids
          for (c = 1; c <= 23; ++c) { line = c; for (i = 1; i <= n; ++i) line = line OFS (lacks[i] ? "NA" : 2 * uniform() - 1); print line } }
' input/EUR_subset.fam >predictions/af_event_1.loco
echo 'af_event af_event_1.loco' >predictions/pred.list
scan binary_loco --binary-trait af_event --test wald --loco-predictions predictions/pred.list "${few[@]}"
against_r binary_loco af_event input model single loco

# A trait beside others and by itself, ranks and blocks.
run mpirun -n 3 "$atria" associate --study study --out ranks --covariate QCOV1,QCOV2 --trait entry_age,PHENO \
    --binary-trait af_event --interaction QCOV2 --interaction-errors model "${few[@]}" --block-size 7 --threads 2
for test in ADD-INT_SNP ADD-INT_SNPxQCOV2 ADD-INT_2DF; do
    cmp <(gzip -dc number/PHENO.$test.tsv.gz) <(gzip -dc ranks/PHENO.$test.tsv.gz) || fail "$test of PHENO beside other traits"
    cmp <(gzip -dc binary_number/af_event.$test.tsv.gz) <(gzip -dc ranks/af_event.$test.tsv.gz) || fail "$test of af_event"
done

# plink2
people_table input >people.tsv
indicators=is_FIN,is_GBR,is_IBS,is_TSI
plink() {  # plink OUT MODIFIERS...
    run plink2 --bfile input/EUR_subset --pheno people.tsv --pheno-name PHENO --covar people.tsv --chr 21-22 \
        --covar-name QCOV1,QCOV2,$indicators --glm omit-ref log10 cols=+a1freq "${@:2}" --threads 1 --out "$1"
}
many=(--chromosome 21-22)
scan genotypic_many --trait PHENO --genetic-model genotypic "${many[@]}"
plink genotypic_plink genotypic hide-covar
# --parameters: genotype, the covariates, and of the interactions that with QCOV2.
scan number_many --trait PHENO --interaction QCOV2 --interaction-errors model "${many[@]}"
plink number_plink interaction --parameters 1-7,9 --tests 1,8
Rscript "$here/joint_plink.R" "$here" || failed=1
exit $failed
