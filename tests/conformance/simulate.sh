#!/usr/bin/env bash
# Simulated studies: the same bytes for any ranks and threads, and files that plink2 reads as they were meant: frequencies,
# Hardy-Weinberg proportions, missing calls, and effects that come back from its regression within their standard errors.
. "$(dirname "${BASH_SOURCE[0]}")/support.sh" "$@"

digest() { (cd "$1" && find . -type f ! -name run.json ! -name log.txt | sort | xargs sha256sum); }
for format in plink study; do
    for ranks in 1 2 3; do
        threads=$((ranks == 1 ? 2 : 1))
        run mpirun -n $ranks "$atria" simulate --out $format$ranks --format $format --cohorts 4 --people 900 \
            --variants 1500 --missing-traits 0.05 --threads $threads
        digest $format$ranks >$format$ranks.sha256
        # Another second, so that a time stamp inside a file would show.
        sleep 1.1
        cmp ${format}1.sha256 $format$ranks.sha256 || { echo "FAILED: $format: other bytes with $ranks ranks" >&2; exit 1; }
    done
    echo "same bytes: $format, 1 to 3 ranks"
done

# One large cohort without drift; many variants are causal so that truth.tsv tells their frequencies.
run "$atria" simulate --out large --cohorts 1 --people 20000 --variants 2000 --spectrum array --fst 0 --causal 300 \
    --heritability 0.3 --pcs 2 --missing-genotypes 0.01 --binary 0 --survival 0 --threads 2 --seed 5
awk -F'\t' -v OFS='\t' 'NR == 1 { print "#IID", "age", "sex_code", "PC1", "PC2", "q1"; next } { print $1, $2, $3, $4, $5, $6 }' \
    large/cohort1.records.tsv >people.tsv
run plink2 --bfile large/cohort1 --threads 1 --freq --hardy --missing variant-only --out large --glm hide-covar \
    --pheno people.tsv --pheno-name q1 --covar people.tsv --covar-name age,sex_code,PC1,PC2 --covar-variance-standardize

awk -F'\t' '
    function fail(text) { print "FAILED: " text; failed = 1 }
    FNR == 1 { ++file; for (i = 1; i <= NF; ++i) at[file, $i] = i; next }
    file == 1 && $2 == "variant" { p[$5] = $9; allele[$5] = $6; beta[$5] = $8; next }
    file == 2 && ($2 in p) {
        ++frequencies
        if ($at[2, "ALT"] != allele[$2]) fail($2 ": effect allele " $at[2, "ALT"])
        z = ($at[2, "ALT_FREQS"] - p[$2]) / sqrt(p[$2] * (1 - p[$2]) / $at[2, "OBS_CT"])
        if (z * z > 25) fail($2 ": frequency " $at[2, "ALT_FREQS"] ", not " p[$2])
    }
    file == 3 { ++hardy; if ($NF < 0.05) ++low; if ($NF < 1e-6) fail($2 ": Hardy-Weinberg p " $NF) }
    file == 4 { missing += $at[4, "MISSING_CT"]; calls += $at[4, "OBS_CT"] }
    file == 5 && ($3 in p) {
        ++effects
        sign = $at[5, "A1"] == allele[$3] ? 1 : -1
        z = (sign * $at[5, "BETA"] - beta[$3]) / $at[5, "SE"]
        squares += z * z
        if (z * z > 25) fail($3 ": effect " sign * $at[5, "BETA"] ", not " beta[$3])
    }
    END {
        if (frequencies != 300 || effects != 300 || hardy != 2000) fail("plink2 did not read every variant")
        if (low > 0.05 * hardy + 5 * sqrt(hardy * 0.0475)) fail("Hardy-Weinberg: " low " of " hardy " below 0.05")
        if (squares / effects > 1 + 5 * sqrt(2 / effects)) fail("effects: mean square z " squares / effects)
        if (missing / calls < 0.0095 || missing / calls > 0.0105) fail("missing: " missing / calls)
        printf "%d frequencies, %d effects (mean square z %.2f), %.2f %% missing\n", frequencies, effects, squares / effects, 100 * missing / calls
        exit failed
    }' large/truth.tsv large.afreq large.hardy large.vmiss large.q1.glm.linear
