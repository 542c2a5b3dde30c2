#!/usr/bin/env bash
# The same bytes after kill and restart, on any number of ranks: bash restart.sh ATRIA WORK_FOLDER.
# Runs are killed (all ranks or one) at random moments and stopped by signals and by --max-time; then the same command goes
# on. ATRIA_KILLS says how many kills of each job; the moments come from a fixed seed.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh"
kills=${ATRIA_KILLS:-4}
RANDOM=20
fail() {
    echo "FAILED: $1" >&2
    exit 1
}
# Log and run record tell of hosts and times; everything else is promised.
digest() { (cd "$1" && find . -type f ! -name run.json ! -name log.txt | sort | xargs sha256sum); }
same_bytes() { diff "$1.sha256" <(digest "$2") >&2 || fail "$3: other bytes"; }
now() { date +%s%N; }

"$atria" simulate --out files --cohorts 3 --people 3000 --variants 5000 --quantitative 2 --binary 1 --seed 5 >log 2>&1
scan=(associate --trait q1,q2 --binary-trait b1 --covariate age,sex,PC1-4 --min-mac 5 --top-signals --top-signals-p 1e-4
    --study S --block-size 40 --checkpoint-interval 0 --format regenie)
shard=(shard --cohorts files/cohorts.tsv)

# on RANKS OUT JOB...: in the background, in a session of its own; its number goes to $group.
on() {
    local ranks=$1 out=$2
    shift 2
    if [ "$ranks" = 1 ]; then
        setsid "$atria" "$@" --out "$out" >run.log 2>&1 &
    else
        setsid mpirun -n "$ranks" "$atria" "$@" --out "$out" >run.log 2>&1 &
    fi
    group=$!
}

# whole JOB NAME ARGUMENTS...: the run that is never stopped, and how long it takes [ms].
whole() {
    local begin name=$1
    shift
    begin=$(now)
    on 1 "$name" "$@"
    wait "$group" || fail "$name: $(tail -n 2 run.log)"
    milliseconds=$((($(now) - begin) / 1000000))
    digest "$name" >"$name.sha256"
}

# killed NAME ARGUMENTS...: killed twice at random moments, each time on other ranks, and then finished.
killed() {
    local name=$1 round ranks stopped=0 one
    shift
    for round in $(seq "$kills"); do
        rm -rf again .again.*
        for ranks in $((round % 3 + 1)) $(((round + 1) % 3 + 1)); do
            on "$ranks" again "$@"
            sleep "$(awk -v m="$milliseconds" -v r="$RANDOM" 'BEGIN { print m * r / 32768 / 1000 }')"
            one=$(pgrep -s "$group" -x atria | sort | head -n 1 || true)  # one rank: the launcher ends the others
            if [ "$((round % 2))" = 0 ] && [ -n "$one" ]; then kill -9 "$one" 2>/dev/null || true; else pkill -9 -s "$group" || true; fi
            # Open MPI's launcher may wait for ever when a rank dies while it starts.
            for _ in $(seq 200); do [[ $(ps -o stat= -p "$group") == [A-Y]* ]] || break; sleep 0.1; done
            pkill -9 -s "$group" || true
            wait "$group" && break  # it was through
            stopped=$((stopped + 1))
            while pgrep -s "$group" >/dev/null; do sleep 0.05; done
        done
        local code=0 whole=0
        "$atria" verify again >/dev/null 2>&1 || whole=$?
        on $(((round + 2) % 3 + 1)) again "$@"
        wait "$group" || code=$?
        # A run that was killed after its last word is finished, and another one is refused.
        [ "$code" = $((whole == 0 ? 77 : 0)) ] || fail "$name, kill $round: $(head -n 3 run.log; tail -n 2 run.log)"
        same_bytes "$name" again "$name, kill $round"
        [ -z "$(find . -maxdepth 1 -name '.again.*')" ] && [ ! -e again/.parts ] || fail "$name, kill $round: something is left"
    done
    echo "$name: same bytes after $stopped kills"
    [ "$stopped" -gt 0 ] || fail "$name was never killed before its end"
}

whole S "${shard[@]}"
killed S "${shard[@]}"
whole R "${scan[@]}"
killed R "${scan[@]}"

# stopped BY: an unfinished scan in ./again that ended with 75.
stopped() {
    local code=0
    rm -rf again
    on 2 again "${scan[@]}" "${@:2}"
    if [ -n "$1" ]; then
        for _ in $(seq 3000); do [ -n "$(ls again/.parts/blocks-* 2>/dev/null)" ] && break; sleep 0.02; done
        kill "-$1" "$(pgrep -s "$group" -x atria | sort -n | tail -n 1)"  # one rank; it tells the other
    fi
    wait "$group" || code=$?
    [ "$code" = 75 ] || fail "$1 ended with $code: $(tail -n 2 run.log)"
    grep -q '"status": "stopped"' again/run.json || fail "$1: the record does not say that the run was stopped"
    grep -q 'the same command goes on' run.log || fail "$1: nothing says how to go on: $(tail -n 2 run.log)"
}
# finished WHAT: goes on on three ranks, and computes only what was not finished.
finished() {
    on 3 again "${scan[@]}"
    wait "$group" || fail "$1: $(tail -n 2 run.log)"
    grep -q 'goes on where an earlier run ended' run.log || fail "$1: began anew"
    same_bytes R again "$1"
}
for signal in TERM USR1 USR2; do
    stopped "$signal"
    finished "$signal"
