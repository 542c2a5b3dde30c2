# For the benchmarks to source: times.tsv holds a line a run, and commands take turns so that a busy machine troubles all.

# measured NAME COMMAND...: runs it with `result` gone and appends "NAME seconds peak-KiB CPU-seconds" to times.tsv.
measured() {
    local name=$1
    shift
    rm -rf result
    if ! /usr/bin/time -o time.txt -f '%e %M %U %S' "$@" >measured.log 2>&1; then
        echo "bench: failed: $*" >&2
        cat measured.log >&2
        exit 1
    fi
    tail -n 1 time.txt | awk -v OFS='\t' -v name="$name" '{ print name, $1, $2, $3 + $4 }' >>times.tsv
}

# markdown FILE.tsv: the table for people.
markdown() { awk -F'\t' '{ print "| " $1 " | " $2 " | " $3 " | " $4 " |" } NR == 1 { print "| --- | --- | --- | --- |" }' "$1"; }
