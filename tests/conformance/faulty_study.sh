#!/usr/bin/env bash
# A study of five cohorts with planted faults beside its clean twin (faulty_study.py): each fault is found, named and counted,
# and where it is mendable the pooled results are those of the clean study. bash faulty_study.sh ATRIA WORK_FOLDER.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
python3 "$here/faulty_study.py" make in
for twin in clean faulty; do
    run plink2 --vcf in/$twin/D.vcf --export bgen-1.2 ref-first bits=8 id-paste=iid --out in/$twin/D
    rm in/$twin/D.vcf
done

# Without dictionaries, that is as they come:
cut -f1-5 in/faulty/cohorts.tsv >in/faulty/undocumented.tsv

# --- Another build is refused, and told from the data alone.
# refused NAME PATTERN TABLE
refused() {
    local status=0
    "$atria" shard --cohorts "$3" --out refused --quiet >/dev/null 2>err.txt || status=$?
    if [ "$status" -ne 65 ] || ! grep -qE "$2" err.txt || [ -e refused ]; then
        fail "$1: exit code $status; $(head -c 1000 err.txt)"
    else
        echo "ok: $1: $(tail -n 1 err.txt | cut -c1-200)"
    fi
}
awk -F'\t' -v OFS='\t' 'NR > 1 { $4 = "" } $1 == "E" { $2 = "E38" } { print }' in/faulty/undocumented.tsv >in/faulty/moved.tsv
refused "positions of another build" \
    'cohort E \(E38.bim\) is on another genome build than A: of 1440 rs numbers looked at in both A and E, 1440 are at other positions .* of 1440 positions 0 are in both.*CrossMap' \
    in/faulty/moved.tsv
awk -F'\t' -v OFS='\t' 'NR > 1 { $4 = "" } $1 == "A" { $2 = "E38"; $3 = "E.records.tsv" } $1 != "E" { print }' in/faulty/undocumented.tsv >in/faulty/first.tsv
refused "the first cohort on another build" 'cohort A \(E38.bim\) is on another genome build than B: ' in/faulty/first.tsv
sed 's/GRCh37/GRCh38/' in/faulty/undocumented.tsv >in/faulty/header.tsv
refused "a header of another build" 'cohort C: C.vcf is on GRCh37 by its header \(##contig=<ID=1,length=249250621>\), the study on GRCh38' in/faulty/header.tsv
sed 's/\tE\tE.rec/\tbehind\tE.rec/' in/faulty/undocumented.tsv >in/faulty/behind.tsv
refused "a position behind the end" 'cohort E: behind.bim has a variant at position 198022431 of chromosome 3, which has 198022430 base pairs on GRCh37' in/faulty/behind.tsv
sed 's/GRCh37//' in/faulty/behind.tsv >in/faulty/behind_unstated.tsv
refused "a position behind the end by another file's header" 'behind.bim .* by C.vcf of cohort C' in/faulty/behind_unstated.tsv

# --- Units and codes are noticed without anybody saying so.
run "$atria" shard --cohorts in/faulty/undocumented.tsv --out undocumented
grep -Eq 'cohort B: the mean of chol is 2[0-9.]+, in the nearest other cohort 5\.[0-9]+\. Is it in another unit' undocumented/log.txt || fail "the unit of cholesterol goes unnoticed"
grep -Eq 'cohort C: column b1 .*-9' undocumented/log.txt || fail "the code -9 goes unnoticed"

# --- The two studies, and the fate of every variant.
run "$atria" shard --cohorts in/clean/cohorts.tsv --out C
run "$atria" shard --cohorts in/faulty/cohorts.tsv --harmonisation in/faulty/rules.tsv --out F
grep -q 'cohort C, .*: 18 cells of b1: code for a missing value' F/log.txt || fail "codes are not counted: $(grep cells F/log.txt)"
python3 "$here/faulty_study.py" fates F in/planted.tsv || fail "the fates are not those planted"
run "$atria" verify --study F
"$atria" inspect F >inspect.txt
for row in 'as_is 1440 1000 1030 1027 1065' 'dropped:ambiguous_near_half 0 40 40 40 40' 'swapped 0 80 20 10 16' 'flipped 0 20 35 36 9' \
    'flipped_swapped 0 0 15 27 10' 'swapped_by_frequency 0 40 10 5 8' 'flipped_by_frequency 0 20 35 36 9' \
    'flipped_swapped_by_frequency 0 0 15 27 10' 'by_frequency 0 240 240 232 273'; do
    grep -Eq "^ *${row// / +}" inspect.txt || fail "inspect does not show $row: $(grep -A12 variant_fates: inspect.txt)"
