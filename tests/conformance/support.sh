# What the conformance scripts share; they source it after setting nothing: . support.sh "$@"
# Arguments of every script: ATRIA WORK_FOLDER. The folder is made anew; ../study holds the study that study.sh makes.
set -euo pipefail
export LC_ALL=C
# For root, for fewer cores than ranks, and for containers that forbid binding or cross-memory attach.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_mpi_yield_when_idle=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

atria=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rm -rf "$2"
mkdir -p "$2"
cd "$2"
study=../study/study
cohorts=../study/cohorts

# run COMMAND...: silent when it succeeds, shows everything when it does not.
run() {
    if ! "$@" >run.log 2>&1; then
        echo "failed: $*" >&2
        cat run.log >&2
        exit 1
    fi
}

# The covariates of the demonstration.
covariates=(--covariate QCOV1 --covariate QCOV2 --categorical CAT_COV)

# few_variants FOLDER COUNT: the variants of the real data that read_study (tables.R) compares, for --extract: scanning all
# of them would take most of the time.
few_variants() {
    Rscript -e "bim <- read.table('$1/EUR_subset.bim', colClasses = 'character')
        writeLines(with(bim[round(seq(1, nrow(bim), length.out = $2)), ], paste(V1, V4, V5, V6, sep = ':')))"
}

# people_table RECORDS_FOLDER: the five tables of records as one, with PLINK's family ids, the categorical covariate as a
# 0/1 column and an indicator for every cohort but the first. What plink2 reads.
people_table() {
    awk -v OFS='\t' '
        FNR == 1 { ++file; if (file > 1) { cohort = FILENAME; sub(/.*\//, "", cohort); sub(/\..*/, "", cohort) } }
        file == 1 { family[$2] = $1; next }
        FNR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i
                   if (file == 2) print "#FID", "IID", "cohort", "PHENO", "QCOV1", "QCOV2", "CAT_B", "is_FIN", "is_GBR", "is_IBS", "is_TSI"
                   next }
        { category = $at["CAT_COV"]
          print family[$at["id"]], $at["id"], cohort, $at["PHENO"], $at["QCOV1"], $at["QCOV2"],
              category == "NA" ? "NA" : category == "B" ? 1 : 0,
              (cohort == "FIN") + 0, (cohort == "GBR") + 0, (cohort == "IBS") + 0, (cohort == "TSI") + 0 }
    ' "$cohorts/EUR_subset.fam" "$1"/{CEU,FIN,GBR,IBS,TSI}.records.tsv
}
