"""python3 costs.py FOLDER BYTES: what the steps of a linear scan cost, from runs that costs.sh has left in FOLDER: NAME.log, NAME.study and
elapsed.tsv, where `read` is reading BYTES. Seconds of a run are those of the log times the
share of its time that it had a core, so that a busy machine does little harm. Prints the table that `atria plan --costs` reads: NAME and seconds of one thread."""
import json
import re
import sys

folder = sys.argv[1]
COVARIATES = 11  # with the intercept
MANY = 20


def content(study):
    """Packed calls, sparse entries, tiles, variants, cohorts and people of a study."""
    manifest = json.load(open(f"{folder}/{study}.study/study.json"))
    calls = entries = tiles = people = 0
    for cohort in manifest["cohorts"]:
        people += cohort["people"]
        for shard in cohort["shards"]:
            calls += shard["packed_variants"] * cohort["people"]
            entries += shard["sparse_entries"]
            tiles += shard["variants"]
    return calls, entries, tiles, manifest["variants"]["count"], len(manifest["cohorts"]), people


def seconds(name, step):
    """Of a step, by the rate in the log, which is finer than its seconds."""
    found = re.search(rf"{step} - ([0-9,]+) \w+ in .* s, ([0-9,]+) a second", open(f"{folder}/{name}.log").read())
    amount, rate = (float(word.replace(",", "")) for word in found.groups())
    return amount / rate * cpu[name] / elapsed[name]


lines = [line.split("\t") for line in open(f"{folder}/elapsed.tsv").read().splitlines()]
elapsed = {line[0]: float(line[1]) for line in lines}
cpu = {line[0]: float(line[2]) for line in lines}
calls, entries, tiles, variants, cohorts, people = content("tiny")
scan = {(study, traits): seconds(f"{study}_{traits}", "scan") for study in ("tiny", "common", "rare") for traits in (1, MANY)}
rows = variants * (cohorts + 1)
row = max(0.0, (scan["tiny", MANY] - scan["tiny", 1]) / (rows * (MANY - 1)))
tile = max(0.0, (scan["tiny", 1] - rows * row) / tiles)
calls, entries, tiles, variants, cohorts, people = content("common")
rows = variants * (cohorts + 1)
rest = {traits: scan["common", traits] - tiles * tile - rows * traits * row for traits in (1, MANY)}
call_column = max(0.0, (rest[MANY] - rest[1]) / (calls * (MANY - 1)))
call = max(0.0, rest[1] / calls - call_column * (1 + COVARIATES))
merged_row = seconds(f"common_{MANY}", "Writing results") / (rows * MANY)
start = cpu["start"]
record = max(0.0, cpu["common_1"] - start - scan["common", 1] - seconds("common_1", "Writing results")) / people
calls, entries, tiles, variants, cohorts, people = content("rare")
rows = variants * (cohorts + 1)
left = scan["rare", MANY] - calls * (call + call_column * (MANY + COVARIATES)) - tiles * tile - rows * MANY * row
entry_column = max(0.0, left / (entries * (MANY + COVARIATES)))
for name, value in (("start", start), ("record", record), ("call", call), ("call_column", call_column), ("entry_column", entry_column),
                    ("tile", tile), ("row", row), ("merged_row", merged_row), ("byte", elapsed["read"] / float(sys.argv[2]))):
    print(f"{name}\t{value:.4g}")
