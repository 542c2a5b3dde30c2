#!/usr/bin/env bash
# Predicted risks of atria survive model against R's survival, and their calibration, AUC and Brier score against survfit
# and the definitions; the same bytes on 1 to 4 ranks; what cannot be predicted is refused.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
Rscript "$here/survival_risk.R" write

model() {  # model OUT TABLE OPTIONS...
    run "$atria" survive model --out "$1" --records "$2.tsv" --quiet --risks "${@:3}"
}
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print $0, "performance" }
    NR > 1 { print $0, ($at["ph.ecog"] >= 2) }' lung.tsv >strata.tsv
model lung lung --outcome os=time,dead --covariate age,sex,ph.ecog --horizon 200,400,900
model strata strata --outcome os=time,dead --covariate age --cohort-column sex --strata performance --weight wt \
    --cluster group --horizon 200,400,900
pcm=(--outcome pcm=etime,event --cause 1 --covariate age,male --horizon 60,120,300)
model specific mgus2 "${pcm[@]}"
model breslow mgus2 "${pcm[@]}" --ties breslow
model fine-gray mgus2 "${pcm[@]}" --model fine-gray
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i } NR > 1 { $at["event"] = ($at["event"] == 1) + 0 } { print }' \
    mgus2.tsv >aged.tsv
model aged aged --outcome pcm=born,end,event --covariate male,hgb --horizon 60,120,300
Rscript "$here/survival_risk.R" compare || failed=1

run "$atria" simulate --out made --cohorts 5 --people 900 --variants 100 --seed 8 --quiet
run "$atria" shard --cohorts made/cohorts.tsv --out study --quiet
for ranks in 1 2 3 4; do
    run mpirun -n $ranks "$atria" survive model --study study --out study.$ranks --outcome t1=t1_entry,t1_exit,t1_event \
        --covariate age,sex --horizon 2,4 --risks
    (cd study.$ranks && sha256sum model.* ./*.tsv*) >digest.$ranks
    cmp digest.1 digest.$ranks || { echo "FAILED: other bytes on $ranks ranks"; failed=1; }
done

expect() {  # expect CODE PATTERN OPTIONS...
    local status=0
    rm -rf bad
    timeout 60 "$atria" survive model --out bad --quiet "${@:3}" >out.txt 2>&1 || status=$?
    if [ $status != "$1" ] || ! grep -qE -- "$2" out.txt; then
        echo "FAILED: exit code $status instead of $1, or no /$2/: ${*:3}"
        cat out.txt
        failed=1
    fi
}
expect 2 '--horizon does nothing for --model km' --records lung.tsv --outcome os=time,dead --model km --horizon 100
expect 2 '--risks does nothing for --model cox without --horizon' --records lung.tsv --outcome os=time,dead --covariate age --risks
expect 2 'time above 0' --records lung.tsv --outcome os=time,dead --covariate age --horizon 0
expect 2 'enters late' --records mgus2.tsv --outcome pcm=born,end,event --cause 1 --model fine-gray --horizon 60
printf 'id\tstart\tstop\tevent\tx\n1\t0\t3\t0\t1\n1\t3\t5\t1\t2\n2\t0\t4\t1\t0\n3\t0\t6\t0\t1\n' >steps.tsv
expect 65 'one row a person' --records steps.tsv --outcome os=start,stop,event --covariate x --person id --horizon 4
# Beyond what anybody is seen there is nothing to predict, and that is said.
expect 0 'no risk is predicted' --records lung.tsv --outcome os=time,dead --covariate age --horizon 5000
grep -q 'no_people' bad/accuracy.tsv || { echo "FAILED: no status"; failed=1; }
exit $failed
