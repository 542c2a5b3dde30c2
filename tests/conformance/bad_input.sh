#!/usr/bin/env bash
# Bad input ends with the promised exit code and a message that names the place and a remedy: never with a crash, a hang or
# a result. A table of cases: what is spoilt, what is run, the exit codes allowed, and what stderr must say.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failures=0

# A small sound study: the first 100 variants in all people.
variants=100
mkdir small
cp "$cohorts"/*.records.tsv "$cohorts/cohorts.tsv" "$cohorts/EUR_subset.fam" small
head -n $variants "$cohorts/EUR_subset.bim" >small/EUR_subset.bim
head -c $((3 + variants * 95)) "$cohorts/EUR_subset.bed" >small/EUR_subset.bed
run "$atria" shard --cohorts small/cohorts.tsv --out sound

# expect NAME CODES PATTERNS COMMAND...: PATTERNS are separated by " && "; all must be in what the command says on stderr.
expect() {
    local name=$1 codes=$2 patterns=$3 status=0 pattern wrong=""
    shift 3
    timeout 120 "$@" >out.txt 2>err.txt || status=$?
    [[ " $codes " == *" $status "* ]] || wrong="exit code $status, not $codes"
    while IFS= read -r pattern; do
        grep -qiE -- "$pattern" err.txt || wrong="$wrong; stderr lacks /$pattern/"
    done < <(sed 's/ && /\n/g' <<<"$patterns")
    if [ "$(grep -c . err.txt)" -gt 40 ]; then wrong="$wrong; more than 40 lines on stderr"; fi
    if [ -n "$wrong" ]; then
        echo "FAILED: $name: $wrong"
        sed 's/^/    stderr: /' err.txt | head -n 12
        failures=$((failures + 1))
    else
        echo "ok: $name: $(tail -n 1 err.txt | cut -c1-220)"
    fi
}
spoil() { rm -rf spoilt spoilt_study; cp -r small spoilt; }
shard() { expect "$1" "$2" "$3" "$atria" shard --cohorts spoilt/cohorts.tsv --out spoilt_study; absent "$1" spoilt_study; }
absent() { [ ! -e "$2" ] || { echo "FAILED: $1: left $2 behind"; failures=$((failures + 1)); }; }
associate() { rm -rf result; expect "$1" "$2" "$3" "$atria" associate --study "${study_of_case:-sound}" --out result "${@:4}"; }
survive() { rm -rf result; expect "$1" "$2" "$3" "$atria" survive --study "${study_of_case:-sound}" --out result "${@:4}"; }

# Genotypes
spoil; head -c 5000 small/EUR_subset.bed >spoilt/EUR_subset.bed
shard "bed cut short" "65" "EUR_subset\.bed && (5000|5,000) && (9503|9,503)"
spoil; head -n 300 small/EUR_subset.fam >spoilt/EUR_subset.fam
shard "fam and bed disagree" "65" "EUR_subset\.(bed|fam) && (300|fam)"
spoil; head -n 99 small/EUR_subset.bim >spoilt/EUR_subset.bim
shard "bim and bed disagree" "65" "EUR_subset\.(bed|bim) && (99|bim)"
spoil; { printf 'PK\003'; tail -c +4 small/EUR_subset.bed; } >spoilt/EUR_subset.bed
shard "not a bed file" "65" "EUR_subset\.bed"
spoil; { printf '\154\033\000'; tail -c +4 small/EUR_subset.bed; } >spoilt/EUR_subset.bed
shard "bed by individual" "65" "EUR_subset\.bed"
spoil; rm spoilt/EUR_subset.fam
shard "no fam" "66" "EUR_subset\.fam"
spoil; sed -i '7s/\t[0-9]*\t\([ACGT]*\)\t/\tmany\t\1\t/' spoilt/EUR_subset.bim
shard "a word for a position in the bim" "65" "EUR_subset\.bim:7"

# Records
spoil; sed -n 5p small/CEU.records.tsv >>spoilt/CEU.records.tsv
shard "duplicated id" "65" "CEU\.records\.tsv && $(sed -n 5p small/CEU.records.tsv | cut -f1) && line(s)? ?5|:5"
spoil; awk -F'\t' -v OFS='\t' 'NR == 9 { $5 = "high" } { print }' small/GBR.records.tsv >spoilt/GBR.records.tsv
shard "a word in a numeric column" "65" "GBR\.records\.tsv:9 && QCOV2 && high"
spoil; awk -F'\t' -v OFS='\t' 'NR > 1 { $1 = "person" NR } { print }' small/TSI.records.tsv >spoilt/TSI.records.tsv
shard "no id in common" "65" "TSI && person && (id column|\bid\b)"
spoil; rm spoilt/FIN.records.tsv
shard "no records" "66" "FIN\.records\.tsv"
spoil; cut -f2- small/FIN.records.tsv >spoilt/FIN.records.tsv
shard "records without an id column" "65 78" "FIN\.records\.tsv && \bid\b"
spoil; sed -i '4s/$/\textra\tcells/' spoilt/FIN.records.tsv
shard "a line with too many cells" "65" "FIN\.records\.tsv:4"
spoil; tr '\t' ' ' <small/FIN.records.tsv >spoilt/FIN.records.tsv
shard "separated by blanks" "65" "FIN\.records\.tsv && tab"
spoil; : >spoilt/FIN.records.tsv
shard "an empty table" "65" "FIN\.records\.tsv"

# The cohort table
spoil; sed -i '3s/^FIN/CEU!/' spoilt/cohorts.tsv
shard "a name that no folder can have" "65 78" "cohorts\.tsv(:3)? && CEU!"
spoil; sed -i '1s/genotypes/genotype/' spoilt/cohorts.tsv
shard "an unknown column" "65 78" "cohorts\.tsv && genotype"
expect "no cohort table" "66" "nowhere\.tsv" "$atria" shard --cohorts nowhere.tsv --out spoilt_study
expect "a study that is there already" "2 65 77 78" "sound && --force" "$atria" shard --cohorts small/cohorts.tsv --out sound

# Scans
associate "unknown trait" "65 78" "PHENOO && PHENO\b" --trait PHENOO "${covariates[@]}"
associate "unknown covariate" "65 78" "QCOV3 && QCOV[12]" --trait PHENO --covariate QCOV3
associate "a power of a word" "78" "QCOV1\^two && whole number" --trait PHENO --covariate 'QCOV1^two'
associate "a product with a name missing" "78" "QCOV1\* && name is missing" --trait PHENO --covariate 'QCOV1*'
associate "a product named twice" "78" "QCOV2\*QCOV1 && twice" --trait PHENO --covariate 'QCOV1*QCOV2,QCOV2*QCOV1'
associate "unknown column in a product" "78" "QCOV3 && QCOV[12]" --trait PHENO --covariate 'QCOV1*QCOV3'
associate "words in a product" "65" "CAT_COV && --categorical" --trait PHENO --covariate 'QCOV1*CAT_COV'
associate "a power of a category" "78" "CAT_COV\^2 && categorical" --trait PHENO --categorical CAT_COV --covariate 'CAT_COV^2'
associate "unknown reference level" "78" "CAT_COV=Z && levels" --trait PHENO --categorical CAT_COV --reference CAT_COV=Z
associate "reference of no category" "78" "QCOV1 && --categorical" --trait PHENO --covariate QCOV1 --reference QCOV1=1
associate "a reference without a level" "2" "CAT_COV && NAME=LEVEL" --trait PHENO --categorical CAT_COV --reference CAT_COV
associate "unknown cohort" "65 78" "CEX && CEU" --trait PHENO --cohort CEX
associate "a categorical trait" "65 78" "CAT_COV" --trait CAT_COV
study_of_case=nowhere
associate "no study" "66" "nowhere" --trait PHENO
unset study_of_case
associate "unknown option" "2" "--covarate && '?(--)?covariate" --trait PHENO --covarate QCOV1
associate "no trait" "2 78" "--trait"
associate "a region that ends before it begins" "2" "17:9-5 && chromosome:from-to" --trait PHENO --region 17:9-5
associate "a region with commas in its numbers" "2" "commas part" --trait PHENO --region 17:9,000-9,500
associate "a chromosome that is not there" "78" "chromosomes 17" --trait PHENO --chromosome X
associate "no list of variants" "66" "nowhere\.txt" --trait PHENO --extract nowhere.txt
head -n 3 small/EUR_subset.bim >list.txt
associate "a table instead of a list of variants" "65" "list\.txt:1 && one name" --trait PHENO --exclude list.txt
printf 'NA06984 CEU\nNA06986 CEX\n' >list.txt
survive "a list of people with an unknown cohort" "65" "list\.txt:2:2 && CEX && CEU" --outcome af=entry_age,exit_age,af_event --keep list.txt
survive "unknown column of an outcome" "65 78" "exit_agee && exit_age\b" --outcome af=entry_age,exit_agee,af_event
survive "an outcome without columns" "2 78" "outcome && NAME=" --outcome af
echo 'trait = PHENO
covarate = QCOV1' >typo.cfg
associate "unknown key in a config file" "78" "typo\.cfg:2 && covarate && covariate" --config typo.cfg

# Records that only a scan can judge
with_records() {  # with_records AWK_PROGRAM COHORT...: a study of spoilt records
    spoil
    local program=$1 cohort
    shift
    for cohort in "$@"; do
        awk -F'\t' -v OFS='\t' "$program" "small/$cohort.records.tsv" >"spoilt/$cohort.records.tsv"
    done
    run "$atria" shard --cohorts spoilt/cohorts.tsv --out spoilt_study
}
study_of_case=spoilt_study
outcome=af=entry_age,exit_age,af_event
with_records 'NR == 6 { $8 = $7 - 91 } { print }' GBR
survive "exit before entry" "65" "GBR && (exit_age|exit) && $(sed -n 6p small/GBR.records.tsv | cut -f1)" --outcome $outcome
with_records 'NR == 6 { $9 = 2 } { print }' GBR
survive "an event that is neither 0 nor 1" "65" "GBR && af_event" --outcome $outcome
with_records 'NR > 1 { $5 = 0.25 } { print }' FIN
associate "covariate constant in a cohort" "65 78" "QCOV2 && FIN" --trait PHENO "${covariates[@]}"
survive "covariate constant in a cohort (Cox)" "65 78" "QCOV2 && FIN" --outcome $outcome "${covariates[@]}"
with_records 'NR > 1 { $5 = "NA" } { print }' FIN
associate "covariate missing in a cohort" "65 78" "QCOV2 && FIN" --trait PHENO "${covariates[@]}"
survive "covariate missing in a cohort (Cox)" "65 78" "QCOV2 && FIN" --outcome $outcome "${covariates[@]}"

# Predictions
unset study_of_case
printf 'FID_IID' >people.ids; awk '{ printf " %s_%s", $1, $2 } END { print "" }' small/EUR_subset.fam >>people.ids
cut -f1 small/EUR_subset.bim | sort -u >small.chromosomes
predictions() {  # predictions NAME: a sound file for the small study
    { cat people.ids; while read -r chromosome; do awk -v c="$chromosome" '{ printf "%s", c; for (i = 2; i <= NF; ++i) printf " %g", i / 1e3; print "" }' people.ids; done <small.chromosomes; } >"$1"
}
predictions sound.loco
loco() { echo "PHENO $4" >pred.list; associate "$1" "$2" "$3" --trait PHENO --loco-predictions pred.list; }
echo 'other sound.loco' >pred.list
associate "a trait without predictions" "65" "pred\.list && PHENO" --trait PHENO --loco-predictions pred.list
associate "no prediction list" "66" "nowhere\.list" --trait PHENO --loco-predictions nowhere.list
loco "no prediction file" "66" "nowhere\.loco" nowhere.loco
head -n 1 sound.loco >short.loco; loco "predictions without the chromosome" "65" "short\.loco && chromosome 17" short.loco
sed '2s/ [^ ]*$//' sound.loco >short.loco; loco "predictions cut short" "65" "short\.loco:2 && 378 && 379" short.loco
sed '2s/ [^ ]*$/ high/' sound.loco >word.loco; loco "a word among predictions" "65" "word\.loco:2 && high" word.loco
sed '2s/ [^ ]*$/ 1e300/' sound.loco >absurd.loco; loco "an absurd prediction" "65" "absurd\.loco:2 && column 380 && 1e300 && NA" absurd.loco
sed '1s/ [^ ]*$/ 1_HG00096/' sound.loco >twice.loco; loco "predictions of a person twice" "65" "twice\.loco:1 && HG00096 && twice" twice.loco
sed '1s/ [^ ]*$/ 77_HG00096/' sound.loco >twice.loco; loco "two ids of one person" "65" "twice\.loco:1 && HG00096 && same person" twice.loco
sed '1s/_HG/_XX/g; 1s/_NA/_XX/g' sound.loco >strangers.loco; loco "predictions of strangers" "65" "strangers\.loco:1 && nobody" strangers.loco
expect "predictions without the binary trait" "65" "pred\.list && 'sex' && add a line" "$atria" associate --study sound --out result \
    --binary-trait sex --loco-predictions pred.list
associate "predictions in an unknown unit" "2 78" "loco-unit" --trait PHENO --loco-predictions pred.list --loco-unit metres
associate "an unknown transform" "2 78" "rint && pooled" --trait PHENO --rint yes

# Damage
unset study_of_case
flip() {  # flip FILE OFFSET: one bit
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    printf "$(printf '\\%03o' $((byte ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
rm -rf damaged; cp -r sound damaged
shard_file=damaged/FIN/chr17.h5
# The packed calls stand in the file as they are: the first row is found by its bytes.
h5dump -d /genotypes/packed -b LE -o packed.bin "$shard_file" >/dev/null
row=$(head -c 20 packed.bin | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\x/g')
offset=$(grep -obUaP "$row" "$shard_file" | head -n 1 | cut -d: -f1)
flip "$shard_file" $((offset + 10))
expect "verify: a flipped bit" "65" "FIN/chr17\.h5 && /genotypes/packed" "$atria" verify --study damaged
study_of_case=damaged
associate "scan of a shard with a flipped bit" "65" "FIN/chr17\.h5 && /genotypes/packed" --trait PHENO
survive "Cox scan of a shard with a flipped bit" "65" "FIN/chr17\.h5 && /genotypes/packed" --outcome $outcome
unset study_of_case
rm -rf damaged; cp -r sound damaged; rm damaged/TSI/chr17.h5
expect "verify: a missing shard" "65 66" "TSI" "$atria" verify --study damaged
rm -rf damaged; cp -r sound damaged; truncate -s -100 damaged/TSI/chr17.h5
expect "verify: a shard cut short" "65" "TSI" "$atria" verify --study damaged
study_of_case=damaged
associate "scan of a shard cut short" "65 74" "TSI" --trait PHENO
unset study_of_case
rm -rf damaged; cp -r sound damaged; sed -i 's/"layout_version": *[0-9]*/"layout_version": 99/' damaged/study.json
study_of_case=damaged
associate "a study of a newer layout" "65 78" "99" --trait PHENO
unset study_of_case

