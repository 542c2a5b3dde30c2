#!/usr/bin/env bash
# Genomic control of all three scans against plain R: lambda of the pooled rows, of fixed and random effects and of every
# cohort, as run.json tells it; and the corrected results, from those of a run without correction.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
for control in none input both; do
    run "$atria" associate --study "$study" --out $control.associate --trait PHENO --binary-trait af_event --covariate QCOV1 \
        --correction spa --chromosome 21-22 --genomic-control $control --threads 2
    run "$atria" survive --study "$study" --out $control.survive --outcome af=entry_age,exit_age,af_event --covariate QCOV1 \
        --chromosome 21-22 --random-effects reml --leave-one-out --genomic-control $control
    grep -q "PHENO: lambda(GC) pooled" $control.associate/log.txt || { echo "FAILED: the log does not tell lambda"; failed=1; }
done
for result in associate/PHENO associate/af_event survive/af; do
    Rscript "$here/genomic_control.R" "$here" $result || failed=1
done
# Too few variants for a median are told.
run "$atria" associate --study "$study" --out few --trait PHENO --genomic-control input --region 21:20000000-21000000
grep -q "variants only" few/log.txt || { echo "FAILED: no warning of a lambda by few variants"; failed=1; }
exit $failed
