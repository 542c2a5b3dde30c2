#!/usr/bin/env bash
# The layouts of other programs: `atria reduce --meta` reads from them the same results as from the GWAS-SSF table, p included;
# their columns are plink2's own, in its order, and its numbers stand in the same rows.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"

# Every tenth variant, and one more that nobody carries, so that rows without an estimate are compared too.
mkdir input
awk 'NR % 10 == 1 { print $2 }' "$cohorts/EUR_subset.bim" >wanted
run plink2 --bfile "$cohorts/EUR_subset" --extract wanted --make-bed --out input/EUR_subset
people=$(wc -l <input/EUR_subset.fam)
printf '22\trsnobody\t0\t51300000\tA\tG\n' >>input/EUR_subset.bim
printf '\xff%.0s' $(seq 1 $((people / 4))) >>input/EUR_subset.bed
[ $((people % 4)) = 0 ] || printf "\\x$(printf '%02x' $((4 ** (people % 4) - 1)))" >>input/EUR_subset.bed
cp "$cohorts/cohorts.tsv" "$cohorts"/*.records.tsv input
run "$atria" shard --cohorts input/cohorts.tsv --out formats_study
run "$atria" associate --study formats_study --out associate --trait PHENO --binary-trait af_event "${covariates[@]}" \
    --format regenie,plink2
run "$atria" survive --study formats_study --out survive --outcome af=entry_age,exit_age,af_event "${covariates[@]}" \
    --format regenie
run "$atria" verify associate

# Without the cohorts' tables everything else is the same, and the cohorts' rows are in results.h5.
run "$atria" associate --study formats_study --out pooled --trait PHENO "${covariates[@]}" --no-cohort-tables
run "$atria" associate --study formats_study --out all --trait PHENO "${covariates[@]}"
[ -s all/PHENO.cohorts.tsv.gz ] && [ ! -e pooled/PHENO.cohorts.tsv.gz ]
for file in PHENO.tsv.gz PHENO.tsv.gz-meta.yaml results.h5; do cmp pooled/$file all/$file; done
if grep -q cohorts.tsv.gz pooled/run.json; then exit 1; fi
run "$atria" verify pooled

# Refused with the words that will do.
if "$atria" associate --study formats_study --out no --trait PHENO --format saige 2>message; then exit 1; fi
grep -q 'one of ssf, regenie, plink2' message
if "$atria" survive --study formats_study --out no --outcome af=entry_age,exit_age,af_event --format plink2 2>message; then exit 1; fi
grep -q 'PLINK 2 has no layout' message

# Both tables as two studies: the rows by study show what was read from each.
reduce() { run "$atria" reduce --meta --input "foreign=$1" --input "ssf=$2.tsv.gz" --out "$3"; }
for trait in associate/PHENO associate/af_event survive/af; do reduce $trait.regenie $trait ${trait#*/}.regenie; done
reduce associate/PHENO.glm.linear associate/PHENO PHENO.plink2
reduce associate/af_event.glm.logistic.hybrid associate/af_event af_event.plink2

awk -F'\t' -v OFS='\t' 'FNR == 1 { ++file; for (i = 1; i <= NF; ++i) at[$i] = i; if (file > 1) next }
    { print (FNR == 1 ? "IID" : $at["id"]), (FNR == 1 ? "AF" : $at["af_event"] == "NA" ? "NA" : $at["af_event"] + 1) }' \
    input/{CEU,FIN,GBR,IBS,TSI}.records.tsv >af.tsv
people_table input | awk -F'\t' -v OFS='\t' 'FNR == NR { af[$1] = $2; next } { print $0, FNR == 1 ? "AF" : af[$2] }' af.tsv - >people.tsv
run plink2 --bfile input/EUR_subset --pheno people.tsv --pheno-name PHENO,AF --covar people.tsv \
    --covar-name QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI --covar-variance-standardize \
    --glm hide-covar omit-ref cols=+a1freq --threads 1 --out plink2
# The score test's numbers are no maxima, so those of the logistic layout are compared where both programs fit every variant.
run "$atria" associate --study formats_study --out wald --binary-trait af_event "${covariates[@]}" --test wald --format plink2
run plink2 --bfile input/EUR_subset --pheno people.tsv --pheno-name AF --covar people.tsv \
    --covar-name QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI --covar-variance-standardize \
    --glm no-firth hide-covar omit-ref cols=+a1freq --threads 1 --out plink2.wald
Rscript "$here/formats.R" "$here"