done
# By name: what is turned or complemented (kept) and left out, each once.
named() { awk -F'\t' -v left_out="$1" '$3 == "variant" && $7 == left_out' F/excluded.tsv | cut -f1,4 | sort; }
cmp <(named yes) <(awk -F'\t' -v OFS='\t' '$3 ~ /^dropped/ { print $1, $2 }' in/planted.tsv | sort) || fail "other variants are named as left out"
cmp <(named no) <(awk -F'\t' -v OFS='\t' '$3 ~ /swapped|flipped/ { print $1, $2 }' in/planted.tsv | sort) || fail "other variants are named as turned"
# Any number of ranks gives the same bytes.
run mpirun -n 3 "$atria" shard --cohorts in/faulty/cohorts.tsv --harmonisation in/faulty/rules.tsv --out F3
digests() { (cd "$1" && find . -type f ! -name log.txt | sort | xargs sha256sum); }
cmp <(digests F) <(digests F3) || fail "three ranks make another study"
# The other ways with A/T and C/G variants.
run "$atria" shard --cohorts in/clean/cohorts.tsv --out dropped --ambiguous drop
run "$atria" shard --cohorts in/clean/cohorts.tsv --out kept --ambiguous keep
variants() { "$atria" inspect "$1" --format json | grep -m1 '"variants"' | tr -dc 0-9; }
[ "$(variants dropped) $(variants kept)" = '1100 1440' ] || fail "--ambiguous drop and keep leave $(variants dropped), $(variants kept) variants"
zcat kept/variant_fates.tsv.gz | awk -F'\t' 'NR > 1 { for (i = 7; i <= 11; ++i) if ($i != "as_is") exit 1 }' || fail "--ambiguous keep changes a clean study"

# --- People who are there twice.
run "$atria" qc --study F --out QC --het-sd 1000 --min-hwe-p 0 --max-fst 1
cmp <(cut -f1-4 QC/duplicates.tsv | tail -n +2 | sort) <(sort in/people.tsv) || fail "the copies found are: $(cat QC/duplicates.tsv)"
[ "$(grep -c . QC/keep_people.txt)" -ge 1500 ] && ! grep -q copy QC/keep_people.txt || fail "a copy is kept, or an original is not"

# --- Results: the faulty study, mended, is the clean one.
scan() { run "$atria" "$1" --study "$2" --out "$3" "${@:4}"; }
for study in F C; do
    keep=()
    [ $study = F ] && keep=(--keep QC/keep_people.txt)
    scan associate $study R$study --trait q1,chol --binary-trait b1 --covariate age,sex "${keep[@]}"
    scan survive $study S$study --outcome t=t_exit,t_event --covariate age,sex "${keep[@]}"
done
for table in q1 chol b1; do
    python3 "$here/faulty_study.py" same RF/$table.tsv.gz RC/$table.tsv.gz || fail "$table differs"
    python3 "$here/faulty_study.py" same RF/$table.cohorts.tsv.gz RC/$table.cohorts.tsv.gz || fail "$table by cohort differs"
done
python3 "$here/faulty_study.py" same SF/t.tsv.gz SC/t.tsv.gz || fail "survival differs"

# --- Files and people named twice, or not at all.
{ cat in/clean/cohorts.tsv; printf 'G\t\tG.records.tsv\tGRCh37\t\t\n'; } >in/clean/more.tsv
sed 's/^A/G/' in/clean/A.records.tsv >in/clean/G.records.tsv
run "$atria" shard --cohorts in/clean/more.tsv --out more --check
grep -q 'cohort G names no genotypes in the cohort table: it has records only' run.log || fail "a cohort without genotypes is not told"
cp in/clean/cohorts.tsv in/clean/twice.tsv
printf 'again\tA\tA.records.tsv\tGRCh37\t\t\n' >>in/clean/twice.tsv
refused "records of two cohorts" 'twice.tsv:7:3 \(records\).*cohort A \(line 2\)' in/clean/twice.tsv
head -n 20 in/clean/A.records.tsv >in/clean/again.records.tsv
sed -i 's/A.records.tsv\tGRCh37\t\t$/&/; $s/A.records/again.records/' in/clean/twice.tsv
refused "people of one file in two cohorts" 'twice.tsv:7: 19 people of A.bed in cohort again belong to cohort A \(line 2\)' in/clean/twice.tsv

echo "$failures failures"
[ "$failures" -eq 0 ]
