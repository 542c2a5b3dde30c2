#!/usr/bin/env bash
# A study whose cohorts name, code and measure things differently, made whole by a dictionary and rules, gives the results of
# the clean study: bash harmonisation.sh ATRIA WORK_FOLDER.
# Cohort 2 has cholesterol in mg/dL with a code for missing values, age in months, sex in letters; cohort 3 lacks a variable.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh"
"$atria" simulate --out clean --cohorts 3 --people 900 --variants 300 --seed 3 --quantitative 1 --binary 1 --survival 1 >log 2>&1
cp -r clean faulty

# The clean study lacks what the faulty one has a code for.
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; print; next }
    { if (NR % 50 == 0) $c["sex"] = "NA"; if (NR % 17 == 0) $c["q1"] = "NA"; print }' \
    faulty/cohort2.records.tsv >clean/cohort2.records.tsv
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i
        h = $0; sub(/\tsex\t/, "\tgender\t", h); sub(/\tq1\t/, "\tchol\t", h); sub(/\tage\t/, "\tage_months\t", h); print h; next }
    { $c["sex"] = NR % 50 == 0 ? "unk" : ($c["sex"] == 1 ? "m" : "f"); $c["age"] = sprintf("%.17g", $c["age"] * 12)
      $c["q1"] = NR % 17 == 0 ? "-8" : sprintf("%.17g", $c["q1"] * 38.665); print }' \
    faulty/cohort2.records.tsv >faulty/records.new
mv faulty/records.new faulty/cohort2.records.tsv
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "b1") at = i }
    { line = ""; for (i = 1; i <= NF; i++) if (i != at) line = line (line == "" ? "" : OFS) $i; print line }' \
    clean/cohort3.records.tsv >faulty/cohort3.records.tsv
printf 'name\tvalueType\tunit\nid\ttext\t\ngender\ttext\t\nchol\tdecimal\tmg/dL\nage_months\tdecimal\tmonths\n' >faulty/Variables.tsv
printf 'variable\tname\tmissing\ngender\tm\t0\ngender\tf\t0\ngender\tunk\t1\nchol\t-8\t1\n' >faulty/Categories.tsv
awk -F'\t' -v OFS='\t' 'NR == 1 { print $0, "dictionary"; next } { print $0, $1 == "cohort2" ? "Variables.tsv" : "" }' \
    clean/cohorts.tsv >faulty/cohorts.tsv
{
    printf 'dataschema_variable\tinput_dataset\tinput_variables\trule_category\talgorithm\tvalueType\tunit\n'
    for cohort in cohort1 cohort2 cohort3; do
        printf 'id\t%s\tid\tid_creation\t\t\t\n' "$cohort"
        for name in PC1 t1_entry t1_exit t1_event; do
            printf '%s\t%s\t%s\tdirect_mapping\t\tdecimal\t\n' "$name" "$cohort" "$name"
        done
    done
    for cohort in cohort1 cohort3; do
        printf 'sex\t%s\tsex\trename\t\tinteger\t\n' "$cohort"
        printf 'age\t%s\tage\tdirect_mapping\t\tdecimal\tyears\n' "$cohort"
        printf 'q1\t%s\tq1\tdirect_mapping\t\tdecimal\tmmol/L\n' "$cohort"
    done
    printf 'sex\tcohort2\tgender\trecode\tm = 1; f = 2\tinteger\t\n'
    printf 'q1\tcohort2\tchol\tunit_conversion\tcholesterol\tdecimal\tmmol/L\n'
    printf 'age\tcohort2\tage_months\tunit_conversion\t\tdecimal\tyears\n'
    printf 'b1\tcohort1\tb1\trename\t\tinteger\t\nb1\tcohort2\tb1\trename\t\tinteger\t\nb1\tcohort3\t\timpossible\t\tinteger\t\n'
} >faulty/rules.tsv

fail() {
    echo "FAILED: $1" >&2
    exit 1
}
"$atria" shard --cohorts clean/cohorts.tsv --out C >log 2>&1
"$atria" shard --cohorts faulty/cohorts.tsv --harmonisation faulty/rules.tsv --out F >faulty.log 2>&1 || fail "$(cat faulty.log)"
grep -q '18 cells of chol: code for a missing value' faulty.log || fail 'missing codes are not counted'
"$atria" inspect F --harmonisation >grid.txt
grep -Eq '^ *b1 +complete 205 +complete 318 +impossible 0$' grid.txt || fail "the grid: $(cat grid.txt)"

# A variable that is not complete is refused, and the remedy that the message names is one.
code=0
"$atria" associate --study F --out RF --trait q1,b1 --covariate age,sex,PC1 >refused.log 2>&1 || code=$?
[ "$code" = 65 ] || fail "an impossible variable ended with $code"
remedy=$(grep -o -- '--drop-cohort b1=cohort3' refused.log) || fail 'the remedy is not told'
scan() { "$atria" "$1" --study "$2" --out "$3" --threads 2 "${@:4}" >log 2>&1 || fail "$(tail -n 3 log)"; }
scan associate F RF --trait q1 --binary-trait b1 --covariate age,sex,PC1 $remedy
scan associate C RC --trait q1 --covariate age,sex,PC1
scan associate C RC2 --binary-trait b1 --covariate age,sex,PC1 --cohort cohort1,cohort2
scan survive F SF --outcome t1=t1_entry,t1_exit,t1_event --covariate sex,PC1 --test mle
scan survive C SC --outcome t1=t1_entry,t1_exit,t1_event --covariate sex,PC1 --test mle

# Every number within 1e-8 (the converted values are rounded once more), every word the same.
same() {
    paste <(zcat "$1") <(zcat "$2") | awk -F'\t' -v columns="${3:-}" '
        function number(x) { return x ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ }
        NR == 1 { half = NF / 2; for (i = 1; i <= half; i++) { name[i] = $i; if ($i != $(i + half)) bad = bad " " $i } next }
        { for (i = 1; i <= half; i++) { a = $i; b = $(i + half);
              if (a == b || (columns != "" && index(columns, " " name[i] " ") == 0)) continue
              d = a - b; if (d < 0) d = -d; s = a < 0 ? -a : a; if (s < 1) s = 1
              if (!number(a) || !number(b) || d > 1e-8 * s) { print "line " NR ", " name[i] ": " a " and " b; wrong++ } } }
        END { if (bad != "" || NR < 200 || wrong) { print "columns:" bad, NR " lines, " wrong + 0 " wrong"; exit 1 } }' ||
        fail "$1 and $2 differ"
}
same RF/q1.tsv.gz RC/q1.tsv.gz
same SF/t1.tsv.gz SC/t1.tsv.gz
# The dropped cohort stands as a ? in the direction, and gives nothing.
same RF/b1.tsv.gz RC2/b1.tsv.gz ' beta standard_error p_value n n_cases mac beta_fixed het_q status '
echo 'a harmonised study gives the results of the clean one'
