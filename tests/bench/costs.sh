#!/usr/bin/env bash
# Measures what the steps of a linear scan cost one thread here: bash tests/bench/costs.sh [FOLDER], from the root; FOLDER is
# build/bench-costs. Leaves FOLDER/costs.tsv, which `atria plan --costs` reads. Common and rare variants and a study of few people,
# each with 1 and with 20 traits (PEOPLE=20000, VARIANTS=10000; ATRIA=PROGRAM measures another build). Half a minute.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/bench-costs}
people=${PEOPLE:-20000}
variants=${VARIANTS:-10000}
atria=$(realpath "${ATRIA:-build/release/atria}")
scripts=$PWD/tests/bench
mkdir -p "$folder"
cd "$folder"
if [ "$(cat made 2>/dev/null)" != "$people $variants" ]; then
    rm -rf ./*.study
    study() {
        "$atria" simulate --format study --out "$1.study" --people "$2" --variants "$variants" --spectrum "$3" --pcs 8 --quantitative 20 \
            --missing-genotypes 0 --quiet
    }
    study common "$people" array
    study rare "$people" rare
    study tiny 500 array
    echo "$people $variants" >made
fi
# NAME COMMAND...: NAME, wall-clock and CPU seconds into elapsed.tsv.
timed() {
    /usr/bin/time -o time.txt -f '%e %U %S' "${@:2}"
    tail -n 1 time.txt | awk -v OFS='\t' -v name="$1" '{ print name, $1, $2 + $3 }' >>elapsed.tsv
}
cat ./*.study/*/*.h5 >/dev/null
: >elapsed.tsv
timed start "$atria" plan --study common.study --summary >plan.txt
for traits in 1 20; do
    for study in tiny common rare; do
        # shellcheck disable=SC2046
        timed "${study}_$traits" "$atria" associate --study $study.study --out result --force --threads 1 --covariate age --covariate sex \
            --covariate PC1-8 $(seq -f '--trait q%g' $traits) 2>"${study}_$traits.log"
    done
done
bytes=$(cat common.study/*/*.h5 | wc -c)
timed read cat common.study/*/*.h5 >read.txt
python3 "$scripts/costs.py" . "$bytes" >costs.tsv
cat costs.tsv
