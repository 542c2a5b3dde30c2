#!/usr/bin/env bash
# Measures whole commands and prints ratios: bash tests/bench/run.sh [FOLDER], from the root; FOLDER is build/bench.
# 50,000 people in five cohorts, 20,000 common variants, 0.5 % of calls missing, 10 covariates (PEOPLE, VARIANTS and MISSING in
# the environment change that; without missing calls every program has less to do).
# atria associate against plink2 --glm, two threads each; atria survive (as it comes, and with --refine-p 1, which takes
# every variant to the maximum) against atria associate and against R's coxph; peak memory at all and at a quarter of the
# variants. Commands take turns; the median of ROUNDS=3 runs counts. Absolute seconds say little on a shared machine: read
# the ratios. The input is made once and kept.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/bench}
people=${PEOPLE:-50000}
variants=${VARIANTS:-20000}
fewer=$((variants / 4))
missing=${MISSING:-0.005}
rounds=${ROUNDS:-3}
threads=2
bash jobs/install_dependencies.sh test
bash jobs/build_release.sh
atria=$PWD/build/release/atria
scripts=$PWD/tests/bench
source "$scripts/measure.sh"
mkdir -p "$folder"
cd "$folder"

if [ "$(cat input/made 2>/dev/null)" != "$people $variants $missing" ]; then
    echo "making the input: $people people, $variants variants" >&2
    rm -rf input
    # One PLINK file of all people, so that plink2 reads the same bytes; five cohorts of unequal size share it.
    "$atria" simulate --out input/all --cohorts 1 --people "$people" --variants "$variants" --spectrum array --pcs 8 \
        --missing-genotypes "$missing" --event-rate 0.1 --seed 1 --threads $threads >input.log 2>&1 || { cat input.log >&2; exit 1; }
    source=$(basename "$(ls input/all/*.bed)" .bed)
    mkdir input/few
    head -n "$fewer" "input/all/$source.bim" >input/few/few.bim
    cp "input/all/$source.fam" input/few/few.fam
    head -c $((3 + fewer * ((people + 3) / 4))) "input/all/$source.bed" >input/few/few.bed
    records=$(ls input/all/*.records.tsv)
    awk -F'\t' -v OFS='\t' -v people="$people" '
        NR == 1 { header = $0; next }
        { share = (NR - 1) / people
          cohort = share <= 0.44 ? "A" : share <= 0.68 ? "B" : share <= 0.84 ? "C" : share <= 0.94 ? "D" : "E"
          if (!seen[cohort]++) print header > ("input/" cohort ".records.tsv")
          print > ("input/" cohort ".records.tsv") }' "$records"
    for size in all few; do
        prefix=$([ $size = all ] && echo "all/$source" || echo few/few)
        { printf 'cohort\tgenotypes\trecords\n'
          for cohort in A B C D E; do printf '%s\t%s\t%s.records.tsv\n' $cohort "$prefix" $cohort; done; } >input/$size.cohorts.tsv
        "$atria" shard --cohorts input/$size.cohorts.tsv --out input/$size.study >input.log 2>&1 || { cat input.log >&2; exit 1; }
    done
    # plink2: the same covariates, and an indicator for each cohort but the first.
    awk -F'\t' -v OFS='\t' '
        FNR == 1 { ++file }
        file == 1 { split($0, word, /[ \t]+/); family[word[2]] = word[1]; next }
        FNR == 1 { cohort = FILENAME; sub(/.*\//, "", cohort); sub(/\..*/, "", cohort)
                   for (i = 1; i <= NF; ++i) at[$i] = i
                   if (file == 2) { printf "#FID\tIID\tq1\tage\tsex"; for (i = 1; i <= 8; ++i) printf "\tPC%d", i; print "\tis_B\tis_C\tis_D\tis_E" }
                   next }
        { printf "%s\t%s\t%s\t%s\t%s", family[$at["id"]], $at["id"], $at["q1"], $at["age"], $at["sex"]
          for (i = 1; i <= 8; ++i) printf "\t%s", $at["PC" i]
          print "", (cohort == "B") + 0, (cohort == "C") + 0, (cohort == "D") + 0, (cohort == "E") + 0 }
    ' "input/all/$source.fam" input/{A,B,C,D,E}.records.tsv >input/people.tsv
    echo "input/all/$source" >input/prefix
    echo "$people $variants $missing" >input/made
