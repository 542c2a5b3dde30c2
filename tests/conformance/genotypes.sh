#!/usr/bin/env bash
# What lies between the stored calls and the model, against plink2, on the real data with 5 % of calls and phenotypes missing:
# the dominant and the recessive model, also in some of the people only; chromosome X with men as 0/2 and as 0/1, made of
# chromosome 22 with its sexes, men's heterozygous calls and all; filters by frequency, count, call rate and the exact test of
# Hardy-Weinberg proportions in each cohort, and among women on X, observed over expected variance; lists of variants.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*"; failed=1; }

mkdir input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" input
Rscript "$here/set_missing.R" "$cohorts" input
people_table input | awk -v OFS='\t' 'NR == FNR { sex[$2] = $5; next } { print $0, FNR == 1 ? "sex_code" : sex[$2] }' \
    input/EUR_subset.fam - >people.tsv
awk '$3 == "FIN" || NR == 1 { print $1 "\t" $2 }' people.tsv >FIN.keep
awk 'NR == 1 || NR % 3 != 0 { print $1 "\t" $2 }' people.tsv >some.keep
run "$atria" shard --cohorts input/cohorts.tsv --out study

glm() {  # glm OUT PREFIX COVARIATES MODIFIERS [more plink2 options]
    run plink2 --bfile "$2" --pheno people.tsv --pheno-name PHENO --covar people.tsv --covar-name "$3" \
        --covar-variance-standardize --glm $4 hide-covar omit-ref log10 cols=+a1freq --threads 1 --out "$1" "${@:5}"
}
indicators=is_FIN,is_GBR,is_IBS,is_TSI

# Genetic models
for model in dominant recessive; do
    for who in all some; do
        options=(--chromosome 21-22)
        plink=(--chr 21-22)
        [ $who = all ] || { options+=(--keep some.keep); plink+=(--keep some.keep); }
        run "$atria" associate --study study --out $model.$who --trait PHENO "${covariates[@]}" --genetic-model $model "${options[@]}"
        glm $model.$who.pooled input/EUR_subset QCOV1,QCOV2,CAT_B,$indicators $model "${plink[@]}"
    done
    glm $model.all.FIN input/EUR_subset QCOV1,QCOV2,CAT_B $model --chr 21-22 --keep FIN.keep
    Rscript "$here/genotypes.R" "$here" $model.all $(cut -c1-3 <<<$model | tr a-z A-Z)-T pooled FIN || failed=1
    Rscript "$here/genotypes.R" "$here" $model.some $(cut -c1-3 <<<$model | tr a-z A-Z)-T pooled || failed=1
done

