# For run.sh to source: what is measured. Made once, and again when the sizes or the programs that make them change.

# one_file NAME VARIANTS OPTIONS...: NAME/cohort1.{bed,bim,fam}, which plink2 reads too, its records, and NAME/cohorts.tsv.
one_file() {
    quietly "$atria" simulate --out "input/$1" --cohorts 1 --people "$people" --variants "$2" --pcs 8 --quantitative 20 \
        --prevalence 0.05 --event-rate 0.1 --seed 1 --threads $threads "${@:3}"
}

# five_cohorts NAME: the people of a file in five cohorts of unequal size, which share it, and their study.
five_cohorts() {
    mkdir -p "input/$1.records"
    awk -F'\t' -v OFS='\t' -v people="$people" -v folder="input/$1.records/" '
        NR == 1 { header = $0; next }
        { share = (NR - 1) / people
          cohort = share <= 0.44 ? "A" : share <= 0.68 ? "B" : share <= 0.84 ? "C" : share <= 0.94 ? "D" : "E"
          if (!seen[cohort]++) print header > (folder cohort ".records.tsv")
          print > (folder cohort ".records.tsv") }' "input/$1/cohort1.records.tsv"
    { printf 'cohort\tgenotypes\trecords\n'
      for cohort in A B C D E; do printf '%s\t%s/cohort1\t%s.records/%s.records.tsv\n' $cohort "$1" "$1" $cohort; done; } >"input/$1.tsv"
    quietly "$atria" shard --cohorts "input/$1.tsv" --out "input/$1.study"
}

# first_half NAME OF: the first half of a file's variants.
first_half() {
    mkdir -p "input/$1"
    head -n $((variants / 2)) "input/$2/cohort1.bim" >"input/$1/cohort1.bim"
    cp "input/$2/cohort1.fam" "input/$2/cohort1.records.tsv" "input/$1/"
    head -c $((3 + variants / 2 * ((people + 3) / 4))) "input/$2/cohort1.bed" >"input/$1/cohort1.bed"
}

# plink_people NAME: the traits for plink2, the same covariates, and an indicator for each cohort but the first.
plink_people() {
    awk -F'\t' -v OFS='\t' '
        FNR == 1 { ++file }
        file == 1 { split($0, word, /[ \t]+/); family[word[2]] = word[1]; next }
        FNR == 1 { cohort = FILENAME; sub(/.*\//, "", cohort); sub(/\..*/, "", cohort)
                   for (i = 1; i <= NF; ++i) at[$i] = i
                   wanted = split("q1 q2 q3 b1 age sex PC1 PC2 PC3 PC4 PC5 PC6 PC7 PC8", name, " ")
                   if (file == 2) { printf "#FID\tIID"; for (i = 1; i <= wanted; ++i) printf "\t%s", name[i]; print "\tis_B\tis_C\tis_D\tis_E" }
                   next }
        { printf "%s\t%s", family[$at["id"]], $at["id"]
          for (i = 1; i <= wanted; ++i) printf "\t%s", $at[name[i]]
          print "", (cohort == "B") + 0, (cohort == "C") + 0, (cohort == "D") + 0, (cohort == "E") + 0 }
    ' "input/$1/cohort1.fam" "input/$1.records/"{A,B,C,D,E}.records.tsv >"input/$1.people.tsv"
}

quietly() { "$@" >input.log 2>&1 || { echo "bench: failed: $*" >&2; cat input.log >&2; exit 1; }; }

# complete: common variants, every call there; half: its first half; missing: 0.5 % of calls missing; rare: frequencies as in
# sequenced cohorts, most below 1 %.
make_inputs() {
    local of="$people $variants"
    [ "$(cat input/made 2>/dev/null)" != "$of" ] || return 0
    echo "making the input: $people people, $variants variants" >&2
    rm -rf input
    mkdir input
    one_file complete "$variants" --spectrum array --missing-genotypes 0
    one_file missing "$variants" --spectrum array --missing-genotypes 0.005
    one_file rare "$variants" --spectrum rare --missing-genotypes 0
    first_half half complete
    local name
    for name in complete missing rare half; do five_cohorts $name; done
    for name in complete missing; do plink_people $name; done
    awk -v every="$slow_part" 'NR % every == 1 || every == 1 { print $2 }' input/complete/cohort1.bim >input/slow.txt
    rm -r input/half input/rare
    echo "$of" >input/made
}