fi
prefix=$(cat input/prefix)
covariates=(--covariate age --covariate sex --covariate PC1-8)
outcome=t1=t1_entry,t1_exit,t1_event

associate() { measured "$1" "$atria" associate --study "input/$2.study" --out result --trait q1 --threads $threads --force "${covariates[@]}"; }
survive() { measured "$1" "$atria" survive --study "input/$2.study" --out result --outcome $outcome --threads $threads --force "${covariates[@]}" "${@:3}"; }
glm() {
    OPENBLAS_NUM_THREADS=1 measured "$1" plink2 --bfile "$prefix" --pheno input/people.tsv --pheno-name q1 --covar input/people.tsv \
        --covar-name age,sex,PC1-PC8,is_B,is_C,is_D,is_E --covar-variance-standardize --glm hide-covar omit-ref \
        --threads $threads --out plink_result
}
: >times.tsv
cat input/all.study/*/*.h5 "$prefix.bed" >/dev/null  # both start from a warm file cache
for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    associate associate all
    glm plink2
    survive survive all
    survive survive_refined all --refine-p 1
    associate associate_few few
    survive survive_few few
done
Rscript "$scripts/coxph.R" "$scripts/../conformance" "$prefix" input 5 >coxph.txt

awk -F'\t' -v people="$people" -v variants="$variants" -v missing="$missing" -v fewer="$fewer" -v OFS='\t' '
    function median(name,   n, i, j, t, v) {
        n = runs[name]
        for (i = 1; i <= n; ++i) v[i] = seconds[name, i]
        for (i = 1; i <= n; ++i) for (j = i + 1; j <= n; ++j) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return v[int((n + 1) / 2)]
    }
    function line(what, value, unit, remark) { print what, value, unit, remark }
    FILENAME == "coxph.txt" { coxph = $1; next }
    { seconds[$1, ++runs[$1]] = $2; if ($3 > peak[$1]) peak[$1] = $3 }
    END {
        line("measure", "value", "unit", "remark")
        a = median("associate"); p = median("plink2"); s = median("survive"); r = median("survive_refined")
        line("atria associate", sprintf("%.2f", a), "s", people " people x " variants " variants, 10 covariates, " 100 * missing " % of calls missing, 2 threads")
        line("plink2 --glm", sprintf("%.2f", p), "s", "the same, with 4 indicators of cohorts, 2 threads")
        line("plink2 / associate", sprintf("%.2f", p / a), "times", "above 1: atria is faster")
        line("atria survive", sprintf("%.2f", s), "s", "the same variants, time to event")
        line("survive / associate", sprintf("%.2f", s / a), "times", "score test for all, the maximum where p <= 0.01")
        line("atria survive --refine-p 1", sprintf("%.2f", r), "s", "every variant taken to the maximum of the likelihood")
        line("survive --refine-p 1 / associate", sprintf("%.2f", r / a), "times", "")
        line("plink2 / survive", sprintf("%.2f", p / s), "times", "a Cox scan against a linear one")
        line("coxph a variant", sprintf("%.3f", coxph), "s", "R survival, one thread, mean of 5 variants")
        line("coxph / survive", sprintf("%.0f", coxph * variants / s), "times", "for all variants, 2 threads against 1")
        line("peak memory, associate", sprintf("%.0f", peak["associate"] / 1024), "MiB", variants " variants")
        line("peak memory, associate", sprintf("%.0f", peak["associate_few"] / 1024), "MiB", fewer " variants")
        line("growth, associate", sprintf("%.2f", peak["associate"] / peak["associate_few"]), "times", "1: memory is flat in the number of variants")
        line("peak memory, survive", sprintf("%.0f", peak["survive"] / 1024), "MiB", variants " variants")
        line("peak memory, survive", sprintf("%.0f", peak["survive_few"] / 1024), "MiB", fewer " variants")
        line("growth, survive", sprintf("%.2f", peak["survive"] / peak["survive_few"]), "times", "1: memory is flat in the number of variants")
        line("peak memory, plink2", sprintf("%.0f", peak["plink2"] / 1024), "MiB", variants " variants")
    }' times.tsv coxph.txt >bench.tsv
markdown bench.tsv | tee bench.md
echo "tables: $PWD/bench.tsv and $PWD/bench.md; single runs: $PWD/times.tsv" >&2
