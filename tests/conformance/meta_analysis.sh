#!/usr/bin/env bash
# Heterogeneity, fixed and random effects of both scans against R's metafor (FE, DerSimonian-Laird, REML) and GWAMA, and
# leave-one-out against plain R, each fed with the rows by cohort.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
run "$atria" associate --study "$study" --out linear --trait PHENO "${covariates[@]}"
run "$atria" survive --refine-p 1 --study "$study" --out cox --outcome af=entry_age,exit_age,af_event "${covariates[@]}"
# REML and leave-one-out come on top: nothing else changes.
run "$atria" associate --study "$study" --out linear.reml --trait PHENO "${covariates[@]}" --random-effects reml --leave-one-out
run "$atria" survive --refine-p 1 --study "$study" --out cox.reml --outcome af=entry_age,exit_age,af_event "${covariates[@]}" \
    --random-effects reml --leave-one-out
for result in linear/PHENO cox/af; do
    name=${result#*/}
    # GWAMA: one file a cohort, one line a variant.
    : >$name.list
    cmp $result.cohorts.tsv.gz ${result/\//.reml/}.cohorts.tsv.gz
    for cohort in CEU FIN GBR IBS TSI; do
        gzip -dc $result.cohorts.tsv.gz | awk -F'\t' -v OFS='\t' -v cohort=$cohort '
            NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print "MARKERNAME", "EA", "NEA", "BETA", "SE"; next }
            $at["cohort"] == cohort && $at["beta"] != "#NA" {
                print $at["chromosome"] "_" $at["base_pair_location"] "_" $at["other_allele"] "_" $at["effect_allele"],
                    $at["effect_allele"], $at["other_allele"], $at["beta"], $at["standard_error"] }' >$name.$cohort.txt
        echo "$name.$cohort.txt" >>$name.list
    done
    run GWAMA --filelist $name.list --output $name.fixed --quantitative --name_marker MARKERNAME --name_ea EA --name_nea NEA
    run GWAMA --filelist $name.list --output $name.random --quantitative --random --name_marker MARKERNAME --name_ea EA --name_nea NEA
    Rscript "$here/meta_analysis.R" "$here" $result $name
done
