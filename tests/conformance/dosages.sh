#!/usr/bin/env bash
# Scans of dosages against lm, glm, coxph and finegray on the same numbers, to 1e-9: cohorts with dosages and with hard
# calls of the same variant, missing dosages, an absent variant; all genetic models, chromosome X, interactions,
# conditioning; filters; ranks, blocks and neighbours do not change a byte. DOSAGE_STUDY makes the study.
dosage_study=$(realpath "$3")
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*"; failed=1; }
Rscript "$here/dosages_data.R"
run "$dosage_study" study 16 east west north
run "$dosage_study" small 8 east west north
run "$atria" verify --study study
"$atria" inspect --study study --format json >inspect.json
[ "$(grep -o '"dosage_variants": [0-9]*' inspect.json | tr '\n' ' ')" = '"dosage_variants": 15 "dosage_variants": 10 "dosage_variants": 14 ' ] ||
    fail "inspect does not count the variants with dosages"
"$atria" inspect --study study/east/chr2.h5 >inspect.txt
grep -q "dosage_variants: 12" inspect.txt || fail "inspect does not know the dosages of a shard"

associate() { run "$atria" associate --study study --out "$1" --covariate age,sex "${@:2}"; }
survive() { run "$atria" survive --study study --out "$1" --covariate age --strata sex --refine-p 1 --correction none "${@:2}"; }
two=(--chromosome 2)
associate linear --trait y
associate halved --trait y --x-males 1
associate dominant --trait y --genetic-model dominant
associate recessive --trait y --genetic-model recessive "${two[@]}"
associate hc3 --trait y --robust
associate mean --trait y --missing-genotype mean "${two[@]}"
associate interaction --trait y --interaction age --interaction-errors model "${two[@]}"
associate genotypic --trait y --genetic-model genotypic "${two[@]}"
associate wald --binary-trait b --test wald
associate score --binary-trait b --correction none --correction-p 1 "${two[@]}"
associate sandwich --binary-trait b --robust "${two[@]}"
associate exact --binary-trait b --firth exact --correction-p 1 "${two[@]}"
survive cox --outcome o=entry,exit,event:1 --zph km --zph-p 1
survive breslow --outcome o=entry,exit,event:1 --ties breslow "${two[@]}"
survive robust --outcome o=entry,exit,event:1 --test mle --robust "${two[@]}"
run "$atria" survive --study study --out fine_gray --covariate age,sex --model fine-gray --refine-p 1 --correction none \
    --outcome o=entry,exit,event:1 "${two[@]}"
echo rs1 >signal.txt
associate conditioned --trait y --condition signal.txt "${two[@]}"
run "$atria" associate --study small --out small_linear --covariate age,sex --trait y "${two[@]}"
Rscript "$here/dosages.R" "$here" || failed=1

same() { cmp <(gzip -dc "$1") <(gzip -dc "$2") || fail "$3"; }
run mpirun -n 3 "$atria" associate --study study --out ranks --covariate age,sex --trait y --binary-trait b --test wald \
    --block-size 4 --threads 2
same linear/y.tsv.gz ranks/y.tsv.gz "other ranks, blocks and traits change the linear scan of dosages"
same wald/b.tsv.gz ranks/b.tsv.gz "other ranks and blocks change the logistic scan of dosages"
run mpirun -n 2 "$atria" survive --study study --out cox_ranks --covariate age --strata sex --refine-p 1 --correction none \
    --outcome o=entry,exit,event:1 --zph km --zph-p 1 --block-size 2 --threads 2
same cox/o.tsv.gz cox_ranks/o.tsv.gz "other ranks and blocks change the Cox scan of dosages"
# The defaults too: screens, saddlepoint.
for size in 1 256; do
    run "$atria" survive --study study --out "screen$size" --covariate age --outcome o=entry,exit,event:1 --block-size $size
    run "$atria" associate --study study --out "firth$size" --covariate age,sex --binary-trait b --block-size $size
done
same screen1/o.tsv.gz screen256/o.tsv.gz "the size of blocks changes the screened Cox scan"
same firth1/b.tsv.gz firth256/b.tsv.gz "the size of blocks changes the corrected logistic scan"

# east has INFO 0.53, 0.56, ... from its source, north MaCH's r2: r2.txt of dosages.R.
associate info --trait y --min-info 0.6 "${two[@]}"
grep -q '"cohort_below_min_info"' info/run.json || fail "run.json does not count --min-info by cohort"
[ "$(grep -A4 '"cohort_below_min_info"' info/run.json | grep -o '"east": [0-9]*')" = '"east": 3' ] || fail "--min-info of east"
north=$(grep -A4 '"cohort_below_min_info"' info/run.json | grep -o '"north": [0-9]*' | grep -o '[0-9]*$' || echo 0)
[ "$north" = "$(awk '$1 < 0.6' r2.txt | wc -l)" ] || fail "--min-info of north takes $north variants"

# The same dosages out of VCF with DS; and against plink2 on that.
Rscript "$here/dosages_vcf.R"
for cohort in east west north; do bgzip "$cohort.vcf"; done
run "$atria" shard --cohorts cohorts.tsv --out vcf_study
associate linear_two --trait y "${two[@]}"
vcf() { run "$atria" associate --study vcf_study --out "$1" --covariate age,sex "${@:2}"; }
vcf vcf_linear --trait y
vcf vcf_dominant --trait y --genetic-model dominant
vcf vcf_recessive --trait y --genetic-model recessive
vcf vcf_wald --binary-trait b --test wald
# But for ref_allele, which a VCF tells.
cmp <(gzip -dc vcf_linear/y.tsv.gz | cut -f1-11,13-) <(gzip -dc linear_two/y.tsv.gz | cut -f1-11,13-) || fail "dosages out of VCF give another result"
glm() {  # glm OUT MODIFIERS...
    run plink2 --vcf all.vcf dosage=DS --pheno all.pheno.tsv --pheno-name y,b --covar all.pheno.tsv --covar-name age,sexes,west,north \
        --covar-variance-standardize --glm hide-covar omit-ref log10 cols=+a1freq "${@:2}" --threads 1 --out "$1"
}
glm plink no-firth
glm dominant dominant no-firth
glm recessive recessive no-firth
Rscript "$here/dosages_plink.R" "$here" || failed=1
exit $failed
