#!/usr/bin/env bash
# The demonstration, from nothing, on Debian 12: installs what is missing, builds, makes a study of five cohorts, and runs
# the association and the survival scan on two ranks. Everything lies below build/. Safe to run again: takes seconds when
# nothing has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# For root, for machines with fewer cores than ranks, and for containers that forbid binding or cross-memory attach.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none

say() { printf '\n== %s\n' "$*"; }

say "Packages"
bash jobs/install_dependencies.sh build
echo "everything that the build needs is installed"

say "Build"
bash jobs/build_release.sh
atria=build/release/atria
demo=build/demo
mkdir -p "$demo"

say "Cohorts"
if bash jobs/demo_cohorts.sh "$demo/cohorts"; then
    source_of_data="379 people of the 1000 Genomes Project in five populations, 54,051 variants of chromosomes 17-22"
    cohorts=$demo/cohorts/cohorts.tsv
    trait=PHENO
    covariates=(--covariate QCOV1 --covariate QCOV2 --categorical CAT_COV)
    outcome=af=entry_age,exit_age,af_event
else
    echo "No package source can be reached: the demonstration falls back to SIMULATED genotypes and records."
    source_of_data="a simulated study of five cohorts, 2,000 people and 20,000 variants (no package source was reachable)"
    cohorts=$demo/simulated/cohorts.tsv
    [ -f "$cohorts" ] || "$atria" simulate --out "$demo/simulated" --cohorts 5 --people 2000 --variants 20000 \
        --spectrum array --seed 1 --force --quiet
    trait=q1
    covariates=(--covariate age --covariate sex --covariate PC1-4)
    outcome=t1=t1_entry,t1_exit,t1_event
fi
echo "Cohorts from: $source_of_data"
echo "The time-to-event outcome ${outcome%%=*} is SIMULATED; it says nothing about real people."

# What the results depend on: the program, the input and this script.
fingerprint=$(cat "$atria" "$(dirname "$cohorts")"/*.tsv "${BASH_SOURCE[0]}" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$demo/fingerprint" 2>/dev/null)" = "$fingerprint" ]; then
    echo "Study and results are up to date; remove $demo to make them anew."
else
    rm -rf "$demo/fingerprint" "$demo/study" "$demo/associate" "$demo/survive"
    say "Cohort files to HDF5 shards"
    "$atria" shard --cohorts "$cohorts" --out "$demo/study"
    "$atria" verify --study "$demo/study"
    say "Linear association scan of $trait on 2 ranks"
    mpirun -n 2 "$atria" associate --study "$demo/study" --out "$demo/associate" --trait "$trait" "${covariates[@]}"
    say "Cox scan of ${outcome%%=*} on 2 ranks"
    mpirun -n 2 "$atria" survive --study "$demo/study" --out "$demo/survive" --outcome "$outcome" "${covariates[@]}"
    echo "$fingerprint" >"$demo/fingerprint"
fi

# The five rows of the largest -log10 p, a few columns of them.
top_rows() {
    gzip -dc "$1" | awk -F'\t' '
        NR == 1 {
            wanted = split("rsid chromosome base_pair_location effect_allele n beta standard_error p_value het_p direction", name, " ")
            for (i = 1; i <= NF; ++i) column[$i] = i
        }
        { key = NR == 1 ? 1e9 : $column["neg_log_10_p_value"] == "#NA" ? -1 : $column["neg_log_10_p_value"]
          line = key
          for (i = 1; i <= wanted; ++i) line = line "\t" $column[name[i]]
          print line }' | LC_ALL=C sort -t "$(printf '\t')" -k1,1gr | awk 'NR <= 6' | cut -f2- |
        awk -F'\t' '
            # A few digits, also of a p-value below the range of a double.
            function brief(cell,   part) {
                if (cell !~ /^-?[0-9]/) return cell
                return split(cell, part, "e") == 2 ? sprintf("%.4ge%s", part[1], part[2]) : sprintf("%.5g", cell)
            }
            { printf "%-12s %-10s %-18s %-13s %5s %9s %14s %10s %9s %s\n", $1, $2, $3, $4, $5, brief($6), brief($7), brief($8), brief($9), $10 }'
}
say "Results"
echo "Linear scan of $trait, five strongest of its rows (pooled over cohorts):"
top_rows "$demo/associate/$trait.tsv.gz"
echo
echo "Cox scan of ${outcome%%=*} (simulated outcome; beta is the log hazard ratio), five strongest rows:"
top_rows "$demo/survive/${outcome%%=*}.tsv.gz"
cat <<TEXT

Data:      $source_of_data
Study:     $demo/study                (look inside: $atria inspect $demo/study)
Linear:    $demo/associate/$trait.tsv.gz, by cohort: $demo/associate/$trait.cohorts.tsv.gz, full precision: $demo/associate/results.h5
Cox:       $demo/survive/${outcome%%=*}.tsv.gz, by cohort: $demo/survive/${outcome%%=*}.cohorts.tsv.gz, full precision: $demo/survive/results.h5
Records:   run.json and log.txt beside them say what ran, on what, and who was left out
TEXT
