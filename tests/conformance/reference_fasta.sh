#!/usr/bin/env bash
# atria shard --reference-fasta: alleles are normalised as bcftools norm does, and a PLINK 1 file whose alleles are swapped or on
# the other strand gives the shards of the VCF that names the reference; what is not the reference's is left out by name.
# bash reference_fasta.sh ATRIA WORK_FOLDER
. "$(dirname "${BASH_SOURCE[0]}")/support.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
python3 "$here/reference_fasta.py" make .
bcftools norm -f genome.fa clean.vcf 2>norm.log | bcftools query -f '%CHROM %POS %ID %REF %ALT\n' >norm.txt
for file in clean.vcf faulty; do
    name=${file%.vcf}
    printf 'cohort\tgenotypes\trecords\none\t%s\tpeople.tsv\n' $file >$name.tsv
    run "$atria" shard --cohorts $name.tsv --out $name.study --reference-fasta genome.fa
done
python3 "$here/reference_fasta.py" check clean.study/variant_fates.tsv.gz norm.txt || fail "the VCF is normalised otherwise"
python3 "$here/reference_fasta.py" check faulty.study/variant_fates.tsv.gz norm.txt planted.tsv || fail "fates are not those planted"
digests() { (cd "$1" && sha256sum variants.h5 one/chr*.h5); }
cmp <(digests clean.study) <(digests faulty.study) && echo "ok: the same shards" || fail "the shards differ"
wrong=$(grep -c 'dropped:not the reference' planted.tsv)
[ "$(awk -F'\t' '$6 ~ /^not the reference/ && $7 == "yes"' faulty.study/excluded.tsv | wc -l)" = "$wrong" ] || fail "not all of $wrong are named"

# A VCF that names another REF than the FASTA: bases that only a swap explains are turned back; A/T and C/G are left out.
awk -F'\t' -v OFS='\t' '/^#/ || length($4 $5) > 2 { print; next }
    { pair = $4 $5; ambiguous = pair ~ /^(AT|TA|CG|GC)$/
      if (NR % 3 == 0) {
          print $1 ":" $2, ambiguous >"swapped.txt"
          $4 = substr(pair, 2); $5 = substr(pair, 1, 1)
          for (i = 10; i <= NF; i++) { gsub(/0/, "x", $i); gsub(/1/, "0", $i); gsub(/x/, "1", $i) }
      } print }' clean.vcf >swapped.vcf
printf 'cohort\tgenotypes\trecords\none\tswapped.vcf\tpeople.tsv\n' >swapped.tsv
run "$atria" shard --cohorts swapped.tsv --out swapped.study --reference-fasta genome.fa
grep -q 'WARNING.*do not fit the reference FASTA' run.log || fail "many swapped alleles are not told"
ambiguous=$(awk '$2 == 1' swapped.txt | wc -l)
named=$(grep -c "A/T or C/G variant of which the file's reference is not that of the FASTA" swapped.study/excluded.tsv || true)
[ "$ambiguous" -gt 0 ] && [ "$named" = "$ambiguous" ] || fail "$named of $ambiguous swapped A/T and C/G variants are left out"
# Without these the study is that of the sound file.
awk -F'\t' -v OFS='\t' 'NR == FNR { split($0, part, "\t"); if (part[2] == 1) drop[part[1]]; next } /^#/ || !(($1 ":" $2) in drop)' swapped.txt clean.vcf >less.vcf
printf 'cohort\tgenotypes\trecords\none\tless.vcf\tpeople.tsv\n' >less.tsv
run "$atria" shard --cohorts less.tsv --out less.study --reference-fasta genome.fa
grep -q 'WARNING' run.log && fail "a sound file gets a warning: $(grep WARNING run.log)"
cmp <(digests swapped.study) <(digests less.study) && echo "ok: swapped alleles are turned back" || fail "swapped alleles give other shards"

# Both together: the same variants, none turned that was not planted.
printf 'cohort\tgenotypes\trecords\none\tclean.vcf\tpeople.tsv\ntwo\tfaulty\tothers.tsv\n' >both.tsv
cp people.tsv others.tsv
run "$atria" shard --cohorts both.tsv --out both.study --reference-fasta genome.fa
cmp both.study/variants.h5 clean.study/variants.h5 || fail "the second cohort adds variants"

# Without the option indels stay as they are; what is no sound FASTA is refused.
run "$atria" shard --cohorts clean.tsv --out plain.study
zcat plain.study/variant_fates.tsv.gz | awk -F'\t' 'NR > 1 { print "chr" $1, $2, $5, $3, $4 }' | sort |
    cmp - <(bcftools query -f '%CHROM %POS %ID %REF %ALT\n' clean.vcf | sort) || fail "variants change without a FASTA"
mkdir bare
cp genome.fa bare
status=0
"$atria" shard --cohorts clean.tsv --out none.study --reference-fasta bare/genome.fa --quiet 2>err.txt || status=$?
[ "$status" = 66 ] && grep -q 'samtools faidx genome.fa' err.txt || fail "no index: exit code $status, $(cat err.txt)"

echo "$failures failures"
[ "$failures" -eq 0 ]
