#!/usr/bin/env bash
# atria survive model against R's survival, converged, on R's own data sets; a simulated study in several cohorts on 1 to 4
# ranks, the same bytes and R's stratified fit of all people together; bad input.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
Rscript "$here/survival_model.R" write

model() {  # model OUT TABLE OPTIONS...
    run "$atria" survive model --out "$1" --records "$2.tsv" --quiet "${@:3}"
}
lung=(--outcome os=time,dead)
lung3=("${lung[@]}" --covariate age,sex,ph.ecog)
for ties in efron breslow exact; do model lung.$ties lung "${lung3[@]}" --ties $ties --zph km; done
model lung.identity lung "${lung3[@]}" --zph identity --baseline --residuals --at age=60,sex=1,ph.ecog=1 --times 310
model lung.cluster lung "${lung3[@]}" --cluster inst
model lung.strata lung "${lung[@]}" --covariate age,sex,wt.loss --strata inst
model lung.products lung "${lung[@]}" --covariate 'age,sex,age^2,age*sex' --weight wt
for type in log log-log plain logit arcsin; do model km.$type lung "${lung[@]}" --model km --confidence-type $type --times 310; done
model km.sex lung "${lung[@]}" --model km --group sex --tau 365
model na lung "${lung[@]}" --model nelson-aalen
for rho in 0 0.5 1; do model log-rank.$rho lung "${lung[@]}" --model log-rank --group sex --rho $rho; done
model log-rank.strata lung "${lung[@]}" --model log-rank --group sex --strata inst
model veteran veteran --outcome os=time,status --covariate trt,karno,age,prior --categorical celltype --reference celltype=squamous --zph km
model log-rank.veteran veteran --outcome os=time,status --model log-rank --group celltype
model heart heart --outcome os=start,stop,event --covariate age,transplant,surgery,year --person id
model bladder bladder2 --outcome r=start,stop,event --covariate rx,size,number --person id --ties breslow
for distribution in exponential weibull log-normal log-logistic; do
    model $distribution ovarian --outcome os=futime,fustat --covariate ecog.ps,rx --model $distribution
    model robust.$distribution lung "${lung3[@]}" --model $distribution --robust
    model cluster.$distribution lung "${lung3[@]}" --model $distribution --cluster inst
done
model uno lung "${lung3[@]}" --horizon 300,600
model uno.strata lung "${lung[@]}" --covariate age,ph.ecog --strata sex --weight wt --cluster inst --horizon 400
model separated separated --outcome os=time,event --covariate age --categorical 'drug/dose' --cohort-column cohort --residuals
grep -q 'drug/dose=b is -infinite' separated/log.txt || { echo 'FAILED: separation is not named'; failed=1; }
model aml aml --outcome os=time,status --model km --group x
mgus2=(--outcome pcm=etime,event)
model incidence mgus2 "${mgus2[@]}" --model cumulative-incidence --group sex --times 120,240,360
model gray mgus2 "${mgus2[@]}" --model gray --group sex
model fine-gray mgus2 "${mgus2[@]}" --model fine-gray --covariate age --categorical sex --cause 1
model specific mgus2 "${mgus2[@]}" --covariate age --categorical sex --cause 1
Rscript "$here/survival_model.R" compare || failed=1

# A study: the same bytes on any number of ranks, and R's fit of everybody with the cohorts as strata.
run "$atria" simulate --out made --cohorts 4 --people 1500 --variants 200 --seed 5 --quiet
run "$atria" shard --cohorts made/cohorts.tsv --out study --quiet
for ranks in 1 2 3 4; do
    run mpirun -n $ranks "$atria" survive model --study study --out study.cox.$ranks --outcome t1=t1_entry,t1_exit,t1_event \
        --covariate age,sex,PC1-2 --robust --zph identity --baseline --residuals
    run mpirun -n $ranks "$atria" survive model --study study --out study.km.$ranks --outcome t1=t1_entry,t1_exit,t1_event \
        --model km --group sex
    run mpirun -n $ranks "$atria" survive model --study study --out study.aft.$ranks --outcome t1=t1_entry,t1_exit,t1_event \
        --model weibull --covariate age,sex
    for kind in cox km aft; do
        (cd study.$kind.$ranks && sha256sum model.* $([ $kind != cox ] || ls -- *.tsv*) | sort -u) >digest.$kind.$ranks
        cmp digest.$kind.1 digest.$kind.$ranks || { echo "FAILED: $kind: other bytes on $ranks ranks"; failed=1; }
    done
done
Rscript "$here/survival_model.R" study || failed=1

# Bad input: the exit code and what the message names.
expect() {  # expect CODE PATTERN OPTIONS...
    local status=0
    rm -rf bad
    timeout 60 "$atria" survive model --out bad --quiet "${@:3}" >out.txt 2>&1 || status=$?
    if [ -e bad/log.txt ]; then cat bad/log.txt >>out.txt; fi
    if [ $status != "$1" ] || ! grep -qE -- "$2" out.txt; then
        echo "FAILED: exit code $status instead of $1, or no /$2/: ${*:3}"
        cat out.txt
        failed=1
    fi
}
spoil() { awk -F'\t' -v OFS='\t' -v line="$1" -v column="$2" -v value="$3" \
    'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i } NR == line { $at[column] = value } { print }' heart.tsv >bad.tsv; }