done
echo "same bytes after SIGTERM, SIGUSR1, SIGUSR2"

# What matters has changed: refused, and nothing is touched.
stopped USR1
refused() {
    local before code=0
    before=$(find again -type f -printf '%p %s %T@\n' | sort)
    "$atria" "$@" --out again >refused.log 2>&1 || code=$?
    [ "$code" = 77 ] || fail "other arguments ended with $code: $(tail -n 1 refused.log)"
    [ "$before" = "$(find again -type f -printf '%p %s %T@\n' | sort)" ] || fail "a refused run touched what was there"
}
refused "${scan[@]}" --min-maf 0.01
grep -q -- '--min-maf was 0 and is now 0.01' refused.log || fail "the difference is not told: $(cat refused.log)"
refused "${scan[@]}" --min-maf 0.01 --check
refused survive --study S --outcome t1=t1_entry,t1_exit,t1_event
mv S other_study
sed 's/\t1$/\t0/' files/cohort1.records.tsv >changed && cp changed files/cohort1.records.tsv
run "$atria" "${shard[@]}" --out S
refused "${scan[@]}"
grep -q 'the study was' refused.log || fail "a changed study is not told: $(cat refused.log)"
rm -rf S && mv other_study S
finished 'after refusals'

# A flipped bit in a part, and a part that is gone: told, and computed again.
stopped USR1
part=$(find again/.parts -name 'blocks-*' | sort | head -n 1)
python3 - "$part" <<'PYTHON'
import sys
with open(sys.argv[1], 'r+b') as part:
    data = bytearray(part.read())
    data[len(data) // 2] ^= 4
    part.seek(0)
    part.write(data)
PYTHON
finished 'a flipped bit'
grep -q "$(basename "$part") of an earlier run cannot be used" run.log || fail 'a flipped bit is not told'
stopped USR1
rm "$(find again/.parts -name 'blocks-*' | sort | head -n 1)"
finished 'a lost part'
grep -q 'cannot be used, its blocks are computed again' run.log || fail 'a lost part is not told'
echo 'refusals touch nothing; damaged parts are computed again'

# The time is over.
rm -rf again
code=0
"$atria" "${scan[@]}" --out again --max-time 0:01 >run.log 2>&1 || code=$?
[ "$code" = 75 ] && grep -q -- '--max-time is over' run.log || fail "--max-time ended with $code: $(tail -n 1 run.log)"
on 2 again "${scan[@]}"
wait "$group" || fail "after --max-time: $(tail -n 2 run.log)"
same_bytes R again '--max-time'
echo 'same bytes after --max-time'

# A study goes on, too; its input has to be the same, and what was finished is looked at.
rm -rf again
for _ in $(seq 20); do
    on 1 again "${shard[@]}"
    for _ in $(seq 400); do [ "$(grep -c 'name":"chromosome' .again.unfinished/ledger/rank-0000.jsonl 2>/dev/null)" -gt 2 ] 2>/dev/null && break; sleep 0.01; done
    kill -TERM "$group"
    code=0
    wait "$group" || code=$?
    [ "$code" = 75 ] && break
    rm -rf again
done
[ "$code" = 75 ] || fail "no study could be stopped: $code"
run python3 -c "
data = bytearray(open('.again.unfinished/cohort1/chr1.h5', 'rb').read())
data[len(data) // 2] ^= 1
open('.again.unfinished/cohort1/chr1.h5', 'wb').write(data)"
cp files/cohort2.records.tsv kept
echo >>files/cohort2.records.tsv
code=0
"$atria" "${shard[@]}" --out again >run.log 2>&1 || code=$?
[ "$code" = 77 ] && grep -q 'cohort2.records.tsv was' run.log || fail "changed records ended with $code: $(tail -n 1 run.log)"
cp kept files/cohort2.records.tsv
run "$atria" "${shard[@]}" --out fresh
digest fresh >fresh.sha256
on 2 again "${shard[@]}"
wait "$group" || fail "a study does not go on: $(tail -n 2 run.log)"
grep -q 'chr1.h5: changed since it was finished' run.log || fail 'a flipped bit in a shard is not told'
same_bytes fresh again 'a study that goes on'
echo 'a study goes on; changed input is refused'
