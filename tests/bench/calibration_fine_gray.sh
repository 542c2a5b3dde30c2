#!/usr/bin/env bash
# Null calibration of Fine-Gray scans, naive errors against robust ones: bash tests/bench/calibration_fine_gray.sh [FOLDER], from
# the root; FOLDER is build/bench-fine-gray. OUTCOMES=200 simulated outcomes of 2,000 people in three cohorts, 100 variants of which
# none has an effect, but whose frequency differs by cohort and goes with a covariate that has; prints the mean chi-squares, their
# errors over outcomes, and how often p is at most 0.05 and 0.001. ATRIA=PROGRAM measures another build.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
folder=${1:-build/bench-fine-gray}
outcomes=${OUTCOMES:-200}
atria=${ATRIA:-$root/build/release/atria}
mkdir -p "$folder"
cd "$folder"
rm -rf made study naive robust
Rscript "$root/tests/bench/calibration_fine_gray.R" "$root" make "$outcomes"
"$atria" shard --cohorts made/cohorts.tsv --out study --quiet
list=()
for i in $(seq "$outcomes"); do list+=(--outcome "o$i=time_$i,event_$i:1"); done
fine_gray=(survive --study study --model fine-gray --covariate x --threads 2 --quiet)
"$atria" "${fine_gray[@]}" --out naive "${list[@]}" --correction none --refine-p 1e-200
"$atria" "${fine_gray[@]}" --out robust "${list[@]}" --robust
Rscript "$root/tests/bench/calibration_fine_gray.R" "$root" tell
