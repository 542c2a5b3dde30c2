#!/usr/bin/env bash
# A study of regions is the same from every format, with and without an index, and has the variants that bcftools finds there:
# bash regions.sh ATRIA WORK_FOLDER.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
fail() { echo "FAILED: $*" >&2; exit 1; }
cp "$cohorts/CEU.records.tsv" .
run plink2 --bfile "$cohorts/EUR_subset" --chr 20-22 --ref-allele force "$cohorts/EUR_subset.bim" 6 2 --export vcf bgz id-paste=iid --out plain
run bcftools view -Oz -o indexed.vcf.gz plain.vcf.gz
run bcftools index -t indexed.vcf.gz
run bcftools view -Ob -o indexed.bcf plain.vcf.gz
run bcftools index indexed.bcf
cp indexed.bcf unindexed.bcf
for file in plain.vcf.gz indexed.vcf.gz indexed.bcf unindexed.bcf; do
    printf 'cohort\tgenotypes\trecords\nCEU\t%s\tCEU.records.tsv\n' $file >$file.tsv
done
regions=(22:20000000-25000000 20:1000000-1000000 20:30000000-30800000 22:24000000-26000000 21:1-9000000)
# compare LABEL OPTIONS...: all formats, which have to agree; LABEL: what bcftools is asked for.
compare() {
    local file first=""
    for file in plain.vcf.gz indexed.vcf.gz indexed.bcf unindexed.bcf; do
        run "$atria" shard --cohorts $file.tsv --out $file.study "${@:2}"
        if [[ $file == indexed* ]]; then grep -q 'by the index' run.log || fail "$file: the index is not used"; fi
        (cd $file.study && sha256sum variants.h5 CEU/chr*.h5) >$file.sha256
        diff ${first:=$file.sha256} $file.sha256 >&2 || fail "$file has other bytes than ${first%.sha256}"
        rm -rf kept && mv $file.study kept
    done
    bcftools query -r "$1" -f '%CHROM\t%POS\t%ALT\t%REF\n' indexed.vcf.gz | sort -u | sort -k1,1n -k2,2n >expected
    [ -s expected ] || fail "nothing is compared"
    zcat kept/variant_fates.tsv.gz | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
        { print $at["chromosome"] "\t" $at["position"] "\t" $at["effect_allele"] "\t" $at["other_allele"] }' | sort -u | sort -k1,1n -k2,2n >found
    diff expected found >&2 || fail "$1: other variants than bcftools finds"
    echo "$*: $(wc -l <found) variants, the same in all formats"
}
all=$(IFS=,; echo "${regions[*]}")
compare "$all" --region "$all"
compare 21 --chromosome 21
compare 22:20000000-25000000,22:24000000-26000000 --chromosome 21-22 --region 22:20000000-25000000 --region 22:24000000-26000000,20:1-100000000

# An index that is older than its file is not believed.
touch -d '1 hour ago' indexed.bcf.csi
run "$atria" shard --cohorts indexed.bcf.tsv --out old --region 22:20000000-25000000
grep -q 'by the index' run.log && fail 'an old index is used'
code=0
"$atria" shard --cohorts plain.vcf.gz.tsv --out none --region 5:1-10 --chromosome 6 >run.log 2>&1 || code=$?
[ $code = 2 ] || fail "regions on no chromosome ended with $code"
