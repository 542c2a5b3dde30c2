#!/usr/bin/env bash
# The memory that a run says it may need, and that atria plan foresees, against the peak of real runs in which sums and fits
# outweigh everything else: many covariates, many threads, traits that each have missing people of their own.
# Usage: memory.sh ATRIA
set -u
atria=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0
export MALLOC_ARENA_MAX=2  # freed memory that other threads do not find again is none that the run needs

if ! "$atria" simulate --out study --format study --cohorts 4 --people 1000 --variants 800 --chromosomes 22 --pcs 60 \
    --quantitative 8 --binary 8 --survival 3 --prevalence 0.4 --event-rate 0.4 --missing-traits 0.05 --spectrum array \
    --size-sd 0.1 --quiet >out 2>&1; then
    cat out
    exit 1
fi
common=(study --covariate PC1-60 --block-size 64 --threads 12)

# holds NAME JOB PLAN_OPTIONS -- RUN_OPTIONS
holds() {
    local name=$1 job=$2 planned=() need peak foreseen
    shift 2
    while [ "$1" != -- ]; do
        planned+=("$1")
        shift
    done
    shift
    if ! "$atria" "$job" --study "${common[@]}" --out "$name" --memory 64G "$@" >out 2>&1; then
        echo "FAILED: $name does not run"
        cat out
        failures=$((failures + 1))
        return
    fi
    need=$(sed -n 's/.*memory a rank may need \([0-9]*\) MiB.*/\1/p' "$name/log.txt")
    peak=$(sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p' "$name/run.json")
    peak=$((peak >> 20))
    foreseen=$("$atria" plan "${common[@]}" --job "$job" "${planned[@]}" --format json --summary |
        sed -n 's/.*"total": \([0-9]*\).*/\1/p')
    foreseen=$((foreseen >> 20))
    echo "$name: peak $peak MiB, may need $need, planned $foreseen"
    if [ "$peak" -gt "$need" ] || [ "$peak" -gt "$foreseen" ]; then
        echo "FAILED: $name takes more than it says"
        failures=$((failures + 1))
    fi
    # Who asks for memory that no run takes waits in the queue for nothing.
    if [ "$need" -gt $((4 * peak + 200)) ]; then
        echo "FAILED: $name says far more than it takes"
        failures=$((failures + 1))
    fi
}
quantitative=(--trait q1,q2,q3,q4,q5,q6,q7,q8)
binary=(--binary-trait b1,b2,b3,b4,b5,b6,b7,b8)
outcomes=(--outcome t1=t1_entry,t1_exit,t1_event --outcome t2=t2_entry,t2_exit,t2_event --outcome t3=t3_entry,t3_exit,t3_event)
holds linear associate "${quantitative[@]}" -- "${quantitative[@]}"
holds robust associate "${quantitative[@]}" --robust -- "${quantitative[@]}" --robust
holds logistic associate "${binary[@]}" -- "${binary[@]}" --correction none
holds together associate "${quantitative[@]}" "${binary[@]}" -- "${quantitative[@]}" "${binary[@]}" --correction none
holds cox survive --trait t1,t2,t3 -- "${outcomes[@]}" --refine-p 1e-6

# Models without a scan hold records and what they work out of them: of more people, and without genotypes.
if ! "$atria" simulate --out people --format study --cohorts 4 --people 100000 --variants 60 --chromosomes 22 --pcs 20 \
    --survival 1 --event-rate 0.4 --size-sd 0.1 --quiet >out 2>&1; then
    cat out
    exit 1
fi
# Of many people it is their covariates, weighed anew by every thread, that tests of single variants hold.
common=(people --covariate age,sex,PC1-20 --block-size 16 --threads 8)
one=(--outcome t1=t1_entry,t1_exit,t1_event)
holds zph survive --trait t1 -- "${one[@]}" --zph-p 1 --refine-p 1e-6
holds sandwich survive --trait t1 -- "${one[@]}" --robust
holds grouped survive --trait t1 -- --outcome t1=t1_exit,t1_event --ties discrete --refine-p 1e-6

# model_holds NAME OPTIONS...
model_holds() {
    local name=$1 need peak
    shift
    if ! "$atria" survive model --study people --outcome t1=t1_entry,t1_exit,t1_event --out "$name" --memory 64G \
        --quiet "$@" >out 2>&1; then
        echo "FAILED: $name does not run"
        cat out
        failures=$((failures + 1))
        return
    fi
    need=$(sed -n 's/.*memory a rank may need \([0-9]*\) MiB.*/\1/p' "$name/log.txt")
    peak=$(sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p' "$name/run.json")
    peak=$((peak >> 20))
    echo "$name: peak $peak MiB, may need $need"
    if [ "$peak" -gt "$need" ] || [ "$need" -gt $((4 * peak + 200)) ]; then
        echo "FAILED: $name takes more than it says, or says far more than it takes"
        failures=$((failures + 1))
    fi
}
model_holds model-km --model km --group sex
model_holds model-cox --covariate age,sex,PC1-20 --robust
model_holds model-residuals --covariate age,sex,PC1-5 --residuals
model_holds model-risks --covariate age,sex --horizon 2,4 --risks
model_holds model-weibull --covariate age,sex,PC1-20 --model weibull --robust
status=0
"$atria" survive model --study people --outcome t1=t1_entry,t1_exit,t1_event --covariate PC1-20 --out refused \
    --memory 100M >out 2>&1 || status=$?
if [ "$status" != 69 ] || ! grep -q 'may need .* and may use 100 MiB' out; then
    echo "FAILED: a model that is too large is not refused"
    cat out
    failures=$((failures + 1))
fi
[ "$failures" = 0 ] && echo "all passed"
exit "$((failures > 0))"
