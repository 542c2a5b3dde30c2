#!/usr/bin/env bash
# What atria reduce --meta says of bad input: the promised exit code and a message with place and remedy, or a row that is
# left out, counted and named; never a crash, and no table of a run that failed.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failures=0
fail() { echo "FAILED: $1"; failures=$((failures + 1)); }

header=$'chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\trsid\tn'
row() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }
{
    echo "$header"
    for i in $(seq 1 400); do row 1 $((i * 10)) A G 0.$i 0.1 0.3 0.5 rs$i 1000; done
} >sound.tsv
cp sound.tsv other.tsv

# expect NAME CODE PATTERN... -- OPTIONS...: `atria reduce --meta --out result OPTIONS`; every pattern is in stderr.
expect() {
    local name=$1 code=$2 status=0 pattern patterns=()
    shift 2
    while [ "$1" != -- ]; do
        patterns+=("$1")
        shift
    done
    shift
    rm -rf result
    timeout 60 "${launcher[@]}" "$atria" reduce --meta --out result "$@" >out.txt 2>err.txt || status=$?
    [ $status = $code ] || fail "$name: exit code $status, not $code: $(tail -n 1 err.txt)"
    for pattern in "${patterns[@]}"; do
        grep -qE -- "$pattern" err.txt || fail "$name: stderr lacks /$pattern/: $(tail -n 1 err.txt)"
    done
    if [ $code != 0 ]; then
        [ "$(grep -c '^atria: ' err.txt)" = 1 ] || fail "$name: not one message"
        [ -z "$(find result -name '*.tsv.gz*' 2>/dev/null)" ] || fail "$name: left a table behind"
    fi
}
launcher=()
# spoilt NAME CODE PATTERN...: with spoilt.tsv as the second study
spoilt() { expect "$@" -- --input a=sound.tsv --input b=spoilt.tsv; }

: >spoilt.tsv
spoilt "an empty file" 65 'spoilt\.tsv' 'empty'
echo "$header" >spoilt.tsv
spoilt "a header alone" 65 'spoilt\.tsv' 'no rows'
cut -f1-3,5- sound.tsv >spoilt.tsv
spoilt "a missing column" 65 'spoilt\.tsv:1' 'other_allele'
cut -f1-5 sound.tsv >spoilt.tsv
spoilt "neither standard error nor p" 65 'spoilt\.tsv:1' 'standard error or a p'
tr '\t' ';' <sound.tsv >spoilt.tsv
spoilt "an unknown format" 65 'spoilt\.tsv:1' 'GWAS-SSF' 'REGENIE'
head -c 3000 sound.tsv >spoilt.tsv
spoilt "a line cut short" 65 'spoilt\.tsv:[0-9]+' 'cells'
sed '5s/0\.4/strong/' sound.tsv >spoilt.tsv
spoilt "a word among the numbers" 65 'spoilt\.tsv:5:5 \(beta\)' 'strong'
sed '5s/\t0\.5\t/\t1.5\t/' sound.tsv >spoilt.tsv
spoilt "a p above 1" 65 'spoilt\.tsv:5:8 \(p_value\)' '1\.5'
sed '5s/\t0\.3\t/\t30\t/' sound.tsv >spoilt.tsv
spoilt "a frequency in percent" 65 'spoilt\.tsv:5:7' 'frequency'
expect "the wrong format named" 65 'regenie' 'GENPOS' -- --input a=sound.tsv --input b=other.tsv --input-format regenie
gzip -c sound.tsv | head -c 2000 >cut.tsv.gz
expect "compressed text cut short" 65 'cut\.tsv\.gz' 'cut short' -- --input a=sound.tsv --input b=cut.tsv.gz
expect "a missing file" 66 'nowhere\.tsv' -- --input a=sound.tsv --input b=nowhere.tsv
mkdir folder
expect "a folder" 66 'folder' -- --input a=sound.tsv --input b=folder
expect "a pipe" 66 'no file on a disk' -- --input a=sound.tsv --input b=/dev/null
expect "one study" 65 'two studies' -- --input a=sound.tsv
expect "no study" 2 '--input' --
expect "a study without a name" 2 'NAME=PATH' -- --input sound.tsv --input b=other.tsv
expect "two studies of one name" 65 'named twice' -- --input a=sound.tsv --input a=other.tsv
expect "one file for two studies" 65 'sound\.tsv' -- --input a=sound.tsv --input b=sound.tsv
printf 'study\tpath\tgc\na\tsound.tsv\tyes\nb\tother.tsv\tsome\n' >studies.tsv
expect "a table of studies with a mistake" 65 'studies\.tsv:3:3' 'some' -- --inputs studies.tsv
launcher=(mpirun -n 2)
expect "on two ranks" 65 'spoilt\.tsv:5:7' -- --input a=sound.tsv --input b=spoilt.tsv
launcher=()
status=0
"$atria" reduce --out result --input a=sound.tsv --input b=other.tsv 2>err.txt || status=$?
[ $status = 2 ] && grep -q -- --meta err.txt || fail "without --meta: exit code $status"