# An output folder that cannot be written. Root may write anywhere but below a regular file.
: >a_file
expect "output below a file (associate)" "66 74 78" "a_file" "$atria" associate --study sound --out a_file/result --trait PHENO
expect "output below a file (survive)" "66 74 78" "a_file" "$atria" survive --study sound --out a_file/result --outcome $outcome
expect "output below a file (shard)" "66 74 78" "a_file" "$atria" shard --cohorts small/cohorts.tsv --out a_file/study
run "$atria" associate --study sound --out finished --trait PHENO
before=$(sha256sum finished/PHENO.tsv.gz)
"$atria" associate --study sound --out finished --trait PHENO >/dev/null 2>&1 || true
[ "$before" = "$(sha256sum finished/PHENO.tsv.gz)" ] || { echo "FAILED: a finished result was overwritten"; failures=$((failures + 1)); }

# A run that replaces a result looks first: a typing error costs nothing.
expect "--force with an unknown trait" "78" "PHENOO" "$atria" associate --study sound --out finished --trait PHENOO --force
[ "$before" = "$(sha256sum finished/PHENO.tsv.gz)" ] || { echo "FAILED: a failing --force took the result away"; failures=$((failures + 1)); }
expect "results inside the study" "77" "sound/inside && outside" "$atria" associate --study sound --out sound/inside --trait PHENO
absent "results inside the study" sound/inside

