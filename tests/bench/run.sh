#!/usr/bin/env bash
# Measures the machine, Atria and its peers side by side: bash tests/bench/run.sh [FOLDER], from the root; FOLDER is build/bench.
# 50,000 people in five cohorts, 20,000 variants, ten covariates, two threads (PEOPLE and VARIANTS in the environment change the
# sizes, SLOW_PART how few variants plink2 gets where it is slow: every tenth). Commands take turns; the median of ROUNDS=3
# runs counts. Prints a line for each row of what must be shown, as met or not: result.tsv and result.md. Absolute seconds say
# little on a shared machine: read the ratios. ATRIA=PROGRAM measures another build.
set -euo pipefail
export LC_ALL=C OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/bench}
people=${PEOPLE:-50000}
variants=${VARIANTS:-20000}
rounds=${ROUNDS:-3}
slow_part=${SLOW_PART:-10}
coxph_variants=3
threads=2
bash jobs/install_dependencies.sh test
[ -n "${ATRIA:-}" ] || bash jobs/build_release.sh
atria=$(realpath "${ATRIA:-build/release/atria}")
scripts=$PWD/tests/bench
source "$scripts/measure.sh"
source "$scripts/inputs.sh"
source "$scripts/peers.sh"
root=$PWD
mkdir -p "$folder"
folder=$(realpath "$folder")
cd "$folder"
g++ -std=c++20 -O3 -march=native -fopenmp -w -isystem /usr/include/eigen3 "$scripts/machine.cpp" -o machine -ldl
make_inputs

plink2=$(is_there plink2 && echo yes || true)
rscript=$(is_there Rscript && echo yes || true)
regenie=$(is_there regenie && echo yes || true)
traits=($(seq -f "--trait q%g" 20))
: >times.tsv
: >limits.tsv
cat input/*.study/*/*.h5 input/*/cohort1.bed >/dev/null  # all start from a warm file cache
for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    ./machine input/complete/cohort1.bed $threads >>limits.tsv
    associate linear_1 complete --trait q1
    [ -z "$plink2" ] || glm plink2_1 complete q1
    associate linear_3 complete --trait q1,q2,q3
    [ -z "$plink2" ] || glm plink2_3 complete q1,q2,q3
    associate linear_missing_1 missing --trait q1
    [ -z "$plink2" ] || glm plink2_missing_1 missing q1 --extract input/slow.txt
    associate linear_missing_3 missing --trait q1,q2,q3
    [ -z "$plink2" ] || glm plink2_missing_3 missing q1,q2,q3 --extract input/slow.txt
    associate linear_20 complete "${traits[@]}"
    associate linear_20_pooled complete "${traits[@]}" --no-cohort-tables
    associate rare rare --trait q1
    associate logistic complete --binary-trait b1
    [ -z "$plink2" ] || glm plink2_firth complete b1 firth-fallback --extract input/slow.txt
    survive cox complete
    [ -z "$rscript" ] || coxph coxph
    survive cox_mle complete --refine-p 1
    [ -z "$regenie" ] || regenie_step2 regenie
    associate linear_1_half half --trait q1
    survive cox_half half
    ranks one_rank_1 1 --trait q1
    ranks two_ranks_1 2 --trait q1
    ranks one_rank_20 1 "${traits[@]}"
    ranks two_ranks_20 2 "${traits[@]}"
    shard shard_one input/complete/cohorts.tsv
    shard shard_five input/complete.tsv
done
# The run on 1,000 ranks that nobody has to start, with costs measured just now.
echo "costs of tiles, and 1,000 ranks simulated" >&2
(cd "$root" && ATRIA="$atria" bash tests/bench/costs.sh "$folder/costs") >costs.log
(cd "$root" && g++ -std=c++20 -O1 -w -I. tests/bench/scale.cpp pipeline/plan/scaling.cpp pipeline/plan/work_plan.cpp \
    pipeline/comm/dry_run_communicator.cpp pipeline/comm/one_rank.cpp kernels/simulation/{cohort_sizes,variant_sites}.cpp \
    kernels/simulation/{apportionment,random_stream}.cpp -o "$folder/scale")
./scale costs/costs.tsv >simulated.txt
awk -F'\t' 'NF == 3' simulated.txt >simulated.tsv
awk -f "$scripts/table.awk" -v people="$people" -v variants="$variants" -v slow_part="$slow_part" -v coxph_variants=$coxph_variants \
    times.tsv limits.tsv simulated.tsv >result.tsv
{
    echo "$people people in five cohorts, $variants variants, ten covariates, $threads threads; medians of $rounds rounds"
    echo
    markdown result.tsv
} >result.md
cat result.md
echo "tables: $PWD/result.tsv and $PWD/result.md; single runs: $PWD/times.tsv and $PWD/limits.tsv" >&2