# Left out, counted and named.
excluded() { gzip -dc result/excluded.tsv.gz | awk -F'\t' -v reason="$1" 'NR > 1 && $8 ~ reason' | wc -l; }
named() {  # named NAME REASON COUNT
    [ "$(excluded "$2")" = "$3" ] || fail "$1: excluded.tsv.gz names $(excluded "$2") rows for /$2/, not $3"
    grep -q "$2" result/run.json || fail "$1: run.json does not count /$2/"
    grep -q "$2" result/log.txt || fail "$1: log.txt does not tell /$2/"
}
{
    cat sound.tsv
    row 1 10 A G 9 0.1 0.3 0.5 rs1 1000
    row 1 20 C T 9 0.1 0.3 0.5 rs2 1000
    row 2 10 A G 0.1 0 0.3 0.5 rs1001 1000
    row 2 20 A G 0.1 -1 0.3 0.5 rs1002 1000
    row 2 30 A G nan 0.1 0.3 0.5 rs1003 1000
    row 2 40 A G 0.1 NA 0.3 3.2e-400 rs1004 1000
    row 2 50 A G 0.1 NA 0.3 1 rs1005 1000
    row KI270 60 A G 0.1 1 0.3 1 rs1006 1000
} >spoilt.tsv
spoilt "rows that cannot be used" 0 'derived from beta and p' 'first on line 402'
named "duplicates" "has the same variant already" 2
named "errors not above 0" "standard error not above 0" 2
named "an effect of nan" "effect missing or not finite" 1
named "no standard error and p = 1" "none follows from p" 1
named "a contig" "chromosome not placed" 1
[ "$(gzip -dc result/meta.tsv.gz | awk -F'\t' '$10 == "rs1004" { print $8 }')" = 3.2e-400 ] || fail "p of 3.2e-400 did not come back"
[ "$(gzip -dc result/meta.tsv.gz | wc -l)" = 402 ] || fail "unexpected rows"
sed -e '3s/\tA\tG/\tA\tC/' -e '4s/\tA\tG/\tT\tC/' sound.tsv >spoilt.tsv
expect "other alleles by rsid" 0 'other alleles than in the first study' -- --input a=sound.tsv --input b=spoilt.tsv --match rsid
named "other alleles" "other alleles than in the first study" 1
spoilt "other alleles by position" 0 '1 positions have other alleles'
[ "$(gzip -dc result/meta.tsv.gz | wc -l)" = 402 ] || fail "other alleles at one position are not kept apart"
expect "too few studies" 0 '2 variants are in fewer than 2 studies' -- --input a=sound.tsv --input b=spoilt.tsv --min-studies 2
[ "$(gzip -dc result/meta.tsv.gz | wc -l)" = 400 ] || fail "--min-studies keeps others"