heart=(--records bad.tsv --outcome os=start,stop,event --covariate age)
spoil 5 start 20; expect 65 'bad.tsv:5:.*\(stop\): exit 16 is before the entry' "${heart[@]}"
# As in scans: no time at risk, and weight 0, are left out, named and counted.
spoil 5 stop 1; expect 0 'left out: 1 no time at risk \(exit equals entry\) \(' "${heart[@]}"
spoil 5 start 15.99999999; awk -F'\t' -v OFS='\t' 'NR == 5 { $2 = 16 } { print }' bad.tsv >b && mv b bad.tsv
expect 0 'left out: 1 no time at risk' "${heart[@]}"
spoil 7 start -3; expect 65 'bad.tsv:7:.*\(start\).*negative' "${heart[@]}"
spoil 7 stop soon; expect 65 'bad.tsv:7:.*\(stop\).*word "soon"' "${heart[@]}"
spoil 7 event 1.5; expect 65 'bad.tsv:7:.*\(event\): event code 1.5 is not known' "${heart[@]}"
spoil 7 event 2; expect 65 'event codes .* are 1, 2 .*--cause' "${heart[@]}"
spoil 5 start 0.5; expect 65 'bad.tsv:5:.*person 3 \(id\).*overlap: rows 4 \(0 to 1\) and 5 \(0.5 to 16\)' "${heart[@]}" --person id
cp heart.tsv bad.tsv; expect 65 'overlap' --records bad.tsv --outcome os=stop,event --covariate age --person id
cp heart.tsv bad.tsv; expect 65 'bad.tsv:2:.*\(age\): weight -17.* is not a number from 0 to' --records bad.tsv --outcome os=start,stop,event --weight age
spoil 5 surgery 1e300; expect 65 'bad.tsv:5:.*\(surgery\): weight 1e\+?300 is not a number from 0 to' "${heart[@]}" --weight surgery
cp heart.tsv bad.tsv; expect 0 'left out: [0-9]+ weight is 0 \(' "${heart[@]}" --weight surgery
awk -F'\t' -v OFS='\t' 'NR > 1 { $3 = 0 } { print }' heart.tsv >bad.tsv; expect 65 'everybody is censored' "${heart[@]}"
expect 0 'everybody is censored' "${heart[@]:0:4}" --model km
head -n 2 heart.tsv >bad.tsv; expect 65 'one person' "${heart[@]}"
head -n 1 heart.tsv >bad.tsv; expect 65 'no rows' "${heart[@]}"
cp heart.tsv bad.tsv; expect 78 "unknown covariate 'agee'.*age" "${heart[@]:0:4}" --covariate agee
expect 66 'none.tsv' --records none.tsv --outcome os=start,stop,event
expect 2 '--study STUDY or --records' --outcome os=start,stop,event
expect 2 '--group' "${heart[@]:0:4}" --model log-rank
expect 2 '--strata does nothing for --model weibull' "${heart[@]}" --model weibull --strata surgery
expect 2 '--robust does nothing for --model log-rank' "${heart[@]:0:4}" --model log-rank --group surgery --robust
expect 2 '--tau does nothing for --model cox: it is one of km' "${heart[@]}" --tau 5
expect 2 '--rho does nothing for --model cox: it is one of log-rank, gray' "${heart[@]}" --rho 0
expect 2 '--start does nothing for --model weibull' "${heart[@]}" --model weibull --start 5
expect 2 '--times does nothing for --model cox without --at or --baseline' "${heart[@]}" --times 5
expect 2 '--ties does nothing for --model km' "${heart[@]:0:4}" --model km --ties efron
expect 2 "--horizon: '0' will not do; give a time above 0" "${heart[@]}" --horizon 0
expect 2 "--horizon: '-5' will not do; give a time above 0" "${heart[@]}" --horizon -5
expect 2 '--outcome is given twice' "${heart[@]}" --outcome other=stop,event
"$atria" survive model --help >help.txt 2>&1
help=$(grep -A2 -- '--outcome' help.txt | tr -s ' \n' ' ')
[[ $help == *'one outcome a run'* && $help != *repeatable* ]] ||
    { echo 'FAILED: help on --outcome'; failed=1; }
printf 'time\tevent\tx\n' >bad.tsv
for t in 1 2 3 4 5 6 7 8; do printf '%s\t1\t%s\n' $t $((t < 5)) >>bad.tsv; done
expect 0 'estimate of x is \+infinite.*above' --records bad.tsv --outcome os=time,event --covariate x
expect 0 'with 90 % confidence it is above' --records bad.tsv --outcome os=time,event --covariate x --confidence-level 0.9
printf 'time\tevent\tx\n' >bad.tsv
for t in 1 2 3 4 5 6 7 8; do printf '%s\t%s\t%s\n' $t $((t % 2)) $((t % 4 == 0)) >>bad.tsv; done
for distribution in exponential weibull log-normal log-logistic; do
    expect 0 'estimate of x is \+infinite.*with 95 % confidence it is above' --records bad.tsv --outcome os=time,event --covariate x \
        --model $distribution
    awk -F'\t' '$1 == "x" && ($2 != "#NA" || $7 == "#NA" || $NF != "infinite_estimate") { exit 1 }' bad/model.tsv ||
        { echo "FAILED: infinite estimate of $distribution"; failed=1; }
done
# Many levels without events: the first have a bound, the log names the others.
awk 'BEGIN { print "time\tevent\tsite"; for (i = 1; i <= 3000; ++i) print i "\t" (i % 7 == 0 && i % 60 > 30) "\tsite" i % 60 }' >bad.tsv
expect 0 'no bound was computed for the infinite estimates of' --records bad.tsv --outcome os=time,event --categorical site
exit $failed
