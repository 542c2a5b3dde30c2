#!/usr/bin/env bash
# atria reduce --meta from the outside: against GWAMA, metafor and plain R on three studies in three formats; against the
# meta-analysis of a scan, fed with its rows by cohort; against the same on plink2's own output; and the same bytes
# whatever the threads, the ranks and the order of the rows.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run Rscript "$here/reduce_studies.R"
gzip -kn s2.regenie
reduce() { run "$atria" reduce --meta --input s1=s1.tsv --input s2=s2.regenie.gz --input s3=s3.glm.linear --out "$@"; }
reduce dl --palindromic same-strand
reduce reml --palindromic same-strand --random-effects reml --leave-one-out
reduce input --palindromic same-strand --genomic-control input
reduce both --palindromic same-strand --genomic-control both
reduce named
reduce rsid --palindromic same-strand --match rsid

printf '%s\n' s1.gwama s2.gwama s3.gwama >gwama.list
run GWAMA --filelist gwama.list --output gwama.fixed --quantitative
run GWAMA --filelist gwama.list --output gwama.random --quantitative --random
run GWAMA --filelist gwama.list --output gwama.input --quantitative --genomic_control
Rscript "$here/reduce.R" "$here"

# By position or by id: the same variants, so the same tables.
for table in meta.tsv.gz meta.cohorts.tsv.gz; do
    cmp dl/$table rsid/$table
done
# Threads, ranks and the order of rows leave no trace; only excluded.tsv.gz tells lines.
for file in s1.tsv s2.regenie s3.glm.linear; do
    { head -n 1 $file; tail -n +2 $file | sort -k 4,4 -k 2,2n; } >sorted.$file
done
run "$atria" reduce --meta --input s1=sorted.s1.tsv --input s2=sorted.s2.regenie --input s3=sorted.s3.glm.linear --out sorted \
    --palindromic same-strand --threads 3
printf 'study\tpath\ns1\ts1.tsv\ns2\ts2.regenie\ns3\ts3.glm.linear\n' >studies.tsv
run mpirun -n 2 "$atria" reduce --meta --inputs studies.tsv --out ranks --palindromic same-strand
for result in sorted ranks; do
    for table in meta.tsv.gz meta.tsv.gz-meta.yaml meta.cohorts.tsv.gz; do
        cmp dl/$table $result/$table
    done
done
run "$atria" verify both
# A result is a study like any other.
run "$atria" reduce --meta --input all=dl/meta.tsv.gz --input s1=s1.tsv --out again

# The rows by cohort of a scan give the scan's own meta-analysis.
run "$atria" associate --study "$study" --out linear --trait PHENO "${covariates[@]}"
inputs=()
for cohort in CEU FIN GBR IBS TSI; do
    gzip -dc linear/PHENO.cohorts.tsv.gz | awk -F'\t' -v OFS='\t' -v cohort=$cohort '
        NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i }
        NR == 1 || $at["cohort"] == cohort { $at["cohort"] = NR == 1 ? "of_cohort" : cohort; print }' >$cohort.tsv
    inputs+=(--input $cohort=$cohort.tsv)
done
run "$atria" reduce --meta "${inputs[@]}" --out cohorts --match position
# And plink2's own files of the same cohorts, to its six digits.
people_table "$cohorts" >people.tsv
inputs=()
for cohort in CEU FIN GBR IBS TSI; do
    awk -v cohort=$cohort 'NR > 1 && $3 == cohort { print $1, $2 }' people.tsv >$cohort.keep
    run plink2 --bfile "$cohorts/EUR_subset" --keep $cohort.keep --pheno people.tsv --pheno-name PHENO \
        --covar people.tsv --covar-name QCOV1,QCOV2,CAT_B --covar-variance-standardize \
        --glm hide-covar omit-ref log10 cols=+a1freq --threads 1 --out $cohort
    inputs+=(--input $cohort=$cohort.PHENO.glm.linear)
done
run "$atria" reduce --meta "${inputs[@]}" --out plink2 --palindromic same-strand
# Its odds ratios, of the logistic, hybrid and Firth models.
inputs=()
for cohort in CEU FIN TSI; do
    awk -F'\t' -v OFS='\t' '
        NR == FNR { split($0, cell, /[ \t]+/); family[cell[2]] = cell[1]; next }
        FNR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print "#FID", "IID", "event"; next }
        { print family[$at["id"]], $at["id"], $at["af_event"] }
    ' "$cohorts/EUR_subset.fam" "$cohorts/$cohort.records.tsv" >$cohort.event
    declare -A model=([CEU]=no-firth [FIN]=firth-fallback [TSI]=firth)
    run plink2 --bfile "$cohorts/EUR_subset" --keep $cohort.event --pheno $cohort.event --pheno-name event --1 \
        --glm allow-no-covars ${model[$cohort]} --threads 1 --out $cohort
    inputs+=(--input $cohort=$(ls $cohort.event.glm.*))
done
run "$atria" reduce --meta "${inputs[@]}" --out odds --palindromic same-strand
Rscript "$here/reduce_scan.R" "$here"
