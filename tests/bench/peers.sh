# For run.sh to source: Atria's commands and those of its peers, on what inputs.sh has made.
covariates=(--covariate age --covariate sex --covariate PC1-8)
outcome=t1=t1_entry,t1_exit,t1_event

# associate NAME STUDY OPTIONS...; survive likewise.
associate() { measured "$1" "$atria" associate --study "input/$2.study" --out result --threads $threads --force "${covariates[@]}" "${@:3}"; }
survive() {
    measured "$1" "$atria" survive --study "input/$2.study" --out result --outcome $outcome --threads $threads --force \
        "${covariates[@]}" "${@:3}"
}

# ranks NAME COUNT OPTIONS...: COUNT ranks of one thread each; one rank is started without a launcher.
ranks() {
    local launcher=()
    [ "$2" -eq 1 ] || launcher=(mpirun -n "$2")
    measured "$1" "${launcher[@]}" "$atria" associate --study input/complete.study --out result --threads 1 --force \
        "${covariates[@]}" "${@:3}"
}

# shard NAME COHORTS: from a warm file cache, and as NAME_cold from the disk.
shard() {
    cat input/complete/cohort1.bed >/dev/null
    measured "$1" "$atria" shard --cohorts "$2" --out result --threads $threads
    ./machine --give-up input/complete/cohort1.bed
    measured "${1}_cold" "$atria" shard --cohorts "$2" --out result --threads $threads
}

# glm NAME INPUT TRAITS OPTIONS...: plink2 in its best setting, with an indicator for each cohort but the first.
glm() {
    OPENBLAS_NUM_THREADS=1 measured "$1" plink2 --bfile "input/$2/cohort1" --pheno "input/$2.people.tsv" --pheno-name "$3" --1 \
        --covar "input/$2.people.tsv" --covar-name age,sex,PC1-PC8,is_B,is_C,is_D,is_E --covar-variance-standardize \
        --threads $threads --out plink_result --glm hide-covar omit-ref "${@:4}"
}

# regenie_step2 NAME: REGENIE's second step without its first.
regenie_step2() {
    OPENBLAS_NUM_THREADS=1 measured "$1" regenie --step 2 --qt --ignore-pred --bed input/complete/cohort1 --bsize 400 \
        --phenoFile input/complete.people.tsv --phenoCol q1 --covarFile input/complete.people.tsv \
        --covarColList age,sex,PC{1:8},is_B,is_C,is_D,is_E --threads $threads --out regenie_result
}

# coxph NAME: R's coxph on a few variants; the seconds of one.
coxph() {
    Rscript "$scripts/coxph.R" "$scripts/../conformance" input/complete/cohort1 input/complete.records $coxph_variants >coxph.txt
    awk -v OFS='\t' -v name="$1" '{ print name, $1, 0, 0, "" }' coxph.txt >>times.tsv
}

is_there() {
    command -v "$1" >/dev/null && return 0
    echo "bench: no $1 on the PATH; its rows stay open" >&2
    return 1
}
