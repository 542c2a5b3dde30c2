# For the benchmarks to source: times.tsv holds a line a run, and commands take turns so that a busy machine troubles all.

# measured NAME COMMAND...: runs it with `result` gone and appends "NAME seconds peak-KiB CPU-seconds planned-MiB" to times.tsv;
# the last is the memory that Atria said a rank may need, empty where it said nothing.
measured() {
    local name=$1
    shift
    rm -rf result
    if ! /usr/bin/time -o time.txt -f '%e %M %U %S' "$@" >measured.log 2>&1; then
        echo "bench: failed: $*" >&2
        cat measured.log >&2
        exit 1
    fi
    local planned
    planned=$(sed -n 's/.*memory a rank may need \([0-9]*\) MiB.*/\1/p' measured.log | head -n 1)
    tail -n 1 time.txt | awk -v OFS='\t' -v name="$name" -v planned="$planned" '{ print name, $1, $2, $3 + $4, planned }' >>times.tsv
}

# markdown FILE.tsv: the table for people.
markdown() {
    awk -F'\t' '{ line = "|"; for (i = 1; i <= NF; ++i) line = line " " $i " |"; print line }
                NR == 1 { line = "|"; for (i = 1; i <= NF; ++i) line = line " --- |"; print line }' "$1"
}