# Two traits whose results would be one file.
spoil; awk -F'\t' -v OFS='\t' '{ print $0, NR == 1 ? "PHENO.cohorts" : NR % 7 }' small/CEU.records.tsv >spoilt/CEU.records.tsv
run "$atria" shard --cohorts spoilt/cohorts.tsv --out shared
study_of_case=shared
associate "two results in one file" "78" "PHENO\.cohorts\.tsv\.gz" --cohort CEU --trait PHENO --trait PHENO.cohorts
unset study_of_case

# A disk that fills while parts and results are written: the limit on the size of files stands for it.
for limit in 4 16 40 100 160; do
    rm -rf result
    expect "a full disk at $limit KiB" "0 74" "" bash -c "trap '' XFSZ; ulimit -f $limit; exec \"\$@\"" full \
        "$atria" associate --study sound --out result --trait PHENO
    if [ -e result/results.h5 ] && ! "$atria" verify result >/dev/null 2>&1; then
        echo "FAILED: a full disk left a result that is not whole"; failures=$((failures + 1))
    fi
done
rm -rf result
expect "a full disk" "74" "File too large|space left" bash -c "ulimit -f 16; exec \"\$@\"" full \
    "$atria" associate --study sound --out result --trait PHENO

# On several ranks: one message, one exit code, no hang.
rm -rf result
expect "bad data on three ranks" "65 78" "PHENOO" mpirun -n 3 "$atria" associate --study sound --out result --trait PHENOO
if [ "$(grep -c 'PHENOO' err.txt)" -gt 1 ]; then echo "FAILED: the message came more than once"; cat err.txt; failures=$((failures + 1)); fi

echo "$failures failures"
[ "$failures" -eq 0 ]
