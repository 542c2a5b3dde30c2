#!/usr/bin/env bash
# --top-signals against a stepwise analysis done by hand with plink2, one run a step: real genotypes with missing calls, two
# traits that are made of three variants of one locus and one of another. The same bytes on 1 and 2 ranks.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
mkdir input whole
awk '($1 == 17 || $1 == 18) && ++n[$1] <= 1200 { print $2 }' "$cohorts/EUR_subset.bim" >wanted
run plink2 --bfile "$cohorts/EUR_subset" --extract wanted --make-bed --out input/all
for end in bed bim fam; do cp input/all.$end whole/EUR_subset.$end; done
cp "$cohorts/cohorts.tsv" "$cohorts"/*.records.tsv whole
Rscript "$here/top_signals_traits.R" "$here" whole
cp whole/EUR_subset.{bim,fam} whole/cohorts.tsv input
Rscript "$here/set_missing.R" whole input
run "$atria" shard --cohorts input/cohorts.tsv --out study
options=(--trait several --binary-trait ill --test wald --covariate QCOV1 --top-signals --top-signals-p 1e-5 --locus-window 100000)
run "$atria" associate --study study --out scan "${options[@]}"
people_table input >cohorts.tsv
for trait in several ill; do
    Rscript "$here/top_signals.R" "$here" $trait QCOV1,is_FIN,is_GBR,is_IBS,is_TSI input 1e-5 100000 scan/$trait.signals.tsv
done
run mpirun -n 2 "$atria" associate --study study --out ranks "${options[@]}" --threads 2 --block-size 37
for trait in several ill; do cmp scan/$trait.signals.tsv ranks/$trait.signals.tsv; done
grep -q '"several.signals.tsv"' scan/run.json
