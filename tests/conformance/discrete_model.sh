#!/usr/bin/env bash
# `survive model --ties discrete` against R's glm with the complementary log-log link on person-period records: coefficients,
# standard errors, log likelihoods and the three tests to 1e-9, with strata, case weights, offset, delayed entry and start-stop rows;
# the same bytes on several ranks; and data without a finite answer.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
Rscript "$here/discrete_model.R" write
model() {  # model OUT TABLE OPTIONS...
    run "$atria" survive model --ties discrete --out "$1" --records "$2.tsv" --quiet "${@:3}"
}
model plain lung --outcome os=class,dead --covariate age,sex,ph.ecog
model strata lung --outcome os=class,dead --covariate age,ph.ecog --strata sex --weight wt --offset known
model cohorts lung --outcome os=class,dead --covariate age,sex,age^2 --cohort-column site
model entry lung --outcome os=from,class,dead --covariate age,sex
model heart heart --outcome os=from,to,event --covariate age,transplant,surgery,year
model causes mgus2 --outcome pcm=years,event --covariate age --categorical sex --cause 1
Rscript "$here/discrete_model.R" compare || failed=1
for ranks in 2 3; do
    run mpirun -n $ranks "$atria" survive model --ties discrete --out ranks$ranks --records lung.tsv --outcome os=class,dead \
        --covariate age,sex,age^2 --cohort-column site
    for file in model.tsv model.h5; do
        cmp cohorts/$file ranks$ranks/$file || { echo "FAILED: $file: other bytes on $ranks ranks"; failed=1; }
    done
done

expect() {  # expect CODE PATTERN OPTIONS...
    local status=0
    timeout 60 "$atria" survive model --ties discrete --out bad --force --quiet --records bad.tsv --outcome os=time,event "${@:3}" \
        >out.txt 2>&1 || status=$?
    if [ $status != "$1" ] || ! grep -qE -- "$2" out.txt; then
        echo "FAILED: exit code $status instead of $1, or no /$2/: ${*:3}"
        cat out.txt
        failed=1
    fi
}
table() {  # table TIME,EVENT,X...
    printf 'time\tevent\tx\n' >bad.tsv
    printf '%s\n' "$@" | tr , '\t' >>bad.tsv
}
# At the last time everybody has an event.
table 1,1,1 1,1,2 2,1,1 2,1,3 3,1,0 3,1,-1 3,1,2
model saturated bad --outcome os=time,event --covariate x
grep -q '"times_at_which_all_have_events": 1.0' saturated/model.json && grep -q '"status": "ok"' saturated/model.json ||
    { echo "FAILED: times at which all have events"; cat saturated/model.json; failed=1; }
expect 2 '--zph is not to be had with --ties discrete' --covariate x --zph km
expect 2 '--robust is not to be had with --ties discrete' --covariate x --robust
expect 2 '--model fine-gray is not to be had' --covariate x --model fine-gray
# Separation: those with events have the larger x throughout.
table 1,1,9 1,1,8 2,1,7 2,1,6 3,0,1 3,0,2 3,0,3
expect 0 'estimate of x is \+infinite.*above' --covariate x
# Everybody at risk has an event at every time: nothing is said of x, whatever it is.
table 1,1,1 1,1,2 1,1,5
expect 0 'no estimate of x' --covariate x
table 1,0,1 1,0,2 2,0,5
expect 65 'everybody is censored' --covariate x
table 1,1,4
expect 65 'one person' --covariate x
exit $failed
