#!/usr/bin/env bash
# Feature matrices (TSV, gzipped CSV with BIDS ids, pyradiomics with several rows a person) as sets of predictors: scans of
# them against lm, glm and coxph, pooled and by cohort, to 1e-9; ranks, threads and blocks do not change a byte; what is wrong
# with a table is told by file, line and column: bash predictors.sh ATRIA WORK_FOLDER.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"
failed=0
fail() { echo "FAILED: $*"; failed=1; }
Rscript "$here/predictors_data.R"
run "$atria" shard --cohorts cohorts.tsv --predictors features.tsv --out study
run "$atria" verify --study study

associate() { run "$atria" associate --study study --predictors proteins --out "$1" --covariate age,sex "${@:2}"; }
survive() { run "$atria" survive --study study --predictors proteins --out "$1" --covariate age,sex --correction none --outcome o=entry,exit,event "${@:2}"; }
for per in unit sd cohort-sd; do
    associate "linear_$per" --trait y --effect-per $per
    associate "wald_$per" --binary-trait b --effect-per $per
    survive "cox_$per" --effect-per $per
done
associate hc3 --trait y --robust
associate interaction --trait y --interaction age --interaction-errors model
run "$atria" associate --study study --predictors images --out images --covariate age,sex --trait y
run "$atria" survive --study study --predictors images --out images_cox --covariate age,sex --correction none --outcome o=entry,exit,event
run "$atria" verify --study linear_sd
Rscript "$here/predictors.R" "$here" || failed=1

# p does not depend on the unit of one effect in all cohorts.
columns() { gzip -dc "$1" | cut -f1,4,5; }
cmp <(columns linear_unit/y.tsv.gz) <(columns linear_sd/y.tsv.gz) || fail "p depends on --effect-per"
[ "$(gzip -dc linear_sd/y.tsv.gz | head -n 1 | cut -f1-13 | tr '\t' ' ')" = \
    "predictor beta standard_error p_value neg_log_10_p_value n mean sd test status t_statistic degrees_of_freedom n_cohorts" ] || fail "columns of a linear scan"
grep -q 'effect_per: "sd"' linear_sd/y.tsv.gz-meta.yaml || fail "the metadata does not tell what effects are per"
if grep -Eq 'genome_assembly|GWAS-SSF|effect allele' linear_sd/y.tsv.gz-meta.yaml; then fail "the metadata speaks of variants"; fi

# The same bytes for any ranks, threads and blocks, of the study and of results.
alike() {  # FOLDER FOLDER
    local file
    for file in $(cd "$1" && find . -type f ! -name log.txt ! -name run.json | sort); do cmp "$1/$file" "$2/$file" || fail "$2/$file has other bytes"; done
}
for ranks in 2 4; do
    run mpirun -n $ranks "$atria" shard --cohorts cohorts.tsv --predictors features.tsv --out "study$ranks"
    alike study "study$ranks"
done
both() { run mpirun -n "$1" "$atria" associate --study study --predictors proteins --out "$2" --covariate age,sex --trait y --binary-trait b --effect-per sd "${@:3}"; }
both 1 both --threads 1
both 1 threads --threads 2 --block-size 7
both 2 two --threads 1
both 4 four --threads 2 --block-size 3
for other in threads two four; do alike both $other; done
for ranks in 2 4; do
    run mpirun -n $ranks "$atria" survive --study study --predictors proteins --out "cox$ranks" --covariate age,sex --correction none \
        --outcome o=entry,exit,event --threads 2 --block-size $((3 * ranks))
    alike cox_unit "cox$ranks"
done

# A choice of features, of cohorts and of people.
printf 'IL6\nIL 8, free\nnobody\n' >names.txt
associate chosen --trait y --extract names.txt
[ "$(gzip -dc chosen/y.tsv.gz | cut -f1 | tr '\n' '|')" = "predictor|IL6|IL 8, free|" ] || fail "--extract of features"
grep -q '"first_not_found": \["nobody"\]' <(tr -d '\n' <chosen/run.json | sed 's/\[ */[/g; s/ *\]/]/g') || fail "names that no feature has are not told"
associate few_missing --trait y --max-missing 0.05
if gzip -dc few_missing/y.tsv.gz | grep -q LDL; then fail "--max-missing keeps a feature that a tenth lacks"; fi
"$atria" plan --study study --predictors proteins --ranks 2 --trait y --covariate age,sex >plan.txt
grep -q "3 cohorts, 90 features of the predictors" plan.txt || fail "the plan: $(cat plan.txt)"
"$atria" inspect study >inspect.txt
grep -Eq '^ *proteins +90 +90 +89 +90$' inspect.txt || fail "inspect does not tell of the predictors"
"$atria" inspect study/east/predictors.proteins.h5 >inspect.txt
grep -q "features: 90" inspect.txt || fail "inspect does not know a file of predictors"
count() { awk -F'\t' -v kind="$1" -v cohort="$2" -v reason="$3" '$1 == cohort && $3 == kind && index($6, reason)' study/excluded.tsv | wc -l; }
[ "$(count person east 'without a row')" = 7 ] || fail "people without a row: $(count person east 'without a row')"
[ "$(count person east 'not in the cohort')" = 1 ] || fail "strangers are not named"
[ "$(count predictor west 'pyradiomics')" = 6 ] || fail "columns of images: $(count predictor west 'pyradiomics')"
[ "$(count predictor north 'words')" = 1 ] || fail "columns of words"
grep -q '"combine": "max"' study/shard.json || fail "shard.json does not tell the rule"
run "$atria" shard --cohorts cohorts.tsv --predictors features.tsv --out stub --stub
run "$atria" associate --study stub --predictors proteins --out stubbed --trait y --stub

