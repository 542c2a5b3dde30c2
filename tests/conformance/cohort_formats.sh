#!/usr/bin/env bash
# The formats of genotype files: the same calls as PLINK 1, VCF, BCF and BGEN, whole or in pieces of several formats, give
# the same shards, byte for byte, on any number of ranks; dosages are those that bcftools and plink2 read from the same files.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

# --- Calls: the real data of the demonstration, in every format.
mkdir in
cp "$cohorts"/*.records.tsv in
cp "$cohorts"/EUR_subset.{bed,bim,fam} in
(
    cd in
    run plink2 --bfile EUR_subset --export vcf bgz id-paste=iid --out real
    gzip -dc real.vcf.gz >plain.vcf
    run bcftools view -Ob -o real.bcf real.vcf.gz
    for bits in 1 8 16; do
        run plink2 --bfile EUR_subset --export bgen-1.2 ref-first bits=$bits id-paste=iid --out zlib$bits
        run plink2 --bfile EUR_subset --export bgen-1.3 ref-first bits=$bits id-paste=iid --out zstd$bits
    done
    run plink2 --bfile EUR_subset --export bgen-1.2 bits=8 id-paste=iid --out last
    # A chromosome a file, each in another format; the last one backwards.
    run plink2 --bfile EUR_subset --chr 17 --make-bed --out chr17
    run bcftools view -t 18 -Oz -o chr18.vcf.gz real.vcf.gz
    run bcftools view -t 19 -Ob -o chr19.bcf real.vcf.gz
    run plink2 --bfile EUR_subset --chr 20 --export bgen-1.2 ref-first bits=8 id-paste=iid --out chr20
    run plink2 --bfile EUR_subset --chr 21 --export bgen-1.3 ref-first bits=16 id-paste=iid --out chr21
    { grep '^#' plain.vcf; grep '^22' plain.vcf | tac; } >chr22.vcf
)
# cohort_table NAME FILE[,SAMPLES,REFERENCE]...: all five cohorts with these genotype files.
cohort_table() {
    local name=$1 cohort file samples reference records
    shift
    {
        printf 'cohort\tgenotypes\trecords\tsamples\treference\tbuild\n'
        for cohort in CEU FIN GBR IBS TSI; do
            records=$cohort.records.tsv
            for file in "$@"; do
                IFS=, read -r file samples reference <<<"$file"
                printf '%s\t%s\t%s\t%s\t%s\tGRCh37\n' $cohort "$file" "$records" "$samples" "$reference"
            done
        done
    } >"in/$name.tsv"
}
# same NAME: the study that cohort_table NAME gives is that of the PLINK 1 files, to the last bit.
digests() { (cd "$1" && find . -name '*.h5' -o -name study.json | sort | xargs sha256sum); }
same() {
    run "${launcher[@]}" "$atria" shard --cohorts "in/$1.tsv" --out "$1"
    if cmp -s <(digests bed) <(digests "$1"); then echo "ok: $1 is the study of PLINK 1"; else fail "$1 is another study"; fi
    [ -n "$(find "$1" -name listing)" ] && fail "$1 still has the list of its variants"
    rm -rf "$1"
}
launcher=()
cohort_table bed EUR_subset,,last
run "$atria" shard --cohorts in/bed.tsv --out bed
cohort_table vcf real.vcf.gz; same vcf
cohort_table vcf_plain plain.vcf; same vcf_plain
cohort_table bcf real.bcf; same bcf
for bits in 1 8 16; do
    cohort_table zlib$bits zlib$bits.bgen,,first; same zlib$bits
    cohort_table zstd$bits zstd$bits.bgen,zstd$bits.sample,first; same zstd$bits
done
cohort_table bgen_last last.bgen,,last; same bgen_last
cohort_table mixed chr17.bed,,last chr18.vcf.gz chr19.bcf chr20.bgen,chr20.sample,first chr21.bgen,,first chr22.vcf
same mixed
launcher=(mpirun -n 3); same mixed; launcher=()

# --- Dosages: simulated imputation.
people=150
python3 "$here/../support/imputed_vcf.py" $people 600 >imputed.vcf
awk -v people=$people 'BEGIN { print "id\tage"; for (i = 1; i <= people; ++i) print "p" i "\t" 40 + i % 17 }' >people.tsv
run bcftools view -Oz -o imputed.vcf.gz imputed.vcf
run bcftools view -Ob -o imputed.bcf imputed.vcf
bcftools query -f '%CHROM:%POS[ %DS]\n' imputed.vcf.gz >ds.txt
bcftools query -f '%CHROM:%POS[ %GP]\n' imputed.vcf.gz >gp.txt
for bits in 8 16; do
    run plink2 --vcf imputed.vcf dosage=DS --export bgen-1.2 ref-first bits=$bits --out imputed$bits
    run plink2 --bgen imputed$bits.bgen ref-first --sample imputed$bits.sample --export A-transpose --out imputed$bits
done
run plink2 --vcf imputed.vcf dosage=DS --export A-transpose --out imputed
# compare FILE FIELD LIMIT KIND ORACLE
compare() {
    printf 'cohort\tgenotypes\trecords\none\t%s\tpeople.tsv\n' "$1" >one.tsv
    rm -rf one
    run "$atria" shard --cohorts one.tsv --out one --genotype-field "$2"
    python3 "$here/cohort_formats.py" one/one $people "$3" "$4" "$5" || fail "$1, field $2, against $5"
}
unit=0.000030517578125  # 2^-15 copies
for file in imputed.vcf imputed.vcf.gz imputed.bcf; do
    compare $file auto $unit query ds.txt
    grep -q 'one, .*: 150 people, 600 variants, from field DS of 600 variants' one/log.txt || fail "the log does not name the field"
    compare $file GP $unit probabilities gp.txt
    compare $file DS $unit traw imputed.traw
done
for bits in 8 16; do compare imputed$bits.bgen auto $unit bgen imputed$bits.bgen; done
compare imputed16.bgen auto $unit traw imputed16.traw
# Of 8 bits plink2 itself is off by up to a unit of 2^-14, and prints four digits.
compare imputed8.bgen auto 0.0001220703125 traw imputed8.traw

# --- What is refused, and what is said about it.
# refused NAME CODE PATTERN FILE: nothing but our own message, of one line, is on stderr.
refused() {
    local status=0
    printf 'cohort\tgenotypes\trecords\none\t%s\tpeople.tsv\n' "$4" >one.tsv
    rm -rf one
    "$atria" shard --cohorts one.tsv --out one --quiet >out.txt 2>err.txt || status=$?
    if [ "$status" -ne "$2" ] || ! grep -qE "$3" err.txt || [ "$(wc -l <err.txt)" -ne 1 ] || [ -e one ]; then
        fail "$1: exit code $status; $(head -c 1000 err.txt)"
    else
        echo "ok: $1: $(cut -c1-200 err.txt)"
    fi
}
run plink2 --vcf imputed.vcf dosage=DS --make-pgen --out imputed
refused "a .pgen" 65 'plink2 --pfile imputed --export bgen-1.2 bits=16 ref-first' imputed.pgen
gzip -c imputed.vcf >gzip.vcf.gz
refused "a VCF by gzip" 65 'gzip\.vcf\.gz.*bgzip' gzip.vcf.gz
head -c 20000 imputed.vcf.gz >short.vcf.gz
refused "a VCF cut short" 65 'short\.vcf\.gz.*cut short' short.vcf.gz
head -c 20000 imputed.bcf >short.bcf
refused "a BCF cut short" 65 'short\.bcf.*cut short' short.bcf
head -c 20000 imputed8.bgen >short.bgen
refused "a BGEN cut short" 65 'short\.bgen.*cut short' short.bgen
sed '/^#CHROM/d' imputed.vcf >headless.vcf
refused "a VCF without #CHROM" 65 'headless\.vcf:7.*#CHROM' headless.vcf
sed '/^#CHROM/s/\tp2\t/\tp1\t/' imputed.vcf >twice.vcf
refused "somebody twice in a VCF" 65 'twice\.vcf:7.*p1 occurs twice' twice.vcf
awk -F'\t' -v OFS='\t' 'NR == 20 { NF = 100 } { print }' imputed.vcf >columns.vcf
refused "a VCF line with too few people" 65 'columns\.vcf.*91 people, the header 150' columns.vcf
run plink2 --vcf imputed.vcf dosage=DS --export bgen-1.1 --out layout1
refused "a BGEN of layout 1" 65 'layout 1.*plink2' layout1.bgen

echo "$failures failures"
[ "$failures" -eq 0 ]
