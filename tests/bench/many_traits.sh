#!/usr/bin/env bash
# What many traits in one run cost: bash tests/bench/many_traits.sh [FOLDER], from the root; FOLDER is build/bench-traits.
# 50,000 people in five cohorts, 5,000 common variants, 0.5 % of calls and 2 % of each trait's values missing, 10 covariates;
# one against TRAITS=50 quantitative traits, and one against BINARY=10 binary ones, each with its own missing people (PEOPLE and
# VARIANTS in the environment change the rest). Runs take turns; the median of ROUNDS=3 counts. Read the ratios.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/bench-traits}
people=${PEOPLE:-50000}
variants=${VARIANTS:-5000}
traits=${TRAITS:-50}
binary=${BINARY:-10}
rounds=${ROUNDS:-3}
threads=2
bash jobs/install_dependencies.sh test
bash jobs/build_release.sh
atria=$PWD/build/release/atria
source tests/bench/measure.sh
mkdir -p "$folder"
cd "$folder"
if [ "$(cat made 2>/dev/null)" != "$people $variants $traits $binary" ]; then
    echo "making the input: $people people, $variants variants, $traits and $binary traits" >&2
    rm -rf study
    "$atria" simulate --out study --format study --cohorts 5 --people "$people" --variants "$variants" --spectrum array --pcs 8 \
        --quantitative "$traits" --binary "$binary" --survival 0 --missing-traits 0.02 --missing-genotypes 0.005 --seed 9 \
        --threads $threads >input.log 2>&1 || { cat input.log >&2; exit 1; }
    echo "$people $variants $traits $binary" >made
fi
associate() {  # associate NAME OPTION LETTER COUNT
    measured "$1" "$atria" associate --study study --out result --threads $threads --force \
        --covariate age --covariate sex --covariate PC1-8 $(seq -f "$2 $3%g" 1 "$4")
}
cat study/*/*.h5 >/dev/null  # all start from a warm file cache
: >times.tsv
for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    associate one_quantitative --trait q 1
    associate many_quantitative --trait q "$traits"
    associate one_binary --binary-trait b 1
    associate many_binary --binary-trait b "$binary"
done
awk -F'\t' -v traits="$traits" -v binary="$binary" -v people="$people" -v variants="$variants" -v OFS='\t' '
    function median(name,   n, i, j, t, v) {
        n = runs[name]
        for (i = 1; i <= n; ++i) v[i] = seconds[name, i]
        for (i = 1; i <= n; ++i) for (j = i + 1; j <= n; ++j) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return v[int((n + 1) / 2)]
    }
    function both(kind, count,   one, many) {
        one = median("one_" kind); many = median("many_" kind)
        print "one " kind " trait", sprintf("%.2f", one), "s", people " people x " variants " variants, 10 covariates, 2 threads"
        print count " " kind " traits", sprintf("%.2f", many), "s", "each with 2 % missing of its own"
        print "many / one, " kind, sprintf("%.1f", many / one), "times", "runs of their own would take " count
        print "peak memory, " count " " kind, sprintf("%.0f", peak["many_" kind] / 1024), "MiB", ""
    }
    { seconds[$1, ++runs[$1]] = $2; if ($3 > peak[$1]) peak[$1] = $3 }
    END { print "measure", "value", "unit", "remark"; both("quantitative", traits); both("binary", binary) }' times.tsv >bench.tsv
markdown bench.tsv | tee bench.md
