#!/usr/bin/env bash
# Makes the cohort files of the demonstration: bash jobs/demo_cohorts.sh FOLDER
#
# Takes Debian's bolt-lmm-example (379 people of the 1000 Genomes Project, phase 1; 54,051 variants of chromosomes 17-22;
# a simulated quantitative trait with two numeric covariates and a categorical one) and splits the people into their five
# European populations, each of which becomes a cohort. Leaves FOLDER/cohorts.tsv, what `atria shard` reads, the PLINK
# files and a table of records for each cohort.
#
# The time-to-event outcome `af` (entry_age, exit_age in days of age, af_event) is SIMULATED here: it says nothing about
# the people of the 1000 Genomes Project. It has delayed entry, ties (ages are dated to the quarter, 91 days) and a
# different hazard in every cohort; the trait PHENO raises the hazard, so that the two scans have findings in common.
#
# Needs nothing but a package source. Safe to repeat: what is there is not fetched again. Exit code 69: no package source.
set -euo pipefail
folder=${1:?usage: bash jobs/demo_cohorts.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
genotypes=EUR_subset
if [ -f cohorts.tsv ]; then exit 0; fi

fetch() { apt-get download bolt-lmm-example >fetch.log 2>&1; }
if ! ls bolt-lmm-example_*.deb >/dev/null 2>&1; then
    # A fresh system has no package lists; only root may fetch them.
    if ! fetch && ! { [ "$(id -u)" -eq 0 ] && apt-get update >fetch.log 2>&1 && fetch; }; then
        tail -n 3 fetch.log >&2
        echo "demo_cohorts: Debian's bolt-lmm-example cannot be fetched (see above)" >&2
        exit 69
    fi
fi
dpkg -x bolt-lmm-example_*.deb package
tar -xJf package/usr/share/doc/bolt-lmm/examples/examples.tar.xz \
    "$genotypes.bed" "$genotypes.bim" "$genotypes.fam" "$genotypes.pheno2.covars"
rm -rf package fetch.log

# 1000 Genomes sample ids tell the population: NA2xxxx Toscani (TSI), other NA Utah (CEU); HG ids by published ranges.
# -9 is PLINK's missing code. The generator is that of Park and Miller, exact in doubles, so every awk draws the same.
awk -v OFS='\t' '
    function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    function population(id,   number) {
        number = substr(id, 3) + 0
        if (id ~ /^NA2/) return "TSI"
        if (id ~ /^NA/) return "CEU"
        if (number >= 96 && number <= 160) return "GBR"
        if (number >= 171 && number <= 190) return "FIN"
        if (number >= 231 && number <= 265) return "GBR"
        if (number >= 266 && number <= 384) return "FIN"
        if (number == 1334) return "GBR"
        if (number >= 1500 && number < 1700) return "IBS"
        print "demo_cohorts: the population of " id " is not known" > "/dev/stderr"
        exit 65
    }
    function number_or_missing(cell) { return cell == "" || cell == "-9" ? "NA" : cell }
    BEGIN {
        state = 20120101
        split("CEU 0.030 FIN 0.045 GBR 0.035 IBS 0.060 TSI 0.025", pairs, " ")
        for (i = 1; i < 10; i += 2) hazard[pairs[i]] = pairs[i + 1]  # events per year of age
        header = "id\tsex\tPHENO\tQCOV1\tQCOV2\tCAT_COV\tentry_age\texit_age\taf_event"
    }
    FNR == 1 { file++ }
    file == 1 { if (FNR > 1) record[$2] = $3 OFS $4 OFS $5 OFS $6; next }
    {
        cohort = population($2)
        split($2 in record ? record[$2] : "", cell, OFS)
        phenotype = number_or_missing(cell[1])
        quarter = 91
        entry = int((40 + 20 * uniform()) * 365.25 / quarter)
        rate = hazard[cohort] * exp((phenotype == "NA" ? 0 : 0.8 * phenotype) + ($5 == 1 ? 0.3 : 0))
        until_event = 1 + int(-log(uniform()) / rate * 365.25 / quarter)
        until_censored = 1 + int((5 + 20 * uniform()) * 365.25 / quarter)
        event = until_event <= until_censored
        exit_age = entry + (event ? until_event : until_censored)
        table = cohort ".records.tsv"
        if (!people[cohort]++) print header > table
        print $2, ($5 == 1 ? 1 : $5 == 2 ? 2 : "NA"), phenotype, number_or_missing(cell[2]), number_or_missing(cell[3]),
            number_or_missing(cell[4]), entry * quarter, exit_age * quarter, event + 0 > table
    }
    END {
        if (people["CEU"] != 85 || people["FIN"] != 93 || people["GBR"] != 89 || people["IBS"] != 14 || people["TSI"] != 98) {
            print "demo_cohorts: the example does not hold the expected 85 CEU, 93 FIN, 89 GBR, 14 IBS and 98 TSI" > "/dev/stderr"
            exit 65
        }
    }' "$genotypes.pheno2.covars" "$genotypes.fam"

{
    printf 'cohort\tgenotypes\trecords\tbuild\n'
    for cohort in CEU FIN GBR IBS TSI; do printf '%s\t%s\t%s.records.tsv\tGRCh37\n' "$cohort" "$genotypes" "$cohort"; done
} >cohorts.tsv.tmp
mv cohorts.tsv.tmp cohorts.tsv
