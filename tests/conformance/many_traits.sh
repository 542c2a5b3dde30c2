#!/usr/bin/env bash
# Fifty traits in one pass, thirty quantitative and twenty binary, each with its own people: the same bytes as fifty runs. And
# traits that cannot be analysed beside one that can: each says why, and the others finish.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*" >&2; failed=1; }
run "$atria" simulate --out input --cohorts 3 --people 1500 --variants 600 --spectrum rare --min-maf 0.004 --missing-genotypes 0.01 \
    --quantitative 30 --binary 20 --survival 0 --prevalence 0.15 --missing-traits 0.04 --pcs 2 --causal 5 --heritability 0.3 --seed 50
run "$atria" shard --cohorts input/cohorts.tsv --out study
covariates=(--covariate age,sex,PC1-2)
quantitative=$(seq -f 'q%g' -s, 1 30)
binary=$(seq -f 'b%g' -s, 1 20)
run "$atria" associate --study study --out together --trait "$quantitative" --binary-trait "$binary" "${covariates[@]}" --threads 2
same=0
for trait in ${quantitative//,/ } ${binary//,/ }; do
    kind=--trait
    [ "${trait:0:1}" = b ] && kind=--binary-trait
    run "$atria" associate --study study --out alone $kind "$trait" "${covariates[@]}" --force
    for table in tsv.gz cohorts.tsv.gz; do
        if cmp <(gzip -dc "together/$trait.$table") <(gzip -dc "alone/$trait.$table"); then same=$((same + 1)); else fail "$trait differs among others"; fi
    done
done
[ $same = 100 ] && echo "50 traits in one run equal 50 runs"
people=$(for trait in ${quantitative//,/ }; do gzip -dc "together/$trait.tsv.gz" | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "n") at = i } NR == 2 { print $at }'; done | sort -u | wc -l)
[ "$people" -gt 5 ] || fail "the traits do not have people of their own"

# Troubles: a trait of one value, one of its own covariate, one that a covariate tells apart, cases only in a cohort and everywhere.
mkdir troubled
cp input/*.bed input/*.bim input/*.fam input/cohorts.tsv troubled
cohort=0
for records in input/*.records.tsv; do
    cohort=$((cohort + 1))
    awk -F'\t' -v OFS='\t' -v cohort=$cohort '
        NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print $0, "constant", "copy", "told", "here", "all", "grades"; next }
        { print $0, 7, sprintf("%.17g", 3 * $at["age"] - 1), ($at["age"] > 55) + 0, cohort == 1 ? 1 : $at["b1"], 1, NR % 3 }' "$records" >"troubled/${records#input/}"
done
run "$atria" shard --cohorts troubled/cohorts.tsv --out troubled_study
run "$atria" associate --study troubled_study --out results --trait q1,constant,copy --binary-trait b1,told,here,all "${covariates[@]}"
for trait in q1 b1; do
    cmp <(gzip -dc "together/$trait.tsv.gz") <(gzip -dc "results/$trait.tsv.gz") || fail "$trait is not what it is without the others"
done
statuses() {  # statuses TABLE: the words, and whether an estimate is missing without one
    gzip -dc "results/$1" | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
        { ++words[$at["status"]]; given = $at["neg_log_10_p_value"] != "#NA"
          if (given != ($at["status"] == "ok")) ++odd }
        END { for (word in words) print word; if (odd) print odd " rows whose status does not fit" }' | sort | paste -sd' '
}
expect() {  # expect TABLE WORDS
    local found
    found=$(statuses "$1")
    [ "$found" = "$2" ] || fail "$1 has statuses '$found', not '$2'"
}
said() { grep -q "$1" results/log.txt || fail "the log does not say: $1"; }
expect constant.tsv.gz 'monomorphic no_trait_variance'; said 'constant has the same value in everybody of a cohort, in all cohorts'
expect copy.tsv.gz 'monomorphic no_trait_variance'; said 'copy does not vary'
expect told.tsv.gz 'infinite_estimate monomorphic'; said 'told: covariates tell cases from controls perfectly'
first=$(basename "$(ls input/*.records.tsv | head -n 1)" .records.tsv)
said "here in $first: 0 people analysed; left out: .*in a cohort of cases only; the cohort takes no part"
[ "$(grep -c "WARNING: here.*$first" results/log.txt)" = 1 ] || fail "not one warning of a cohort of cases only"
gzip -dc results/here.tsv.gz | awk -F'\t' -v all=1500 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at["n_cases"] >= $at["n_controls"] { exit 1 }' || fail "the cohort of cases only counts in the pooled rows of here"
expect all.tsv.gz 'no_people'; said 'all is coded 1 in everybody, cases or controls'; said 'all: no cohort has cases and controls'
refused() {  # refused WORDS OPTION...: no coding of cases and controls, or nobody left: ends before anything is computed
    local status=0 words=$1
    "$atria" associate --study troubled_study --out refused "${@:2}" "${covariates[@]}" 2>refused.log >/dev/null || status=$?
    [ $status = 65 ] && grep -q "$words" refused.log || fail "${*:2} ends with $status: $(cat refused.log)"
}
refused "binary trait grades" --trait q1 --binary-trait grades
refused "binary trait grades" --trait grades --model logistic
refused "nobody can be analysed for all" --binary-trait all

# --model auto takes traits of two values for binary ones.
run "$atria" associate --study troubled_study --out auto --trait q1,b1,grades "${covariates[@]}"
run "$atria" associate --study troubled_study --out linear --trait b1,q1 --model linear "${covariates[@]}"
for trait in q1 b1; do cmp <(gzip -dc "auto/$trait.tsv.gz") <(gzip -dc "results/$trait.tsv.gz") || fail "--model auto changes $trait"; done
gzip -dc auto/grades.tsv.gz | sed -n 1p | grep -q t_statistic || fail "three values are a quantity"
gzip -dc linear/b1.tsv.gz | sed -n 1p | grep -q t_statistic || fail "--model linear makes b1 a quantity"
grep -q 'b1 has two values: the model is logistic' auto/log.txt || fail "the log does not say which model b1 has"
exit $failed
