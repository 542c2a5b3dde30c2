#!/usr/bin/env bash
# What atria shard says of cohort files that are damaged or badly dressed: the promised exit code and one message with file,
# line or variant, and remedy, nothing under the study's name; or the same study as of sound files, with a warning where
# something may be wrong: bash cohort_bad_input.sh ATRIA WORK_FOLDER
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failures=0
fail() { echo "FAILED: $1"; failures=$((failures + 1)); }

# A sound cohort of 40 people and 200 variants, as VCF, BGEN and PLINK 1, with records and a dictionary.
run "$atria" simulate --out made --cohorts 1 --people 40 --variants 200 --seed 11 --quantitative 1
mkdir sound
prefix=$(find made -name '*.bed' | head -n 1)
prefix=${prefix%.bed}
run plink2 --bfile "$prefix" --export vcf id-paste=iid --out sound/c
run plink2 --bfile "$prefix" --export bgen-1.2 ref-first bits=8 id-paste=iid --out sound/c
run plink2 --bfile "$prefix" --make-bed --out sound/c
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; print "id", "age", "site"; next }
    { print $c["id"], $c["age"], NR % 2 ? "North" : "South" }' "$prefix.records.tsv" >sound/r.tsv
bgzip -c sound/c.vcf >sound/c.vcf.gz
bcftools view -Ob -o sound/c.bcf sound/c.vcf 2>/dev/null
gzip -nc sound/r.tsv >sound/r.tsv.gz
rm -f sound/*.log

spoil() { rm -rf spoilt out .out.* ; cp -r sound spoilt; }
table() { printf 'cohort\tgenotypes\trecords\nc\t%s\t%s\n' "$1" "$2" >spoilt/cohorts.tsv; }
# shard NAME CODE GENOTYPES RECORDS PATTERN... [-- OPTIONS...]: every pattern is in stderr; failures leave no study.
shard() {
    local name=$1 code=$2 status=0 pattern patterns=()
    table "$3" "$4"
    shift 4
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        patterns+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    /usr/bin/time -q -f '%e %M' -o time.txt timeout 60 "$atria" shard --cohorts spoilt/cohorts.tsv --out out --force "$@" >out.txt 2>err.txt || status=$?
    [ "$status" = "$code" ] || fail "$name: exit code $status, not $code: $(tail -n 1 err.txt | cut -c1-300)"
    for pattern in "${patterns[@]}"; do
        grep -qE -- "$pattern" err.txt || fail "$name: stderr lacks /$pattern/: $(tail -n 1 err.txt | cut -c1-300)"
    done
    if [ "$code" != 0 ]; then
        [ "$(grep -c '^atria: ' err.txt)" = 1 ] || fail "$name: not one message"
        [ ! -e out ] && [ -z "$(find . -maxdepth 1 -name '.out.unfinished')" ] || fail "$name: left a study behind"
    fi
    echo "done: $name: $(tail -n 1 err.txt | cut -c1-200)"
}
same_study() {  # same_study NAME: the study of this case is that of the sound files
    local file
    for file in c/records.h5 c/chr1.h5 variants.h5; do
        cmp -s "out/$file" "whole/$file" || fail "$1: $file is not as of the sound files"
    done
}
spoil
shard "sound files" 0 c.vcf r.tsv
if grep -q WARNING err.txt; then fail "sound files: $(grep WARNING err.txt)"; fi
mv out whole

# --- Cut short. Wherever a file ends too early, somebody says so.
spoil; head -c -40 sound/r.tsv.gz >spoilt/r.tsv.gz
shard "gzipped records cut short" 65 c.vcf r.tsv.gz 'r\.tsv\.gz: the compressed text is damaged or cut short'
spoil; bgzip -c sound/r.tsv | head -c -28 >spoilt/r.tsv.gz
shard "records by bgzip without their end" 65 c.vcf r.tsv.gz 'r\.tsv\.gz: the file is cut short'
spoil; head -c -30 sound/c.vcf.gz >spoilt/c.vcf.gz
shard "VCF by bgzip cut short" 65 c.vcf.gz r.tsv 'c\.vcf\.gz: the file is cut short'
spoil; { head -c 3000 sound/c.vcf.gz; tail -c 28 sound/c.vcf.gz; } >spoilt/c.vcf.gz
shard "VCF by bgzip with a hole" 65 c.vcf.gz r.tsv 'c\.vcf\.gz.*(damaged|compressed|understood|cut short)'
spoil; gzip -nc sound/c.vcf >spoilt/c.vcf.gz
shard "VCF by gzip" 65 c.vcf.gz r.tsv 'c\.vcf\.gz.*gzip.*bgzip'
spoil; head -c -30 sound/c.bcf >spoilt/c.bcf
shard "BCF cut short" 65 c.bcf r.tsv 'c\.bcf: the file is cut short'
spoil; head -c -100 sound/c.bgen >spoilt/c.bgen
shard "BGEN cut short" 65 c.bgen r.tsv 'c\.bgen: the file ends at byte'
spoil; head -c -3 sound/c.vcf >spoilt/c.vcf
shard "VCF cut within its last cell" 0 c.vcf r.tsv 'WARNING.*c\.vcf:[0-9]+: the line has no end' 'WARNING.*c\.vcf: 1 call of one allele'
spoil; head -c -9 sound/c.vcf >spoilt/c.vcf
shard "VCF cut within its last line" 65 c.vcf r.tsv 'c\.vcf: variant .*: it has 3[0-9] people, the header 40'
spoil; head -c -1 sound/c.vcf >spoilt/c.vcf
shard "VCF without its last line end" 0 c.vcf r.tsv 'WARNING.*c\.vcf:[0-9]+: the line has no end. Is the file cut short'
same_study "VCF without its last line end"
spoil; head -c -1 sound/r.tsv >spoilt/r.tsv
shard "records without their last line end" 0 c.vcf r.tsv 'WARNING.*r\.tsv:41: the line has no end. Is the file cut short'
same_study "records without their last line end"
spoil; head -c -1 sound/c.bim >spoilt/c.bim
shard "bim without its last line end" 0 c r.tsv 'WARNING.*c\.bim:200: the line has no end'

# --- Headers.
spoil; grep -v '^#CHROM' sound/c.vcf >spoilt/c.vcf
shard "VCF without a line #CHROM" 65 c.vcf r.tsv 'c\.vcf:[0-9]+: the header of the VCF file has no line #CHROM'
spoil; awk -F'\t' -v OFS='\t' '/^#CHROM/ { $11 = $10 } { print }' sound/c.vcf >spoilt/c.vcf
shard "VCF that names somebody twice" 65 c.vcf r.tsv 'c\.vcf' 'twice'
spoil; sed '1s/.*/##fileformat/' sound/c.vcf >spoilt/c.vcf
shard "VCF without a format" 65 c.vcf r.tsv 'c\.vcf' 'VCF'
spoil; { printf '\357\273\277'; cat sound/c.vcf; } >spoilt/c.vcf
shard "VCF with a byte order mark" 65 c.vcf r.tsv 'c\.vcf: the text begins with a byte order mark.*tail -c \+4'
spoil; { printf '\357\273\277'; cat sound/c.vcf; } | bgzip -c >spoilt/c.vcf.gz
shard "VCF by bgzip with a byte order mark" 65 c.vcf.gz r.tsv 'c\.vcf\.gz: the text begins with a byte order mark.*bgzip'
patch() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
spoil; patch spoilt/c.bgen 12 '\051'
shard "BGEN whose header counts one more" 65 c.bgen r.tsv 'c\.bgen: the header says 41 people, the list of their ids 40'
spoil; printf 'ID_1 ID_2 missing\n0 0 0\n' >spoilt/c.sample; head -n 39 sound/c.fam | awk '{ print $2, $2, 0 }' >>spoilt/c.sample
printf 'cohort\tgenotypes\trecords\tsamples\nc\tc.bgen\tr.tsv\tc.sample\n' >spoilt/cohorts.tsv
status=0; "$atria" shard --cohorts spoilt/cohorts.tsv --out out >out.txt 2>err.txt || status=$?
[ $status = 65 ] && grep -qE 'c\.sample: the file names 39 people, .*c\.bgen has 40' err.txt || fail "a .sample file of others: $(tail -n 1 err.txt)"
# The block of the first variant: the byte in the middle of its compressed probabilities.
spoil
first=$((4 + $(od -An -tu4 -N4 sound/c.bgen)))
python3 - sound/c.bgen spoilt/c.bgen "$first" <<'PYTHON'
import struct, sys
bytes_ = bytearray(open(sys.argv[1], "rb").read())
at = int(sys.argv[3])
for _ in range(3):
    at += 2 + struct.unpack_from("<H", bytes_, at)[0]