# Chromosome X
mkdir x_input
cp input/*.records.tsv input/EUR_subset.{bed,fam} input/cohorts.tsv x_input
awk -v OFS='\t' '$1 == 22 { $1 = 23 } { print }' input/EUR_subset.bim >x_input/EUR_subset.bim
run "$atria" shard --cohorts x_input/cohorts.tsv --out x_study
run plink2 --bfile x_input/EUR_subset --chr X --set-hh-missing --make-bed --threads 1 --out x_clean
for men in 2 1; do
    run "$atria" associate --study x_study --out x$men --chromosome X --x-males $men --trait PHENO --covariate sex --covariate QCOV2 \
        --categorical CAT_COV
    glm x$men.pooled x_clean sex_code,QCOV2,CAT_B,$indicators no-x-sex --xchr-model $men
    glm x$men.FIN x_clean sex_code,QCOV2,CAT_B no-x-sex --xchr-model $men --keep FIN.keep
    # plink2's frequency follows the model; a man has one X in either.
    for part in pooled FIN; do
        ln -sf x1.$part.PHENO.glm.linear x$men.$part.frequency
    done
done
Rscript "$here/genotypes.R" "$here" x1 ADD-T pooled FIN || failed=1
Rscript "$here/genotypes.R" "$here" x2 ADD-T pooled FIN || failed=1

# Filters
run plink2 --bfile input/EUR_subset --maf 0.05 --mac 50 --geno 0.05 --write-snplist --threads 1 --out filtered
run "$atria" associate --study study --out filters --trait PHENO --min-maf 0.05 --min-mac 50 --max-missing 0.05
variants_of() { zcat "$1" | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next } { print $at["variant_id"] }' | sort; }
awk 'NR == FNR { kept[$1]; next } $2 in kept { print $1 "_" $4 "_" $6 "_" $5 }' filtered.snplist input/EUR_subset.bim | sort >filtered.plink
variants_of filters/PHENO.tsv.gz >filtered.atria
cmp filtered.plink filtered.atria && echo "filters: the same $(wc -l <filtered.plink) variants as plink2's" || fail "filters differ from plink2's"

# Observed over expected variance, which plink2 calls MaCH r2. It leaves X and MT alone, and so do we.
run plink2 --bfile input/EUR_subset --mach-r2-filter 0.93 100 --write-snplist --threads 1 --out info
run "$atria" associate --study study --out info --trait PHENO --min-info 0.93
awk 'NR == FNR { kept[$1]; next } $2 in kept { print $1 "_" $4 "_" $6 "_" $5 }' info.snplist input/EUR_subset.bim | sort >info.plink
variants_of info/PHENO.tsv.gz >info.atria
[ "$(wc -l <info.plink)" -lt "$(($(wc -l <input/EUR_subset.bim) - 1000))" ] || fail "--mach-r2-filter leaves everything in"
cmp info.plink info.atria && echo "info: the same $(wc -l <info.plink) variants as plink2's" || fail "--min-info leaves other variants than plink2"
grep -q "below --min-info" info/run.json || fail "run.json does not count --min-info"
run "$atria" associate --study x_study --out info_x --trait PHENO --covariate sex --min-info 0.93 --chromosome X
cmp <(variants_of info_x/PHENO.tsv.gz) <(variants_of x1/PHENO.tsv.gz) || fail "--min-info filters chromosome X"

hardy() {  # hardy NAME COHORT_OR_WOMEN LIMIT TABLE: variants that the cohort has no part in, and plink2's
    zcat "$4" | awk -F'\t' -v cohort="$2" 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
        $at["cohort"] == cohort && $at["status"] == "filtered" { print $at["base_pair_location"] "_" $at["other_allele"] "_" $at["effect_allele"] }' | sort >"$1.atria"
    awk -v limit="$3" 'NR == FNR { place[$2] = $4 "_" $6 "_" $5; next } FNR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
        $at["P"] < limit { print place[$at["ID"]] }' input/EUR_subset.bim "$1.hardy" | sort >"$1.plink"
    if [ ! -s "$1.plink" ]; then fail "$1: plink2 finds nothing to leave out"; fi
    cmp "$1.plink" "$1.atria" && echo "$1: the same $(wc -l <"$1.plink") variants as plink2's" || fail "$1 differs from plink2's"
}
run "$atria" associate --study study --out hwe --trait PHENO --min-hwe-p 0.01 --chromosome 22
for cohort in FIN TSI; do
    awk -v cohort=$cohort '$3 == cohort || NR == 1 { print $1 "\t" $2 }' people.tsv >$cohort.keep
    run plink2 --bfile input/EUR_subset --chr 22 --keep $cohort.keep --hardy --threads 1 --out hwe.$cohort
    hardy hwe.$cohort $cohort 0.01 hwe/PHENO.cohorts.tsv.gz
done
run "$atria" associate --study x_study --out hwe_x --trait PHENO --covariate sex --min-hwe-p 0.01 --chromosome X
run plink2 --bfile input/EUR_subset --chr 22 --keep FIN.keep --keep-females --hardy --threads 1 --out hwe_x.FIN
hardy hwe_x.FIN FIN 0.01 hwe_x/PHENO.cohorts.tsv.gz

# Lists of variants: by id, and by place with the alleles in either order
awk '$1 == 21 && NR % 7 == 0 { print NR % 2 ? $2 : $1 ":" $4 ":" $5 ":" $6 } END { print "rs_of_nobody" }' input/EUR_subset.bim >some.variants
run "$atria" associate --study study --out extract --trait PHENO --extract some.variants --threads 2 --block-size 100
run "$atria" associate --study study --out exclude --trait PHENO --exclude some.variants --chromosome 21
awk '$1 == 21 && NR % 7 == 0 { print $1 "_" $4 "_" $6 "_" $5 }' input/EUR_subset.bim | sort >extract.expected
awk '$1 == 21 && NR % 7 != 0 { print $1 "_" $4 "_" $6 "_" $5 }' input/EUR_subset.bim | sort >exclude.expected
for option in extract exclude; do
    variants_of $option/PHENO.tsv.gz | cmp - $option.expected || fail "--$option leaves other variants"
    grep -q "rs_of_nobody" $option/log.txt || fail "--$option does not name what it has not found"
done
run "$atria" associate --study study --out region --trait PHENO --region 21:20000000-30000000
variants_of region/PHENO.tsv.gz | cmp - <(awk '$1 == 21 && $4 >= 20000000 && $4 <= 30000000 { print $1 "_" $4 "_" $6 "_" $5 }' input/EUR_subset.bim | sort) ||
    fail "--region leaves other variants"
exit $failed
