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

# Variants of X, made of chromosome 22 with its sexes, men's heterozygous calls and all: men count 0 or 2, or 0 or 1.
mkdir x_input
cp input/*.records.tsv input/EUR_subset.{bed,fam} input/cohorts.tsv x_input
awk -v OFS='\t' '$1 == 22 { $1 = 23 } { print }' input/EUR_subset.bim >x_input/EUR_subset.bim
run "$atria" shard --cohorts x_input/cohorts.tsv --out x_study
run plink2 --bfile x_input/EUR_subset --set-hh-missing --make-bed --threads 1 --out x_clean
awk '$1 == 23 && (++n == 100 || n == 200) { print $2 }' x_input/EUR_subset.bim >x_hits.ids
[ "$(wc -l <x_hits.ids)" = 2 ] || { echo "FAILED: too few variants on X" >&2; exit 1; }
for men in 2 1; do
    run "$atria" associate --study x_study --out x$men --trait PHENO "${covariates[@]}" --x-males $men --condition x_hits.ids
    grep -q 'condition variant .* heterozygous calls of single copies' x$men/log.txt || { echo "FAILED: the log does not count calls set missing" >&2; exit 1; }
    run plink2 --bfile x_clean --pheno people.tsv --pheno-name PHENO --covar people.tsv \
        --covar-name QCOV1,QCOV2,CAT_B,is_FIN,is_GBR,is_IBS,is_TSI --covar-variance-standardize --condition-list x_hits.ids \
        --glm no-x-sex hide-covar omit-ref log10 cols=+a1freq --xchr-model $men --threads 1 --out x$men.pooled
    Rscript "$here/condition.R" "$here" x$men
done

# What is not there, or is there twice, is named with its line.
echo rs0_not_there >none.txt
if "$atria" associate --study study --out none --trait PHENO --condition none.txt >none.log 2>&1; then
    echo "a condition variant that is absent was taken" >&2
    exit 1
fi
grep -q "none.txt:1: variant rs0_not_there is not in the study" none.log
