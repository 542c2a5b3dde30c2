#!/usr/bin/env bash
# 5,000 simulated people in three cohorts, 5,000 variants from rare to common, calls and traits missing: every printed number of
# plink2's linear, logistic and Firth fits, additive, dominant, recessive, genotypic, with an interaction, on X and given variants.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
run "$atria" simulate --out made --cohorts 1 --people 5000 --variants 5000 --chromosomes 20-22 --spectrum rare --min-maf 0.002 \
    --missing-genotypes 0.01 --missing-traits 0.03 --causal 20 --heritability 0.2 --prevalence 0.2 --survival 0 --pcs 3 --seed 21
source=$(basename "$(ls made/*.bed)" .bed)
mkdir input
cp "made/$source.bed" input/all.bed
# Chromosome 22 becomes X, outside its pseudo-autosomal regions; men's heterozygous calls are missing there.
awk -v OFS='\t' '$1 == 22 { $1 = 23; $4 += 5000000 } { print }' "made/$source.bim" >input/all.bim
awk -F'\t' -v OFS='\t' 'FNR == 1 { ++file; if (file == 1) for (i = 1; i <= NF; ++i) at[$i] = i }
    file == 1 { sex[$at["id"]] = $at["sex"]; next }
    { split($0, word, /[ \t]+/); print word[1], word[2], 0, 0, sex[word[2]], -9 }' made/*.records.tsv "made/$source.fam" >input/all.fam
awk -F'\t' 'NR == 1 { header = $0; next }
    { file = "input/" (NR <= 2400 ? "A" : NR <= 4000 ? "B" : "C") ".records.tsv"; if (!seen[file]++) print header >file; print >file }' made/*.records.tsv
printf 'cohort\tgenotypes\trecords\tbuild\nA\tall\tA.records.tsv\tGRCh38\nB\tall\tB.records.tsv\tGRCh38\nC\tall\tC.records.tsv\tGRCh38\n' >input/cohorts.tsv
run "$atria" shard --cohorts input/cohorts.tsv --out study
awk -F'\t' -v OFS='\t' '
    FNR == 1 { ++file }
    file == 1 { family[$2] = $1; next }
    FNR == 1 { cohort = FILENAME; sub(/.*\//, "", cohort); sub(/\..*/, "", cohort); for (i = 1; i <= NF; ++i) at[$i] = i
               if (file == 2) print "#FID", "IID", "q1", "b1", "age", "sex", "PC1", "PC2", "PC3", "is_B", "is_C"
               next }
    { print family[$at["id"]], $at["id"], $at["q1"], $at["b1"] == "NA" ? "NA" : $at["b1"] + 1, $at["age"], $at["sex"],
        $at["PC1"], $at["PC2"], $at["PC3"], (cohort == "B") + 0, (cohort == "C") + 0 }
' input/all.fam input/{A,B,C}.records.tsv >people.tsv

run plink2 --bfile input/all --set-hh-missing --make-bed --threads 1 --out clean

scan() { run "$atria" associate --study study --out "$1" --covariate age,sex,PC1-3 --threads 2 "${@:2}"; }
plink() {  # plink OUT TRAIT MODIFIERS OPTIONS...
    # shellcheck disable=SC2086
    run plink2 --bfile clean --pheno people.tsv --pheno-name "$2" --covar people.tsv \
        --covar-name age,sex,PC1-PC3,is_B,is_C --covar-variance-standardize \
        --glm $3 no-x-sex omit-ref log10 cols=+a1freq --threads 2 --out "$1" "${@:4}"
}
against() { Rscript "$here/simulated.R" "$here" "$@" || failed=1; }  # against TABLE PLINK_FILE TEST KIND

scan additive --trait q1 --binary-trait b1 --test wald
scan exact --binary-trait b1 --firth exact --correction-p 1 --chromosome 20
for model in dominant recessive; do scan $model --trait q1 --binary-trait b1 --test wald --genetic-model $model --chromosome 21; done
scan genotypic --trait q1 --binary-trait b1 --genetic-model genotypic --chromosome 21
scan interaction --trait q1 --interaction age --interaction-errors model --chromosome 21
awk '$1 == 20 && ++n % 500 == 0 { print $2 }' input/all.bim >given
scan conditional --trait q1 --condition given --chromosome 20

plink additive q1 hide-covar
plink additive b1 "hide-covar no-firth"
plink exact b1 "hide-covar firth" --chr 20
for model in dominant recessive; do
    plink $model q1 "hide-covar $model" --chr 21
    plink $model b1 "hide-covar no-firth $model" --chr 21
done
plink genotypic q1 "hide-covar genotypic" --chr 21
plink genotypic b1 "hide-covar no-firth genotypic" --chr 21
# --parameters: genotype, the covariates, and of the interactions the one with age.
plink interaction q1 interaction --chr 21 --parameters 1-9 --tests 1,9
plink conditional q1 hide-covar --chr 20 --condition-list given

against additive/q1.tsv.gz additive.q1.glm.linear ADD linear
against additive/b1.tsv.gz additive.b1.glm.logistic ADD wald
against exact/b1.tsv.gz exact.b1.glm.firth ADD firth
against dominant/q1.tsv.gz dominant.q1.glm.linear DOM linear
against dominant/b1.tsv.gz dominant.b1.glm.logistic DOM wald
against recessive/q1.tsv.gz recessive.q1.glm.linear REC linear
against recessive/b1.tsv.gz recessive.b1.glm.logistic REC wald
against genotypic/q1.ADD.tsv.gz genotypic.q1.glm.linear ADD linear
against genotypic/q1.DOMDEV.tsv.gz genotypic.q1.glm.linear DOMDEV linear
against genotypic/q1.GENO_2DF.tsv.gz genotypic.q1.glm.linear GENO_2DF linear-joint
against genotypic/b1.ADD.tsv.gz genotypic.b1.glm.logistic ADD wald
against genotypic/b1.DOMDEV.tsv.gz genotypic.b1.glm.logistic DOMDEV wald
against genotypic/b1.GENO_2DF.tsv.gz genotypic.b1.glm.logistic GENO_2DF wald-joint
against interaction/q1.ADD-INT_SNPxage.tsv.gz interaction.q1.glm.linear ADDxage linear-scaled
against interaction/q1.ADD-INT_2DF.tsv.gz interaction.q1.glm.linear USER_2DF linear-joint
against conditional/q1.tsv.gz conditional.q1.glm.linear ADD linear
exit $failed
