#!/usr/bin/env bash
# Builds the fuzzing targets (clang-14, build/fuzz) and runs them: bash tests/fuzz/run.sh [SECONDS [TARGET...]]
# Each target replays its corpus, then goes on from there for SECONDS (10 unless said otherwise), as many targets at once as
# there are processors. Prints a table: executions, edges of the code that were reached, findings. A finding is what a
# sanitizer says, an exception but atria::Error, a broken promise, more than 10 s for an input, or more than 1 GiB; its input
# is kept in build/fuzz/findings. Exit codes: 0 none, 1 findings or a target that does not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-10}
shift || true
cmake --preset fuzz --log-level=WARNING >/dev/null
nice cmake --build build/fuzz --parallel "$(nproc)" >build/fuzz/build.log 2>&1 || {
    tail -n 30 build/fuzz/build.log >&2
    exit 1
}
targets=("$@")
[ $# -gt 0 ] || for source in tests/fuzz/targets/*.cpp; do targets+=("$(basename "$source" .cpp)"); done

mkdir -p build/fuzz/findings
memory=/dev/shm
[ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d -p "$memory")
trap 'rm -rf "$work"' EXIT

# fuzz_target TARGET ARGUMENTS...
fuzz_target() {
    local target=$1
    shift
    TMPDIR=$work/$target/tmp UBSAN_OPTIONS=print_stacktrace=1 nice "build/fuzz/tests/fuzz/fuzz_$target" \
        -timeout=10 -rss_limit_mb=1024 -malloc_limit_mb=512 "$@" >>"$work/$target.log" 2>&1
}
fuzz_one() {
    local target=$1 status=0 slow
    mkdir -p "$work/$target/new" "$work/$target/tmp"
    fuzz_target "$target" -max_total_time="$seconds" -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$target-" "$work/$target/new" "tests/fuzz/corpus/$target" || status=$?
    # On a busy machine any input may seem slow; one that is so alone is a finding.
    for slow in "build/fuzz/findings/$target"-timeout-*; do
        if [ -f "$slow" ] && fuzz_target "$target" "$slow"; then
            rm "$slow"
            status=0
        fi
    done
    echo "$status" >"$work/$target.status"
    rm -rf "${work:?}/$target"
}
export -f fuzz_one fuzz_target
export work seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz_one {}'

findings=0
printf '%-20s %12s %8s %8s  %s\n' target executions edges inputs finding
for target in "${targets[@]}"; do
    log=$work/$target.log
    finding=-
    if [ "$(cat "$work/$target.status" 2>/dev/null || echo 1)" != 0 ]; then
        findings=$((findings + 1))
        finding=$(grep -m1 -E 'ERROR:|runtime error|broken promise|terminate called|what\(\)' "$log" || echo "it did not run")
        cp "$log" "build/fuzz/findings/$target.log"
    fi
    edges=$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 | cut -c6- || true)
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    inputs=$(find "tests/fuzz/corpus/$target" -type f 2>/dev/null | wc -l)
    printf '%-20s %12s %8s %8s  %s\n' "$target" "${executions:--}" "${edges:--}" "$inputs" "$(cut -c1-110 <<<"$finding")"
done
if [ "$findings" -gt 0 ]; then
    echo "$findings targets with findings; inputs and logs stand in build/fuzz/findings" >&2
    exit 1
fi
echo "no findings"
