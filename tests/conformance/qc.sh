#!/usr/bin/env bash
# atria qc against plink2's --freq, --missing, --hardy and --het and plink1.9's --check-sex, all printed digits: on the real data
# with 5 % of calls missing, by cohort and together; with chromosome 22 as X and its sexes, and 21 as Y; on a simulated X.
# Planted duplicates, within and across cohorts, swapped sexes and turned frequencies are found. The lists are what scans take. The bytes are the
# same for any number of ranks and threads and any block size.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*"; failed=1; }

mkdir input
cp "$cohorts"/EUR_subset.{bim,fam} "$cohorts/cohorts.tsv" input
Rscript "$here/set_missing.R" "$cohorts" input
run "$atria" shard --cohorts input/cohorts.tsv --out study
for cohort in CEU FIN GBR IBS TSI; do
    awk 'NR == FNR { family[$2] = $1; next } FNR > 1 { print family[$1] "\t" $1 }' input/EUR_subset.fam input/$cohort.records.tsv >$cohort.keep
done

# The autosomes
plink() { run plink2 --threads 1 "$@"; }
run "$atria" qc --study study --out all --min-mac 0 --duplicates off
plink --bfile input/EUR_subset --freq --missing --hardy --out all.plink
plink --bfile input/EUR_subset --keep FIN.keep --freq --missing --hardy --het small-sample --out FIN.plink
plink --bfile input/EUR_subset --keep FIN.keep --het --out FIN.plain
run "$atria" qc --study study --out plain --cohort FIN --het-expectation plain --duplicates off
Rscript "$here/qc.R" variants all '*' all.plink input/EUR_subset.bim hardy || failed=1
Rscript "$here/qc.R" variants all FIN FIN.plink input/EUR_subset.bim hardy || failed=1
Rscript "$here/qc.R" people all FIN FIN.plink || failed=1
Rscript "$here/qc.R" people plain FIN FIN.plain het-only || failed=1

# Thresholds: the same variants as plink2's
plink --bfile input/EUR_subset --geno 0.05 --maf 0.05 --mac 50 --write-snplist --out limits
run "$atria" qc --study study --out limits --min-call-rate 0.95 --min-maf 0.05 --min-mac 50 --min-hwe-p 0 --max-fst 1 --duplicates off
awk 'NR == FNR { kept[$1]; next } $2 in kept { print $1 ":" $4 ":" $6 ":" $5 }' limits.snplist input/EUR_subset.bim | sort >limits.expected
sort limits/keep_variants.txt | cmp - limits.expected && echo "limits: the same $(wc -l <limits.expected) variants as plink2's" || fail "limits differ from plink2's"
plink --bfile input/EUR_subset --keep FIN.keep --hwe 0.001 --write-snplist --out hwe
run "$atria" qc --study study --out hwe --cohort FIN --min-call-rate 0 --min-mac 0 --min-hwe-p 0.001 --duplicates off
awk 'NR == FNR { kept[$1]; next } $2 in kept { print $1 ":" $4 ":" $6 ":" $5 }' hwe.snplist input/EUR_subset.bim | sort >hwe.expected
sort hwe/keep_variants.txt | cmp - hwe.expected && echo "hwe: the same $(wc -l <hwe.expected) variants as plink2's" || fail "--min-hwe-p differs from plink2's"
plink --bfile input/EUR_subset --mind 0.05 --write-samples --out mind
run "$atria" qc --study study --out mind --min-person-call-rate 0.95 --het-sd 1000 --duplicates off
cmp <(awk 'NR > 1 { print $1 }' mind/keep_people.txt | sort) <(awk 'NR > 1 { print $2 }' mind.id | sort) || fail "people of a call rate differ from plink2's"

