#!/usr/bin/env bash
# Every result file has the same bytes whatever the ranks, threads and block size, for both scans.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"

# Log and run record tell of hosts and times; everything else is promised.
digest() { (cd "$1" && find . -type f ! -name run.json ! -name log.txt ! -name '*.log' | sort | xargs sha256sum); }

scan() {  # scan LABEL RANKS OPTIONS...: both scans into LABEL.{associate,survive}
    run mpirun -n "$2" "$atria" associate --study "$study" --out "$1.associate" --trait PHENO --trait QCOV2 \
        --covariate QCOV1 --categorical CAT_COV --min-maf 0.01 --min-mac-cohort 2 --min-hwe-p 0.001 \
        --format regenie,plink2 --random-effects reml --leave-one-out "${@:3}"
    run mpirun -n "$2" "$atria" survive --study "$study" --out "$1.survive" --outcome af=entry_age,exit_age,af_event \
        "${covariates[@]}" --format regenie --genomic-control both "${@:3}"
    for job in associate survive; do
        digest "$1.$job" >"$1.$job.sha256"
        for file in $([ $job = associate ] && echo PHENO QCOV2 || echo af); do
            for ending in tsv.gz cohorts.tsv.gz tsv.gz-meta.yaml regenie $([ $job = survive ] || echo glm.linear); do
                [ -s "$1.$job/$file.$ending" ] || { echo "no $1.$job/$file.$ending" >&2; exit 1; }
            done
        done
        [ -s "$1.$job/results.h5" ] || { echo "no $1.$job/results.h5" >&2; exit 1; }
        if ! diff "reference.$job.sha256" "$1.$job.sha256"; then
            echo "FAILED: $job: other bytes with $2 ranks and ${*:3}" >&2
            exit 1
        fi
        [ "$1" = reference ] || rm -rf "$1.$job"
    done
    echo "same bytes: $2 ranks, ${*:3}"
}
scan reference 1 --threads 1
scan ranks2 2 --threads 1
scan ranks3 3 --threads 1
scan ranks4 4 --threads 1
scan threads2 1 --threads 2
scan both 2 --threads 2
scan small 1 --threads 2 --block-size 64
scan odd 3 --threads 1 --block-size 331
scan large 2 --threads 1 --block-size 5000
for file in reference.*/*.gz; do gzip -t "$file"; done
