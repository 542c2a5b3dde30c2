#!/usr/bin/env python3
"""A study of five cohorts with known faults beside its clean twin.

    python3 faulty_study.py make FOLDER            FOLDER/clean, FOLDER/faulty and what was planted
    python3 faulty_study.py fates STUDY PLANTED    is every variant's fate in every cohort the planted one?
    python3 faulty_study.py same TABLE TABLE       are two tables of results the same, but for the last digits?

Cohorts A to E of 300 people in Hardy-Weinberg proportions, 1,440 variants in common: 1,000 single bases, 300 A/T and C/G
variants whose frequency tells the strand, 40 near one half, 100 indels. A, B, E are PLINK 1 files, C is a VCF and D a VCF that
becomes a BGEN. Planted in the faulty twin (planted.tsv: cohort, id, fate; people.tsv: pairs):
  - alleles that change places with the calls told accordingly, names on the other strand, and both, in B, C, D, E;
  - 8 people of E who are copies of others, with 3 % of calls missing, so that qc keeps the original: 5 from A, 3 from E;
  - cholesterol of B in mg/dL, and codes for missing values in b1 of C;
  - E38: the genotypes of E at positions of another build.
"""
import gzip
import json
import os
import random
import sys

PEOPLE = 300
COHORTS = "ABCDE"
COMPLEMENT = {"A": "T", "T": "A", "C": "G", "G": "C"}


class Site:
    def __init__(self, kind, chromosome, position, effect, other, frequency):
        self.kind, self.chromosome, self.position = kind, chromosome, position
        self.effect, self.other, self.frequency = effect, other, frequency
        self.id = f"rs{chromosome}{position}"


