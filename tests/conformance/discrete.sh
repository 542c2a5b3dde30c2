#!/usr/bin/env bash
# Grouped time, `survive --ties discrete`, against R's glm with the complementary log-log link on person-period records with an
# intercept for every event time of every stratum of every cohort: joint maximum likelihood, standard error, log likelihoods and
# Rao's score test to 1e-9, pooled and in each cohort; delayed entry, strata, causes, predictions, missing calls.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" simulate --out made --cohorts 4 --people 3000 --variants 200 --chromosomes 21-22 --spectrum array --pcs 2 --min-maf 0.005 \
    --quantitative 0 --binary 0 --survival 2 --event-rate 0.5 --missing-genotypes 0.01 --seed 5
run Rscript "$here/discrete_records.R" made
run "$atria" shard --cohorts made/cohorts.tsv --out study
scan=("$atria" survive --study study --ties discrete --outcome ages=g_entry,g_exit,t1_event)
run "${scan[@]}" --out mle --covariate age,sex,PC1-2 --test mle
run "${scan[@]}" --out quick --covariate age,sex,PC1-2
run "$atria" survive --study study --ties discrete --out strata --refine-p 1 --outcome visits=v_time,v_event:1 --covariate age,PC1-2 \
    --strata sex --loco-predictions pred.list
Rscript "$here/discrete.R" "$here" made 6

# The same bytes from several ranks, in blocks of another size.
run mpirun -n 3 "${scan[@]}" --out ranks --covariate age,sex,PC1-2 --block-size 7 --threads 2
for file in ages.tsv.gz ages.cohorts.tsv.gz; do
    cmp <(gzip -dc quick/$file) <(gzip -dc ranks/$file) || { echo "FAILED: $file differs by ranks"; exit 1; }
done

# Efron's way is warned of where times are that coarse.
run "$atria" survive --study study --out efron --outcome visits=v_time,v_event:1
grep -q 'WARNING.*--ties discrete' efron/log.txt || { echo "FAILED: no word of --ties discrete"; exit 1; }
grep -q 'everybody at risk has an event' strata/log.txt || { echo "FAILED: no word of times at which all have events"; exit 1; }
# Everybody has an event at the only time; nobody has one.
run "$atria" survive --study study --ties discrete --out edges --outcome all=one,one --outcome none=v_time,zero
for expected in all:one_class none:no_events; do
    [ "$(gzip -dc edges/${expected%:*}.tsv.gz | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
        { print $at["status"] }' | sort -u)" = "${expected#*:}" ] || { echo "FAILED: rows of $expected"; exit 1; }
done
for refused in "--test firth" "--correction spa" "--correction firth" "--correction-p 0.1" "--zph km" --robust; do
    # shellcheck disable=SC2086
    if "${scan[@]}" --out no $refused 2>message; then exit 1; fi
    grep -q -- '--ties discrete' message || { echo "FAILED: $refused: $(cat message)"; exit 1; }
done
