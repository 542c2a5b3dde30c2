#!/usr/bin/env bash
# What an analyst may put into a linear model, against R's lm: powers, products and reference levels, covariate effects by
# cohort. 60 variants of the real data with 5 % of phenotypes and of genotypes missing; pooled, and every cohort alone.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0

mkdir input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" input
Rscript "$here/set_missing.R" "$cohorts" input
# A category of three levels, QCOV2 in other units and with another origin, and a covariate that is constant in FIN.
for cohort in CEU FIN GBR IBS TSI; do
    awk -F'\t' -v OFS='\t' -v cohort=$cohort '
        NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print $0, "site", "shifted", "batch"; next }
        { q = $at["QCOV2"]
          print $0, NR % 17 == 0 ? "NA" : substr("lowmidtop", 1 + 3 * (NR * NR % 3 + NR % 2), 3),
              q == "NA" ? "NA" : sprintf("%.17g", 1e4 * q + 1e6), cohort == "FIN" ? 3 : NR % 4 }
    ' "input/$cohort.records.tsv" >records.tmp
    mv records.tmp "input/$cohort.records.tsv"
done
run "$atria" shard --cohorts input/cohorts.tsv --out study

# scan NAME OPTIONS...; against_r NAME FORMULA [MORE...]: see models.R.
few_variants input 60 >few.txt
scan() { run "$atria" associate --study study --out "$1" --trait PHENO --extract few.txt "${@:2}"; }
against_r() { Rscript "$here/models.R" "$here" "$1" input "${@:2}" || failed=1; }

scan products --covariate 'QCOV2, entry_age,entry_age^2,sex' --covariate 'sex*entry_age' --covariate 'entry_age*site' \
    --categorical CAT_COV,site --reference site=mid
against_r products 'QCOV2 + age + I(age^2) + sex + age:sex + age:site + CAT_COV + site'
scan bare --covariate 'QCOV2^2' --covariate 'sex*entry_age'
against_r bare 'I(QCOV2^2) + I(sex * entry_age)'
grep -q 'QCOV2^2 is in the model without QCOV2' bare/log.txt || { echo "FAILED: no warning of a power alone"; failed=1; }
grep -q 'sex\*entry_age is in the model without' bare/log.txt || { echo "FAILED: no warning of a product alone"; failed=1; }

scan shift --covariate 'shifted, shifted^2, sex, shifted*sex, shifted^2*sex'
against_r shift 'QCOV2 + I(QCOV2^2) + sex + QCOV2:sex + I(QCOV2^2):sex'

scan own_effects --covariate QCOV1,QCOV2,batch --categorical CAT_COV --covariate-effects by-cohort
against_r own_effects 'QCOV1 + QCOV2 + batch + CAT_COV' by-cohort
grep -q 'covariate batch in FIN is left out' own_effects/log.txt || { echo "FAILED: no word on batch in FIN"; failed=1; }

scan scores_cohort --covariate QCOV1,QCOV2 --rint cohort
against_r scores_cohort 'QCOV1 + QCOV2' rint-cohort
scan scores_pooled --covariate QCOV1,QCOV2 --categorical site --rint pooled
against_r scores_pooled 'QCOV1 + QCOV2 + site' rint-pooled

# Predictions as REGENIE writes them, of most people and of some whom the study does not know.
mkdir predictions
awk -v OFS=' ' '
    BEGIN { state = 7 }
    function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    NR % 23 { ids = ids OFS $1 "_" $2; ++n; if (NR % 29 == 0) lacks[n] = 1 }
    END { print "FID_IID" ids, "9_NOBODY"; ++n
          for (c = 1; c <= 23; ++c) { line = c; for (i = 1; i <= n; ++i) line = line OFS (lacks[i] ? "NA" : uniform() - 0.5); print line } }
' input/EUR_subset.fam | gzip >predictions/PHENO_1.loco.gz
echo 'PHENO PHENO_1.loco.gz' >predictions/pred.list
run "$atria" associate --study study --out loco --trait PHENO --covariate QCOV1,QCOV2 --loco-predictions predictions/pred.list \
    --block-size 100
against_r loco 'QCOV1 + QCOV2' loco
grep -q 'prediction missing' loco/log.txt || { echo "FAILED: the log does not count missing predictions"; failed=1; }
scan loco_sd --covariate QCOV1,QCOV2 --loco-predictions predictions/pred.list --loco-unit residual-sd --rint pooled
against_r loco_sd 'QCOV1 + QCOV2' loco-sd rint-pooled
# The same bytes from three ranks, and with blocks of another size.
run mpirun -n 3 "$atria" associate --study study --out loco_ranks --trait PHENO --covariate QCOV1,QCOV2 \
    --loco-predictions predictions/pred.list --block-size 333 --threads 2
cmp <(gzip -dc loco/PHENO.tsv.gz) <(gzip -dc loco_ranks/PHENO.tsv.gz) || { echo "FAILED: loco differs by ranks"; failed=1; }

scan robust --covariate QCOV1,QCOV2,sex --categorical site --robust
against_r robust 'QCOV1 + QCOV2 + sex + site' robust
scan robust_own --covariate QCOV1,QCOV2 --covariate-effects by-cohort --robust
against_r robust_own 'QCOV1 + QCOV2' robust by-cohort
scan robust_mean --covariate QCOV1,QCOV2 --missing-genotype mean --robust
against_r robust_mean 'QCOV1 + QCOV2' robust mean
exit $failed