# One genetic model: TRAIT.tsv.gz names it, and swapped alleles are turned round in additive results only.
model_table() { awk -F'\t' -v OFS='\t' -v test="$1" '{ print $0, NR == 1 ? "test\tstatus" : test "\tok" }' sound.tsv; }
model_table ADD-T >additive.tsv
model_table REC-T >recessive.tsv
expect "unlike genetic models" 65 'recessive\.tsv' 'REC' 'ADD' -- --input a=additive.tsv --input b=recessive.tsv
expect "a recessive model beside one that is not told" 65 'recessive\.tsv' 'REC' -- --input a=sound.tsv --input b=recessive.tsv
awk -F'\t' -v OFS='\t' 'NR == 3 { swap = $3; $3 = $4; $4 = swap } 1' recessive.tsv >swapped.tsv
expect "one genetic model" 0 'not additive' -- --input a=recessive.tsv --input b=swapped.tsv
named "swapped alleles of a recessive model" "cannot be turned round" 1
[ "$(gzip -dc result/meta.tsv.gz | awk -F'\t' 'NR > 1 { print $14 }' | sort -u)" = REC-META-FIXED ] || fail "meta.tsv.gz does not say REC"

# A finished result stands; --check and --stub compute nothing.
status=0
"$atria" reduce --meta --out result --input a=sound.tsv --input b=other.tsv 2>err.txt || status=$?
[ $status = 77 ] && grep -q -- --force err.txt || fail "a finished result: exit code $status"
run "$atria" reduce --meta --out result --input a=sound.tsv --input b=other.tsv --force
run "$atria" reduce --meta --out checked --input a=sound.tsv --input b=other.tsv --check
[ ! -e checked ] || fail "--check left something behind"
run "$atria" reduce --meta --out stub --input a=sound.tsv --input b=other.tsv --stub
[ "$(gzip -dc stub/meta.tsv.gz)" = "$(gzip -dc result/meta.tsv.gz | head -n 1)" ] || fail "the stub is not the header"
run "$atria" verify stub
expect "a mistake is found by --check" 65 'cut\.tsv\.gz' -- --input a=sound.tsv --input b=cut.tsv.gz --check

awk 'BEGIN { OFS = "\t"; while (i < 200000) { ++i; print 1, i, "A", "G", 0.1, 0.1, 0.3, 0.5, "rs" i, 1000 } }' |
    { echo "$header"; cat; } >large.tsv
expect "too little memory" 69 '--memory' -- --input a=large.tsv --input b=sound.tsv --memory 8M
for part in 1 2 3 4; do
    { echo "$header"; tail -n +2 large.tsv | awk -v part=$part 'NR % 4 == part - 1'; } >part$part.tsv
done
expect "too little memory for many small studies" 69 '--memory' -- --input a=part1.tsv --input b=part2.tsv \
    --input c=part3.tsv --input d=part4.tsv --memory 12M

# A byte changed anywhere: a result or a message, never a crash.
cut -f1-8 sound.tsv | awk 'NR == 1 { print "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N TEST BETA SE CHISQ LOG10P EXTRA"; next }
    { print $1, $2, "rs" NR, $4, $3, $7, 1000, "ADD", $5, $6, 1, 0.3, "NA" }' >sound.regenie
RANDOM=7
for round in $(seq 1 80); do
    source=sound.tsv
    [ $((round % 2)) = 0 ] || source=sound.regenie
    head -n 30 $source >changed
    for change in 1 2 3; do
        printf "\\x$(printf %02x $((RANDOM % 256)))" |
            dd of=changed bs=1 seek=$((RANDOM % $(stat -c %s changed))) conv=notrunc status=none
    done
    status=0
    "$atria" reduce --meta --quiet --force --out fuzzed --input a=sound.tsv --input b=changed >out.txt 2>err.txt || status=$?
    case $status in
        0) ;;
        65) [ "$(grep -c '^atria: ' err.txt)" = 1 ] || fail "changed bytes, round $round: not one message" ;;
        *) fail "changed bytes, round $round: exit code $status: $(tail -n 1 err.txt)" ;;
    esac
done

[ $failures = 0 ] && echo "all passed"
exit $((failures > 0))