def make_sites():
    kinds = ["plain"] * 1000 + ["ambiguous"] * 300 + ["half"] * 40 + ["indel"] * 100
    random.shuffle(kinds)
    sites = []
    for i, kind in enumerate(kinds):
        p = random.uniform(0.08, 0.3) if kind != "half" else random.uniform(0.48, 0.52)
        if random.random() < 0.5:
            p = 1 - p
        effect = random.choice("ACGT")
        if kind in ("ambiguous", "half"):
            other = COMPLEMENT[effect]
        elif kind == "indel":
            other = effect + "".join(random.choice("ACGT") for _ in range(random.randint(1, 3)))
            effect, other = random.choice([(effect, other), (other, effect)])
        else:
            other = random.choice([base for base in "ACGT" if base not in (effect, COMPLEMENT[effect])])
        sites.append(Site(kind, 1 + i // 480, 1_000_000 + 1000 * (i % 480), effect, other, p))
    return sites


def call(p):
    return None if random.random() < 0.01 else (random.random() < p) + (random.random() < p)


def swapped(name):
    effect, other, calls = name
    return other, effect, [None if c is None else 2 - c for c in calls]


def flipped(name):
    effect, other, calls = name
    return COMPLEMENT[effect], COMPLEMENT[other], calls


def write_bed(prefix, sites, names, people):
    codes = {None: 1, 0: 3, 1: 2, 2: 0}
    with open(prefix + ".bed", "wb") as bed, open(prefix + ".bim", "w") as bim:
        bed.write(bytes([0x6C, 0x1B, 0x01]))
        for site, (effect, other, calls) in zip(sites, names):
            bim.write(f"{site.chromosome}\t{site.id}\t0\t{site.position}\t{effect}\t{other}\n")
            row = bytearray((len(people) + 3) // 4)
            for i, c in enumerate(calls):
                row[i // 4] |= codes[c] << 2 * (i % 4)
            bed.write(row)
    with open(prefix + ".fam", "w") as fam:
        fam.writelines(f"{p} {p} 0 0 0 -9\n" for p in people)


def write_vcf(file, sites, names, people):
    text = {None: "./.", 0: "0/0", 1: "0/1", 2: "1/1"}
    with open(file, "w") as vcf:
        vcf.write("##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n##contig=<ID=2,length=243199373>\n")
        vcf.write('##contig=<ID=3,length=198022430>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="call">\n')
        vcf.write("\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split() + people) + "\n")
        for site, (effect, other, calls) in zip(sites, names):
            line = [str(site.chromosome), str(site.position), site.id, other, effect, ".", ".", ".", "GT"]
            vcf.write("\t".join(line + [text[c] for c in calls]) + "\n")


def write_cohort(folder, cohort, sites, names, people):
    if cohort in "CD":
        write_vcf(f"{folder}/{cohort}.vcf", sites, names, people)
    else:
        write_bed(f"{folder}/{cohort}", sites, names, people)


COLUMNS = ["id", "sex", "age", "chol", "q1", "b1", "t_exit", "t_event"]


def write_records(file, rows):
    with open(file, "w") as table:
        table.write("\t".join(COLUMNS) + "\n")
        for row in rows:
            table.write("\t".join(str(row[c]) for c in COLUMNS) + "\n")


def make(folder):
    random.seed(20261127)
    sites = make_sites()
    plain = [i for i, s in enumerate(sites) if s.kind == "plain"]
    people, calls, rows = {}, {}, {}
    for cohort in COHORTS:
        people[cohort] = [f"{cohort}{i:03d}" for i in range(PEOPLE)]
        calls[cohort] = [[call(site.frequency) for _ in range(PEOPLE)] for site in sites]
        rows[cohort] = []
        for i, person in enumerate(people[cohort]):
            g = calls[cohort][plain[0]][i] or 0
            h = calls[cohort][plain[1]][i] or 0
            age = random.randint(40, 75)
            rows[cohort].append({
                "id": person, "sex": 1 + i % 2, "age": age,
                "chol": repr(round(5.2 + 0.02 * (age - 55) + 0.3 * g + random.gauss(0, 0.9), 2)),
                "q1": repr(round(0.4 * g - 0.3 * h + 0.02 * age + random.gauss(0, 1), 4)),
                "b1": "NA" if cohort == "C" and i % 17 == 0 else int(random.random() < 0.3 + 0.1 * h),
                "t_exit": repr(round(random.expovariate(0.08 * (1 + 0.3 * g)), 3) + 0.001),
                "t_event": int(random.random() < 0.6)})

    # Who is copied into E: cohort and place.
    copies = [("A", i) for i in range(10, 60, 10)] + [("E", i) for i in range(100, 130, 10)]
    planted = {}  # cohort -> site -> fate
    for cohort in COHORTS:
        fates = ["by_frequency" if s.kind == "ambiguous" else "dropped:ambiguous_near_half" if s.kind == "half" else "as_is"
                 for s in sites]
        planted[cohort] = ["as_is"] * len(sites) if cohort == "A" else fates
    faults = {"B": {"swapped": 40, "flipped": 20},
              "C": {"swapped": 10, "flipped": 35, "flipped_swapped": 15},
              "D": {"swapped": 5, "flipped": 36, "flipped_swapped": 27},
              "E": {"swapped": 8, "flipped": 9, "flipped_swapped": 10}}
    named = {}
    for cohort in COHORTS:
        named[cohort] = [(s.effect, s.other, c) for s, c in zip(sites, calls[cohort])]
        for kind, suffix in (("plain", ""), ("ambiguous", "_by_frequency"), ("indel", "")):
            places = [i for i, s in enumerate(sites) if s.kind == kind]
            random.shuffle(places)
            for fault, count in faults.get(cohort, {}).items():
                if kind == "indel" and fault != "swapped":
                    continue
                for i in places[:count]:
                    named[cohort][i] = flipped(named[cohort][i]) if "flipped" in fault else named[cohort][i]
                    named[cohort][i] = swapped(named[cohort][i]) if "swapped" in fault else named[cohort][i]
                    planted[cohort][i] = fault + suffix
                places = places[count:]

    for twin in ("clean", "faulty"):
        os.makedirs(f"{folder}/{twin}")
        for cohort in COHORTS:
            its_people, its_rows = list(people[cohort]), [dict(row) for row in rows[cohort]]
            names = named[cohort] if twin == "faulty" else [(s.effect, s.other, c) for s, c in zip(sites, calls[cohort])]
            if twin == "faulty" and cohort == "E":
                more = [list(calls[c][v][i] for c, i in copies) for v in range(len(sites))]
                mended = [(e, o, list(c)) for e, o, c in names]
                for v, (effect, other, row) in enumerate(mended):
                    turned = "swapped" in planted["E"][v]
                    for c in more[v]:
                        c = None if random.random() < 0.03 else c
                        row.append(c if c is None or not turned else 2 - c)
                names = mended
                for n, (c, i) in enumerate(copies):
                    its_people.append(f"copy{n}")
                    its_rows.append({**rows[c][i], "id": f"copy{n}"})
            if twin == "faulty" and cohort == "B":
                for row in its_rows:
                    row["chol"] = repr(float(row["chol"]) * 38.665)
            if twin == "faulty" and cohort == "C":
                for row in its_rows:
                    row["b1"] = -9 if row["b1"] == "NA" else row["b1"]
            write_cohort(f"{folder}/{twin}", cohort, sites, names, its_people)
            write_records(f"{folder}/{twin}/{cohort}.records.tsv", its_rows)
    clean_e = [(s.effect, s.other, c) for s, c in zip(sites, calls["E"])]
    for site in sites:
        site.position += 12_345
    write_bed(f"{folder}/faulty/E38", sites, clean_e, people["E"])
    sites[-1].position = 198_022_431  # one behind the end of chromosome 3 on GRCh37
    write_bed(f"{folder}/faulty/behind", sites, clean_e, people["E"])

    files = {"A": "A", "B": "B", "C": "C.vcf", "D": "D.bgen", "E": "E"}
    for twin in ("clean", "faulty"):
        with open(f"{folder}/{twin}/cohorts.tsv", "w") as table:
            table.write("cohort\tgenotypes\trecords\tbuild\treference\tdictionary\n")
            for cohort in COHORTS:
                dictionary = f"{cohort}_dictionary" if twin == "faulty" and cohort in "BC" else ""
                reference = "first" if cohort == "D" else ""
                table.write(f"{cohort}\t{files[cohort]}\t{cohort}.records.tsv\tGRCh37\t{reference}\t{dictionary}\n")
    for cohort, unit in (("B", "mg/dL"), ("C", "mmol/L")):
        os.makedirs(f"{folder}/faulty/{cohort}_dictionary")
        with open(f"{folder}/faulty/{cohort}_dictionary/Variables.tsv", "w") as table:
            table.write("name\tvalueType\tunit\nid\ttext\t\nsex\tinteger\t\nage\tdecimal\tyears\n")
            table.write(f"chol\tdecimal\t{unit}\nq1\tdecimal\t\nb1\tinteger\t\nt_exit\tdecimal\tyears\nt_event\tinteger\t\n")
        with open(f"{folder}/faulty/{cohort}_dictionary/Categories.tsv", "w") as table:
            table.write("variable\tname\tmissing\nb1\t0\t0\nb1\t1\t0\nb1\t-9\t1\n")
    with open(f"{folder}/faulty/rules.tsv", "w") as table:
        table.write("dataschema_variable\tinput_dataset\tinput_variables\trule_category\talgorithm\tvalueType\tunit\n")
        for cohort in COHORTS:
            table.write(f"id\t{cohort}\tid\tid_creation\t\t\t\n")
            for name in COLUMNS[1:]:
                unit = "mmol/L" if name == "chol" else ""
                rule = "unit_conversion\tcholesterol" if (cohort, name) == ("B", "chol") else "direct_mapping\t"
                table.write(f"{name}\t{cohort}\t{name}\t{rule}\tdecimal\t{unit}\n")
    with open(f"{folder}/planted.tsv", "w") as table:
        for cohort in COHORTS:
            for site, fate in zip(sites, planted[cohort]):
                table.write(f"{cohort}\t{site.id}\t{fate}\n")
    with open(f"{folder}/people.tsv", "w") as table:
        table.writelines(f"{c}\t{people[c][i]}\tE\tcopy{n}\n" for n, (c, i) in enumerate(copies))


def table_of(file):
    with (gzip.open if file.endswith(".gz") else open)(file, "rt") as lines:
        header = lines.readline().rstrip("\n").split("\t")
        return header, [line.rstrip("\n").split("\t") for line in lines]


def fates(study, planted_file):
    planted, counts = {}, {}
    with open(planted_file) as lines:
        for line in lines:
            cohort, name, fate = line.split()
            planted[cohort, name] = fate
            counts.setdefault(cohort, {}).setdefault(fate, 0)
            counts[cohort][fate] += 1
    header, rows = table_of(study + "/variant_fates.tsv.gz")
    wrong = []
    seen = 0
    for row in rows:
        cells = dict(zip(header, row))
        for cohort in COHORTS:
            found, expected = cells["fate_" + cohort], planted[cohort, cells["id"]]
            seen += 1
            if found != expected:
                wrong.append(f"{cohort} {cells['id']}: {found}, planted {expected}")
    with open(study + "/shard.json") as report:
        for cohort in json.load(report)["cohorts"]:
            if cohort["variant_fates"] != counts[cohort["name"]]:
                wrong.append(f"{cohort['name']}: counted {cohort['variant_fates']}, planted {counts[cohort['name']]}")
    if wrong or seen != len(planted):
        sys.exit(f"{seen} fates of {len(planted)}, {len(wrong)} wrong:\n" + "\n".join(wrong[:20]))
    print(f"{seen} fates are those planted")


def same(first, second):
    (header, a), (other_header, b) = table_of(first), table_of(second)
    if header != other_header or len(a) != len(b) or not a:
        sys.exit(f"{first} and {second}: {len(a)} and {len(b)} rows")
    largest = 0.0
    for row, other in zip(a, b):
        for column, x, y in zip(header, row, other):
            if x == y:
                continue
            try:
                x, y = float(x), float(y)
            except ValueError:
                sys.exit(f"{first}, {column}: {x} and {y}")
            difference = abs(x - y) / max(1, abs(x))
            largest = max(largest, difference)
            if not difference <= 1e-9:
                sys.exit(f"{first}, {row[0]}:{row[1]}, {column}: {x} and {y}")
    print(f"{first}: {len(a)} rows the same, largest difference {largest:.1e}")


if __name__ == "__main__":
    {"make": make, "fates": fates, "same": same}[sys.argv[1]](*sys.argv[2:])
