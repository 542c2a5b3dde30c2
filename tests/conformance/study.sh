#!/usr/bin/env bash
# The study that the other checks scan: the demonstration's five cohorts on real genotypes.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run bash "$here/../../jobs/demo_cohorts.sh" cohorts
run "$atria" shard --cohorts cohorts/cohorts.tsv --out study
run "$atria" verify --study study
echo "the study is whole: $(awk 'END { print NR - 1 }' cohorts/cohorts.tsv) cohorts"
