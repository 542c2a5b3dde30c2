#!/usr/bin/env bash
# Cox scans with strata within cohorts, events of several causes and predictions that leave a chromosome out, against coxph with
# the same strata, events and offset, converged: 200 variants of the real data to 1e-9.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
mkdir input
cp "$cohorts"/EUR_subset.{bed,bim,fam} "$cohorts/cohorts.tsv" input
for records in "$cohorts"/*.records.tsv; do  # a third of those without an event get one of another cause
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "af_event") at = i }
        NR % 3 == 0 && $at == "0" { $at = 2 } { print }' "$records" >"input/$(basename "$records")"
done
awk -v OFS=' ' '
    BEGIN { state = 11 }
    function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    { ids = ids OFS $1 "_" $2; ++n; if (NR % 29 == 0) lacks[n] = 1 }
    END { print "FID_IID" ids
          for (c = 1; c <= 23; ++c) { line = c; for (i = 1; i <= n; ++i) line = line OFS (lacks[i] ? "NA" : 2 * uniform() - 1); print line } }
' input/EUR_subset.fam >predictions.loco
printf 'first predictions.loco\nother predictions.loco\n' >pred.list
run "$atria" shard --cohorts input/cohorts.tsv --out causes
run "$atria" survive --study causes --out result --refine-p 1 --outcome first=entry_age,exit_age,af_event:1 \
    --outcome other=entry_age,exit_age,af_event:2 --covariate QCOV1 --covariate QCOV2 --strata sex --strata CAT_COV \
    --loco-predictions pred.list
run "$atria" survive --study causes --out wald --test mle --outcome other=entry_age,exit_age,af_event:2 --covariate QCOV1,QCOV2 \
    --strata sex,CAT_COV
if "$atria" survive --study causes --out no --outcome af=entry_age,exit_age,af_event 2>message; then exit 1; fi
grep -q 'af_event:2' message
if "$atria" survive --study causes --out no --outcome af=entry_age,exit_age,af_event:x 2>message; then exit 1; fi
if "$atria" survive --study causes --out no --outcome af=entry_age,exit_age,af_event:1 --strata nowhere 2>message; then exit 1; fi
grep -q "unknown stratum 'nowhere'" message
Rscript "$here/cox_models.R" "$here" input
