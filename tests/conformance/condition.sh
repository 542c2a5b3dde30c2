#!/usr/bin/env bash
# Conditioning on variants against plink2 --condition-list, which takes the same copies as covariates, pooled; on the real data
# with 5 % of calls missing, so that people without a call at a condition variant are left out by both.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
mkdir input
awk 'NR % 20 == 1 { print $2 }' "$cohorts/EUR_subset.bim" >wanted
run plink2 --bfile "$cohorts/EUR_subset" --extract wanted --make-bed --out input/all
mkdir whole
for end in bed bim fam; do cp input/all.$end whole/EUR_subset.$end; done
cp "$cohorts/cohorts.tsv" "$cohorts"/*.records.tsv whole
cp whole/EUR_subset.{bim,fam} whole/cohorts.tsv input
Rscript "$here/set_missing.R" whole input
run "$atria" shard --cohorts input/cohorts.tsv --out study
{ echo "# two variants, by id and by place"; awk 'NR == 300 { print $2 }' input/EUR_subset.bim
  awk 'NR == 900 { print $1 "_" $4 "_" $6 "_" $5 }' input/EUR_subset.bim; } >hits.txt
awk 'NR == 300 || NR == 900 { print $2 }' input/EUR_subset.bim >hits.ids
run "$atria" associate --study study --out complete --trait PHENO "${covariates[@]}" --condition hits.txt
people_table input >people.tsv
run plink2 --bfile input/EUR_subset --pheno people.tsv --pheno-name PHENO --covar people.tsv \
    --covar-name QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI --covar-variance-standardize --condition-list hits.ids \
    --glm hide-covar omit-ref log10 cols=+a1freq --threads 1 --out complete.pooled
Rscript "$here/condition.R" "$here" complete

# What is not there, or is there twice, is named with its line.
echo rs0_not_there >none.txt
if "$atria" associate --study study --out none --trait PHENO --condition none.txt >none.log 2>&1; then
    echo "a condition variant that is absent was taken" >&2
    exit 1
fi
grep -q "none.txt:1: variant rs0_not_there is not in the study" none.log