# refused CODE WORDS COMMAND...: ends with the code, and says the words.
refused() {
    local code=0
    "${@:3}" >refused.log 2>&1 || code=$?
    [ "$code" = "$1" ] || fail "${*:3}: ended with $code, not $1: $(tail -n 1 refused.log)"
    grep -qF -- "$2" refused.log || fail "${*:3}: does not say '$2': $(tail -n 2 refused.log)"
}
# table CONTENT...: one matrix of east.
table() {
    printf "$1" >bad.tsv
    printf 'name\tcohort\ttable\tid\tcombine\nbad\teast\tbad.tsv\t%s\t%s\n' "${2:-}" "${3:-}" >bad_features.tsv
}
shard() { refused "$1" "$2" "$atria" shard --cohorts cohorts.tsv --predictors bad_features.tsv --out bad; }
table 'id\tg\ne001\t1\ne002\tlow\n'
shard 65 'bad.tsv:3:2 (g): "low" is no finite number, but the column holds numbers from line 2 on'
table 'id\tg\ne001\tlow\ne002\t1\n'
shard 65 'bad.tsv:3:2 (g): "1" is a number, but the column holds words from line 2 ("'
table 'id\tg\ne001\t1\ne002\tinf\n'
shard 65 'bad.tsv:3:2 (g): "inf" is no finite number'
table 'id\tg\ne001\t1e-150\n'
shard 65 'bad.tsv:2:2 (g): 1e-150 is too small to compute with'
table 'id\tg\ne001\t-1e200\n'
shard 65 'bad.tsv:2:2 (g): -1e200 is too large to compute with'
table 'id\tg\ne001\t1\nNA\t2\n'
shard 65 'bad.tsv:3:1 (id): this row has no id'
table 'id\tg\ne001\t1\ne002\t3\ne001\t2\n'
shard 65 'bad.tsv:4:1 (id): this person has a row already, on line 2'
table 'id\tg\ne001\t1\ne002\n'
shard 65 'bad.tsv:3: the line has 1 cells, but the header has 2'
table 'id\tg\tg\ne001\t1\t2\n'
shard 65 'bad.tsv:1:3 (g): the header names the column g twice'
table 'id\tg\nsub-e001\t1\n'
shard 65 'Without the prefix sub- they would'
table 'id\tg\nx\t1\n'
shard 65 'no id of the column id (first id x) is one of cohort east (first id e001)'
table 'id\tg\n'
shard 65 'the table has a header but no rows'
table 'id\tg\ne001\ta\n'
shard 65 'have no column of numbers'
table 'person\tg\ne001\t1\n'
shard 65 'Name the right one in the column id of the table of predictors'
table 'person\tg\ne001\t1\n' patient
shard 65 'there is no column patient'
table 'id\tg\ne001\t1\n' '' median
shard 65 'bad_features.tsv:2:5 (combine): "median" is no rule'
printf 'name\tcohort\ttable\nbad\teats\tbad.tsv\n' >bad_features.tsv
shard 65 "the study has no cohort eats; did you mean 'east'?"
printf 'name\tcohort\ttable\nbad\teast\tgone.tsv\n' >bad_features.tsv
shard 66 'bad_features.tsv:2:3 (table): there is no file gone.tsv'
printf 'name\tcohort\ttable\nbad\teast\tbad.tsv\nbad\teast\tbad.tsv\n' >bad_features.tsv
shard 65 'line 2 has a table of bad for cohort east already'
printf 'name\tcohort\ttable\nb/d\teast\tbad.tsv\n' >bad_features.tsv
shard 65 'bad_features.tsv:2:1 (name): the name b/d is not allowed'
printf 'name\tcohort\ttable\tunits\n' >bad_features.tsv
shard 65 'no column of the table of predictors is called units'
head -c 2000 west.csv.gz >cut.csv.gz
printf 'name\tcohort\ttable\nbad\twest\tcut.csv.gz\n' >bad_features.tsv
shard 65 'the compressed text is damaged or cut short'
printf 'id\tg\nsub-001\tx\n' >words.tsv
printf 'id\tg\ne001\t1\n' >bad.tsv
printf 'name\tcohort\ttable\nbad\twest\twords.tsv\nbad\teast\tbad.tsv\n' >bad_features.tsv
shard 65 'words.tsv: the column g holds words, but numbers in cohort east'
[ ! -e bad ] || fail "a refused table leaves a study behind"

scan() { refused "$1" "$2" "$atria" associate --study study --out bad --trait y --covariate age,sex "${@:3}"; }
scan 78 "did you mean 'proteins'" --predictors protein
scan 2 'option --min-maf is about variants' --predictors proteins --min-maf 0.01
scan 2 'option --genetic-model is about variants' --predictors proteins --genetic-model dominant
scan 2 'option --missing-genotype is about variants' --predictors proteins --missing-genotype mean
scan 2 'option --format is about variants' --predictors proteins --format regenie
scan 2 'option --condition is about variants' --predictors proteins --condition names.txt
scan 2 'option --effect-per is about predictors' --effect-per sd
# A byte that changed is named, by verify and by the scan that meets it.
cp -r study damaged
printf '\377' | dd of=damaged/west/predictors.proteins.h5 bs=1 seek=$(($(stat -c %s study/west/predictors.proteins.h5) / 2)) conv=notrunc 2>/dev/null
refused 65 'damaged/west/predictors.proteins.h5, dataset /predictors/values' "$atria" verify --study damaged
refused 65 'damaged/west/predictors.proteins.h5' "$atria" associate --study damaged --predictors proteins --out bad --trait y
exit $failed