# X and Y: chromosomes 22 and 21 with the sexes of the data, whose heterozygous men are many
mkdir x_input
cp input/*.records.tsv input/EUR_subset.{bed,fam} input/cohorts.tsv x_input
awk -v OFS='\t' '$1 == 22 { $1 = 23 } $1 == 21 { $1 = 24 } { print }' input/EUR_subset.bim >x_input/EUR_subset.bim
run "$atria" shard --cohorts x_input/cohorts.tsv --out x_study
run "$atria" qc --study x_study --out x --min-mac 0 --duplicates off
plink --bfile x_input/EUR_subset --set-hh-missing --make-bed --out x_clean
plink --bfile x_clean --freq --missing --out x.plink
plink --bfile x_clean --keep FIN.keep --freq --missing --out x.FIN
# Proportions on X are those of women alone; plink2's own test there takes men's frequency into account.
plink --bfile input/EUR_subset --chr 22 --keep FIN.keep --keep-females --hardy --out x_hardy.FIN
Rscript "$here/qc.R" variants x '*' x.plink x_clean.bim || failed=1
Rscript "$here/qc.R" variants x FIN x.FIN x_clean.bim x_hardy.FIN || failed=1
plink --bfile x_input/EUR_subset --keep FIN.keep --missing --het small-sample --out x_people.FIN
run plink1.9 --bfile x_input/EUR_subset --keep FIN.keep --check-sex ycount --out x_count.FIN  # counts Y calls against women
run plink1.9 --bfile x_input/EUR_subset --keep FIN.keep --check-sex --out x_people.FIN
Rscript "$here/qc.R" people x FIN x_people.FIN sex x_count.FIN || failed=1

# Dosages: frequencies of dosages, homozygosity of hard calls
python3 "$here/../support/imputed_vcf.py" 200 1500 >imputed.vcf
awk 'BEGIN { print "id\tsex"; for (i = 1; i <= 200; ++i) print "p" i "\t" 1 + i % 2 }' >people.tsv
printf 'cohort\tgenotypes\trecords\none\timputed.vcf\tpeople.tsv\n' >imputed.tsv
run "$atria" shard --cohorts imputed.tsv --out imputed_study
run "$atria" qc --study imputed_study --out imputed --min-mac 0 --duplicates off
plink --vcf imputed.vcf dosage=DS --freq --het small-sample --out imputed.plink
Rscript "$here/qc.R" dosages imputed one imputed.plink || failed=1
Rscript "$here/qc.R" people imputed one imputed.plink het-only || failed=1

# Planted faults: duplicates with errors, swapped sexes, cohorts of which one has turned frequencies, on a simulated X
python3 "$here/qc_faults.py" faults
run "$atria" shard --cohorts faults/cohorts.tsv --out faults_study
run "$atria" qc --study faults_study --out found --min-x-variants 20
run plink1.9 --bfile faults/all --keep faults/A.keep --check-sex ycount --out faults_count.A
run plink1.9 --bfile faults/all --keep faults/A.keep --check-sex --out faults.A
plink --bfile faults/all --keep faults/A.keep --missing --het small-sample --out faults.A
Rscript "$here/qc.R" people found A faults.A sex faults_count.A || failed=1
cut -f1-4 found/duplicates.tsv | cmp - faults/duplicates.expected && echo "duplicates: the $(($(wc -l <faults/duplicates.expected) - 1)) planted pairs" || fail "other duplicates than those planted"
zcat found/people.tsv.gz | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next } $at["sex_check"] == "mismatch" { print $at["cohort"] "\t" $at["id"] }' |
    cmp - faults/swapped.expected && echo "sexes: the $(wc -l <faults/swapped.expected) swapped people" || fail "other people than those whose sex was swapped"
zcat found/variants.tsv.gz | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at["cohort"] != "*" && $at["status"] ~ /frequency_outlier/ { print $at["cohort"] "\t" $at["id"] }' |
    cmp - faults/turned.expected && echo "frequencies: the $(wc -l <faults/turned.expected) turned variants, and the cohort of each" || fail "other frequency outliers than those turned"
run "$atria" qc --study faults_study --out not_looked --duplicates off
[ "$(wc -l <not_looked/duplicates.tsv)" = 1 ] || fail "--duplicates off finds duplicates"

# The lists are what scans take
run "$atria" associate --study x_study --out scan --trait PHENO --covariate sex --keep x/keep_people.txt --extract x/keep_variants.txt
zcat scan/PHENO.tsv.gz | awk 'NR > 1' | wc -l | cmp - <(wc -l <x/keep_variants.txt) || fail "a scan has other variants than keep_variants.txt"

# Ranks, threads and blocks
for settings in "1 2 100" "2 1 256" "4 2 1000" "3 1 37"; do
    set -- $settings
    for job in faults_study:found x_study:x; do
        options=(--min-x-variants 20)
        [ ${job#*:} = found ] || options=(--min-mac 0 --duplicates off)
        rm -rf again
        run mpirun -n "$1" "$atria" qc --study "${job%:*}" --out again --threads "$2" --block-size "$3" "${options[@]}"
        for file in variants.tsv.gz people.tsv.gz duplicates.tsv keep_variants.txt keep_people.txt summary.json; do
            cmp "${job#*:}/$file" "again/$file" || fail "$file is another one on $1 ranks of $2 threads, blocks of $3"
        done
    done
done
echo "ranks, threads and blocks: the same bytes"

# A finished result stays, --force replaces it, a stub is replaced unasked; --check writes nothing
"$atria" qc --study study --out all >again.log 2>&1 && fail "a finished result is overwritten" || [ $? = 77 ] || fail "another exit code than 77"
run "$atria" qc --study study --out stub --stub
[ "$(zcat stub/variants.tsv.gz | wc -l)" = 1 ] && [ "$(zcat stub/people.tsv.gz | wc -l)" = 1 ] || fail "a stub has rows"
run "$atria" qc --study study --out stub --cohort IBS
run "$atria" qc --study study --out stub --cohort IBS --force
run "$atria" verify --study stub
run "$atria" qc --study study --out checked --check
[ ! -e checked ] || fail "--check leaves a folder"
exit $failed
