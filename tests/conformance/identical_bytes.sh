#!/usr/bin/env bash
# Every result file has the same bytes whatever the ranks, threads and block size, for both scans; binary
# traits with both corrections, the saddlepoint on one chromosome.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"

# Log and run record tell of hosts and times; everything else is promised.
digest() { (cd "$1" && find . -type f ! -name run.json ! -name log.txt ! -name '*.log' | sort | xargs sha256sum); }

# scan LABEL RANKS OPTIONS...: into LABEL.{associate,survive}, and LABEL.saddlepoint where the label is in $saddlepoints
saddlepoints='reference both odd'
scan() {
    local jobs=(associate survive) job file ending
    run mpirun -n "$2" "$atria" associate --study "$study" --out "$1.associate" --trait PHENO --trait QCOV2 \
        --binary-trait af_event --covariate QCOV1 --categorical CAT_COV --min-maf 0.01 --min-mac-cohort 2 --min-hwe-p 0.001 \
        --format regenie,plink2 --random-effects reml --leave-one-out "${@:3}"
    run mpirun -n "$2" "$atria" survive --study "$study" --out "$1.survive" --outcome af=entry_age,exit_age,af_event \
        "${covariates[@]}" --format regenie --genomic-control both "${@:3}"
    if [[ " $saddlepoints " == *" $1 "* ]]; then
        jobs+=(saddlepoint)
        run mpirun -n "$2" "$atria" associate --study "$study" --out "$1.saddlepoint" --binary-trait af_event \
            --correction spa --chromosome 22 --covariate QCOV1 --format regenie,plink2 "${@:3}"
    fi
    for job in "${jobs[@]}"; do
        digest "$1.$job" >"$1.$job.sha256"
        for file in $(case $job in associate) echo PHENO QCOV2 af_event ;; survive) echo af ;; *) echo af_event ;; esac); do
            for ending in tsv.gz cohorts.tsv.gz tsv.gz-meta.yaml regenie \
                $(case $file in af) ;; af_event) echo glm.logistic.hybrid ;; *) echo glm.linear ;; esac); do
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