alleles = struct.unpack_from("<H", bytes_, at + 4)[0]
at += 6
for _ in range(alleles):
    at += 4 + struct.unpack_from("<I", bytes_, at)[0]
length = struct.unpack_from("<I", bytes_, at)[0]
bytes_[at + 8 + (length - 4) // 2] ^= 0x5A
open(sys.argv[2], "wb").write(bytes_)
PYTHON
shard "BGEN with a corrupt zlib block" 65 c.bgen r.tsv 'c\.bgen: variant [0-9]+:[0-9]+ .*at byte '"$first"': its compressed bytes \(zlib\) are damaged'

# --- Dress: CRLF, byte order marks, quotes; the study is that of the plain files.
crlf() { sed 's/$/\r/' "$1"; }
spoil; for file in r.tsv c.bim c.fam; do crlf sound/$file >spoilt/$file; done
shard "PLINK 1 and records with CRLF" 0 c r.tsv
cmp -s out/c/records.h5 whole/c/records.h5 || fail "CRLF: other records"
spoil; crlf sound/c.vcf >spoilt/c.vcf; crlf sound/r.tsv >spoilt/r.tsv
shard "VCF with CRLF" 0 c.vcf r.tsv
same_study "VCF with CRLF"
spoil; { printf '\357\273\277'; crlf sound/r.tsv; } >spoilt/r.tsv
shard "records with a byte order mark and CRLF" 0 c.vcf r.tsv
same_study "records with a byte order mark and CRLF"
spoil; { printf '\357\273\277'; cat sound/c.bim; } >spoilt/c.bim; { printf '\357\273\277'; cat sound/c.fam; } >spoilt/c.fam
shard "PLINK 1 with byte order marks" 0 c r.tsv
cmp -s out/c/records.h5 whole/c/records.h5 || fail "byte order marks: other records"
spoil; awk -F'\t' -v OFS=',' '{ for (i = 1; i <= NF; i++) $i = "\"" $i "\""; $1 = $1; print }' sound/r.tsv >spoilt/r.csv
shard "records with every cell in quotes" 0 c.vcf r.csv
same_study "records with every cell in quotes"
spoil; awk -F'\t' -v OFS='\t' 'NR == 1 { print $0, "note"; next } { print $0, NR == 3 ? "\"said \"\"a\tb\"\"\"" : "x" }' sound/r.tsv >spoilt/r.tsv
shard "a tab and quotes within a cell" 0 c.vcf r.tsv
h5dump -d /levels/note out/c/records.h5 | grep -qP 'said "a\tb"' || fail "a tab and quotes within a cell: $(h5dump -d /levels/note out/c/records.h5 | tail -n 5)"
spoil; sed '5s/North/"North/; 5s/South/"South/' sound/r.tsv >spoilt/r.tsv
shard "a quote that is not closed" 65 c.vcf r.tsv 'r\.tsv:5: a quote that begins on this line is not closed'
spoil; sed '5s/\t/\textra\t/' sound/r.tsv >spoilt/r.tsv
shard "a tab too many" 65 c.vcf r.tsv 'r\.tsv:5: the line has 4 cells, but the header has 3'
spoil; awk -F'\t' -v OFS='\t' '{ print $0, $2 }' sound/r.tsv >spoilt/r.tsv
shard "a duplicate column" 65 c.vcf r.tsv 'r\.tsv:1:4 \(age\): the header names the column age twice, first as column 2'
spoil; tr 'N' '\0' <sound/r.tsv >spoilt/r.tsv
shard "NUL bytes" 65 c.vcf r.tsv 'r\.tsv:[0-9]+: the line holds a NUL byte'
spoil; iconv -f UTF-8 -t UTF-16 sound/r.tsv >spoilt/r.tsv
shard "records in UTF-16" 65 c.vcf r.tsv 'r\.tsv:1'

# --- A million columns: a message within seconds, and less than 1.5 GiB.
bounded() {
    read -r seconds kilobytes <time.txt
    awk -v s="$seconds" -v k="$kilobytes" 'BEGIN { exit !(s < 30 && k < 1572864) }' || fail "$1: $seconds s, $kilobytes kB"
}
columns() { awk -v n="$1" -v word="$2" 'BEGIN { for (i = 1; i <= n; i++) printf "\t%s%d", word, i }'; }
spoil; { head -n 4 sound/r.tsv; sed -n 5p sound/r.tsv | tr -d '\n'; columns 1000000 x; echo; tail -n +6 sound/r.tsv; } >spoilt/r.tsv
shard "a row of a million cells" 65 c.vcf r.tsv 'r\.tsv:5: the line has 1000003 cells, but the header has 3'
bounded "a row of a million cells"
spoil; { head -n 1 sound/r.tsv | tr -d '\n'; columns 1000000 x; printf '\tage\n'; tail -n +2 sound/r.tsv; } >spoilt/r.tsv
shard "a header of a million columns with one twice" 65 c.vcf r.tsv 'r\.tsv:1:1000004 \(age\): the header names the column age twice'
bounded "a header of a million columns with one twice"
spoil; { head -n 1 sound/r.tsv | tr -d '\n'; columns 1000000 x; echo; sed -n 2,3p sound/r.tsv | while read -r line; do printf '%s' "$line"; columns 1000000 ''; echo; done; } >spoilt/r.tsv
shard "records of a million columns" 65 c.vcf r.tsv 'r\.tsv: the table has 1000002 columns besides the ids'
bounded "records of a million columns"
spoil; awk -F'\t' '/^#CHROM/ { printf "%s", $0; for (i = 1; i <= 1000000; i++) printf "\tp%d", i; print ""; next } { print }' sound/c.vcf >spoilt/c.vcf
shard "a VCF header of a million people" 65 c.vcf r.tsv 'c\.vcf.*it has 40 people, the header 1000040'
bounded "a VCF header of a million people"
spoil; awk -F'\t' '/^#/ || done++ { print; next } { printf "%s", $0; for (i = 1; i <= 1000000; i++) printf "\t0/0"; print "" }' sound/c.vcf >spoilt/c.vcf
shard "a VCF line of a million people" 65 c.vcf r.tsv 'c\.vcf.*it has 1000040 people, the header 40'
bounded "a VCF line of a million people"
spoil; head -c 400000000 /dev/zero | tr '\0' 'a' | gzip -1 -nc >spoilt/r.tsv.gz
shard "a line without end, compressed" 65 c.vcf r.tsv.gz 'r\.tsv\.gz:1: the line is longer than 256 MiB'
bounded "a line without end, compressed"
spoil; { head -n 3 sound/r.tsv; printf 'p\t"5\tx\n'; awk 'BEGIN { for (i = 0; i < 600000; i++) print "" }'; } >spoilt/r.tsv
shard "a quote over half a million lines" 65 c.vcf r.tsv 'r\.tsv:4: a quote that begins on this line is not closed'
bounded "a quote over half a million lines"

# --- Calls that pass, but are told.
spoil; awk -F'\t' -v OFS='\t' '/^#/ { print; next } { n++; if (n == 2) $10 = "1"; if (n == 3) { $10 = "0/."; $11 = "./1" } print }' sound/c.vcf >spoilt/c.vcf
shard "calls of one allele and half calls on an autosome" 0 c.vcf r.tsv 'WARNING.*c\.vcf: 1 call of one allele on autosomes' 'WARNING.*c\.vcf: 2 calls with one allele missing, taken as missing'
spoil; awk -F'\t' -v OFS='\t' '/^##/ { print; next } /^#/ { print "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"d\">"; print; next }
    { n++; $9 = "GT:DS"; for (i = 10; i <= NF; i++) $i = "0/1:" (n == 2 && i < 13 ? "." : "0.9"); print }' sound/c.vcf >spoilt/c.vcf
shard "calls in place of dosages" 0 c.vcf r.tsv 'c\.vcf: 3 calls \(GT\) taken where dosages or probabilities' -- --genotype-field DS

spoil; awk -F'\t' -v OFS='\t' 'NR > 1 && NR % 3 { $1 = "0" $1 } { print }' sound/r.tsv >spoilt/r.tsv
shard "ids of another form in two thirds of the records" 0 c.vcf r.tsv 'WARNING.*cohort c: of 40 people of the records only 13 are in its genotypes by id'
# A second cohort: the same ids at positions that the first one does not have.
spoil
awk -F'\t' -v OFS='\t' '{ $2 = $1 ":" $4; $4 += 3; print }' sound/c.bim >spoilt/d.bim
cp sound/c.bed spoilt/d.bed; cp sound/c.fam spoilt/d.fam; cp sound/r.tsv spoilt/d.tsv
printf 'cohort\tgenotypes\trecords\nc\tc.vcf\tr.tsv\nd\td\td.tsv\n' >spoilt/cohorts.tsv
run "$atria" shard --cohorts spoilt/cohorts.tsv --out out
grep -q 'WARNING.*cohorts c and d have 40 ids in common' run.log || fail "common ids: $(cat run.log)"
grep -qE 'WARNING.*cohort d: [0-9] of its [0-9]+ variants are in any other cohort' run.log || fail "no common variants: $(cat run.log)"

# --- Rules that go against the dictionary.
rules() { printf 'dataschema_variable\tinput_dataset\tinput_variables\trule_category\talgorithm\n' >spoilt/rules.tsv; printf 'id\tc\tid\tid_creation\t\n%s\n' "$1" >>spoilt/rules.tsv; }
harmonise() {  # harmonise NAME CODE RULE PATTERN...
    local name=$1 code=$2 status=0
    spoil
    rules "$3"
    shift 3
    printf 'name\tvalueType\tunit\nid\ttext\t\nage\tdecimal\tyears\nsite\ttext\t\n' >spoilt/Variables.tsv
    printf 'variable\tname\tmissing\nsite\tNorth\t0\nsite\tSouth\t0\n' >spoilt/Categories.tsv
    printf 'cohort\tgenotypes\trecords\tdictionary\nc\tc.vcf\tr.tsv\tVariables.tsv\n' >spoilt/cohorts.tsv
    "$atria" shard --cohorts spoilt/cohorts.tsv --out out --harmonisation spoilt/rules.tsv >out.txt 2>err.txt || status=$?
    [ "$status" = "$code" ] || fail "$name: exit code $status: $(tail -n 1 err.txt)"
    for pattern in "$@"; do grep -qE -- "$pattern" err.txt || fail "$name: stderr lacks /$pattern/: $(tail -n 1 err.txt)"; done
    echo "done: $name: $(tail -n 1 err.txt | cut -c1-200)"
}
harmonise "a word that the variable has" 0 $'n\tc\tsite\tcase_when\tsite == "North" ~ 1, ELSE ~ 0'
harmonise "a mapping with a text that it would not heed" 65 $'n\tc\tage\tdirect_mapping\tage * 2' 'rules\.tsv:3: .*age \* 2 would not be carried out'
harmonise "a word that it has not" 65 $'n\tc\tsite\tcase_when\tsite == "Nort" ~ 1, ELSE ~ 0' 'rules\.tsv:3: .*"Nort" is none of the categories of site \(North, South\).*North'
harmonise "a set with such a word" 65 $'n\tc\tsite\tcase_when\tsite %in% c("North", "West") ~ 1, ELSE ~ 0' 'rules\.tsv:3: .*"West" is none of the categories'
harmonise "a recode of such a word" 65 $'n\tc\tsite\trecode\tNorth = 1; Sout = 2; ELSE = NA' 'rules\.tsv:3: .*"Sout" is none of the categories'
harmonise "a number compared with a word" 65 $'n\tc\tage\tcase_when\tage == "old" ~ 1, ELSE ~ 0' 'rules\.tsv:3: .*"old" is no number'
harmonise "a conversion from the dictionary's unit" 0 $'n\tc\tage\toperation\tconvert(age, "years", "months")'
harmonise "a conversion from another unit" 65 $'n\tc\tage\toperation\tconvert(age, "days", "years")' 'rules\.tsv:3: .*age is in years by its dictionary, but convert takes it as days'

echo "$failures failures"
[ "$failures" -eq 0 ]
