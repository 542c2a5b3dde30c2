#!/usr/bin/env bash
# A trait's result does not depend on the traits beside it, bit for bit; nor on the unit or the origin of a covariate, to 1e-9.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
mkdir input
for extension in bed bim fam; do ln -s "$(realpath "$cohorts/EUR_subset.$extension")" input; done
cp "$cohorts/cohorts.tsv" input
# Beside PHENO and af: traits and outcomes with other people missing, and QCOV2 in other units and with another origin.
for cohort in CEU FIN GBR IBS TSI; do
    awk -F'\t' -v OFS='\t' '
        NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i
                  print $0, "second", "third", "scaled", "shifted", "late_event", "late_exit"; next }
        { q = $at["QCOV2"]
          print $0, NR % 3 == 0 ? "NA" : q * q + NR % 7, NR % 5 == 0 ? "NA" : $at["QCOV1"] * 1000 + NR % 11,
              q == "NA" ? "NA" : sprintf("%.17g", q * 1e6), q == "NA" ? "NA" : sprintf("%.17g", q + 1e6),
              NR % 4 == 0 ? "NA" : 1 - $at["af_event"], $at["exit_age"] + 91 * (NR % 2) }
    ' "$cohorts/$cohort.records.tsv" >"input/$cohort.records.tsv"
done
run "$atria" shard --cohorts input/cohorts.tsv --out study

associate() { run "$atria" associate --study study --out "$@"; }
survive() { run "$atria" survive --refine-p 1 --study study --out "$@"; }
af=af=entry_age,exit_age,af_event
associate alone --trait PHENO "${covariates[@]}"
associate among --trait third --trait PHENO --trait second "${covariates[@]}"
survive cox_alone --outcome $af "${covariates[@]}"
survive cox_among --outcome other=entry_age,late_exit,late_event --outcome $af "${covariates[@]}"
for pair in alone:among:PHENO cox_alone:cox_among:af; do
    IFS=: read -r alone among name <<<"$pair"
    for table in $name.tsv.gz $name.cohorts.tsv.gz; do
        gzip -dc "$alone/$table" >alone.tsv
        gzip -dc "$among/$table" >among.tsv
        cmp alone.tsv among.tsv || { echo "FAILED: $table differs when other traits run along" >&2; exit 1; }
    done
done
echo "a trait alone equals the trait among others, bit for bit"

for unit in scaled shifted; do
    associate $unit --trait PHENO --covariate QCOV1 --covariate $unit --categorical CAT_COV
    survive cox_$unit --outcome $af --covariate QCOV1 --covariate $unit --categorical CAT_COV
    Rscript "$here/invariance.R" "$here" alone/PHENO $unit/PHENO
    Rscript "$here/invariance.R" "$here" cox_alone/af cox_$unit/af
done
