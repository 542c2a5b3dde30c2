#!/usr/bin/env bash
# The program as users start it: exit codes, one message however many ranks, no MPI for --version.
# Usage: main.sh ATRIA MPIRUN
set -u
atria=$1
mpirun=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect WHAT CODE COMMAND...: runs it, output in $folder/out and $folder/err
expect() {
    local what=$1 code=$2 got=0
    shift 2
    timeout 60 "$@" >"$folder/out" 2>"$folder/err" || got=$?
    if [ "$got" != "$code" ]; then
        echo "FAILED: $what: exit code $got instead of $code"
        cat "$folder/err"
        failures=$((failures + 1))
    fi
}
check() {
    if ! eval "$2"; then
        echo "FAILED: $1"
        cat "$folder/out" "$folder/err"
        failures=$((failures + 1))
    fi
}
ranks=("$mpirun" --oversubscribe -n)
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

expect "version" 0 "$atria" --version
check "version is a bare number" 'grep -Eqx "[0-9]+\.[0-9]+\.[0-9]+" "$folder/out" && [ ! -s "$folder/err" ]'
# A launcher's variable that leads nowhere: starting MPI would fail.
expect "version needs no MPI" 0 env PMIX_RANK=0 PMIX_NAMESPACE=none "$atria" --version
expect "help" 0 "$atria" --help
check "help lists the jobs" 'grep -q "  plan " "$folder/out"'
expect "help of a job" 0 "$atria" plan --help
check "help of a job has units and defaults" 'grep -q "default 256" "$folder/out" && grep -q -- "--memory SIZE" "$folder/out"'
expect "no job" 2 "$atria"
expect "unknown job" 2 "$atria" plna
check "the nearest job is suggested" 'grep -q "plan" "$folder/err"'
expect "unknown option" 2 "$atria" plan --rnaks 3 S
check "the nearest option is suggested" 'grep -q "ranks" "$folder/err"'
printf 'study = S\nrnaks = 3\n' >"$folder/run.cfg"
expect "unknown key" 78 "$atria" plan --config "$folder/run.cfg"
check "file, line and the nearest key" 'grep -q "run.cfg:2:.*ranks" "$folder/err"'
expect "config file missing" 66 "$atria" plan --config "$folder/none.cfg"
expect "study missing" 66 "$atria" plan "$folder/none"
expect "print-config" 0 "$atria" plan --ranks 3 --print-config
check "print-config shows origins" 'grep -qx "ranks = 3  # command line" "$folder/out"'
expect "closed output" 74 bash -c "'$atria' --help >/dev/full"
expect "a reader who goes early has what he wanted" 0 bash -c "{ sleep 1; '$atria' --help; echo \$? >'$folder/code'; } | true; exit \$(cat '$folder/code')"

expect "copies that MPI does not connect" 69 env SLURM_PROCID=1 SLURM_NTASKS=4 "$atria" plan "$folder/none"
check "the remedy is named" 'grep -q "srun --mpi=pmix" "$folder/err"'
expect "a batch script outside srun is alone" 66 env ENVIRONMENT=BATCH SLURM_PROCID=0 SLURM_NTASKS=4 "$atria" plan "$folder/none"

for n in 1 2 4; do
    expect "bad option on $n ranks" 2 "${ranks[@]}" "$n" "$atria" plan --rnaks 3 S
    check "one message of $n ranks" '[ "$(grep -c "^atria: " "$folder/err")" = 1 ]'
    expect "study missing on $n ranks" 66 "${ranks[@]}" "$n" "$atria" plan "$folder/none"
    check "one message of $n ranks" '[ "$(grep -c "^atria: " "$folder/err")" = 1 ]'
done
expect "different options on two ranks" 78 "${ranks[@]}" 1 "$atria" plan S : -n 1 "$atria" plan T
check "one message" '[ "$(grep -c "^atria: " "$folder/err")" = 1 ]'

[ "$failures" = 0 ] && echo "all passed"
exit "$((failures > 0))"
