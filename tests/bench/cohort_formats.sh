#!/usr/bin/env bash
# How fast genotype files become a study: bash tests/bench/cohort_formats.sh [FOLDER], from the root; FOLDER is
# build/bench-formats. Simulated imputation of 2,000 people x 20,000 variants (PEOPLE, VARIANTS) as VCF by bgzip, BCF and BGEN;
# `atria shard` takes turns with plink2's import of the same file (--make-pgen, one thread each). Medians of ROUNDS=3 runs of
# wall-clock and of CPU seconds; on a shared machine only the latter say much. Memory also at a quarter of the variants.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-build/bench-formats}
people=${PEOPLE:-2000}
variants=${VARIANTS:-20000}
rounds=${ROUNDS:-3}
bash jobs/install_dependencies.sh test
bash jobs/build_release.sh
atria=$PWD/build/release/atria
scripts=$PWD/tests
source "$scripts/bench/measure.sh"
mkdir -p "$folder"
cd "$folder"

if [ "$(cat made 2>/dev/null)" != "$people $variants" ]; then
    rm -f made
    for size in all few; do
        count=$([ $size = all ] && echo "$variants" || echo $((variants / 4)))
        python3 "$scripts/support/imputed_vcf.py" "$people" "$count" | bgzip >$size.vcf.gz
        bcftools view -Ob -o $size.bcf $size.vcf.gz
        for bits in 8 16; do
            plink2 --vcf $size.vcf.gz dosage=DS --export bgen-1.2 ref-first bits=$bits --out $size.zlib$bits >/dev/null
        done
        plink2 --vcf $size.vcf.gz dosage=DS --export bgen-1.3 ref-first bits=8 --out $size.zstd8 >/dev/null
        for file in vcf.gz bcf zlib8.bgen zlib16.bgen zstd8.bgen; do
            printf 'cohort\tgenotypes\trecords\none\t%s\tpeople.tsv\n' $size.$file >$size.$file.tsv
        done
    done
    awk -v people="$people" 'BEGIN { print "id\tage"; for (i = 1; i <= people; ++i) print "p" i "\t" 40 + i % 17 }' >people.tsv
    echo "$people $variants" >made
fi

shard() { measured "atria $1" "$atria" shard --cohorts "$1.tsv" --out result --threads 1 --quiet "${@:2}"; }
import() { measured "plink2 $1" plink2 "${@:2}" --make-pgen --threads 1 --out imported; }
: >times.tsv
for _ in $(seq "$rounds"); do
    import all.vcf.gz --vcf all.vcf.gz dosage=DS
    shard all.vcf.gz
    import all.bcf --bcf all.bcf dosage=DS
    shard all.bcf
    for kind in zlib8 zlib16 zstd8; do
        import all.$kind.bgen --bgen all.$kind.bgen ref-first --sample all.$kind.sample
        shard all.$kind.bgen
    done
    for file in vcf.gz bcf zlib8.bgen; do shard few.$file; done
done
awk -F'\t' -v variants="$variants" -v people="$people" -v OFS='\t' '
    function median(of, name,   n, i, j, t, v) {
        n = runs[name]
        for (i = 1; i <= n; ++i) v[i] = of[name, i]
        for (i = 1; i <= n; ++i) for (j = i + 1; j <= n; ++j) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
        return v[int((n + 1) / 2)]
    }
    { seconds[$1, ++runs[$1]] = $2; cpu[$1, runs[$1]] = $4; if ($3 > peak[$1]) peak[$1] = $3 }
    END {
        print "file of " people " people x " variants " variants", "variants a second", "plink2 / atria, wall (CPU)", "peak memory, and of a quarter"
        split("vcf.gz bcf zlib8.bgen zlib16.bgen zstd8.bgen", files, " ")
        for (i = 1; i <= 5; ++i) {
            a = "atria all." files[i]; p = "plink2 all." files[i]; f = "atria few." files[i]
            print files[i], sprintf("%.0f", variants / median(seconds, a)),
                sprintf("%.2f (%.2f)", median(seconds, p) / median(seconds, a), median(cpu, p) / median(cpu, a)),
                sprintf("%.0f MiB", peak[a] / 1024) (f in peak ? sprintf(", %.0f MiB", peak[f] / 1024) : "")
        }
    }' times.tsv >bench.tsv
markdown bench.tsv | tee bench.md
echo "tables: $PWD/bench.tsv and $PWD/bench.md; single runs: $PWD/times.tsv" >&2
