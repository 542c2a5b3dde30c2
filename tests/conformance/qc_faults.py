#!/usr/bin/env python3
"""Makes a study with known faults: qc_faults.py FOLDER

Three cohorts (A, B, C) of 150 people in Hardy-Weinberg proportions: 1,500 autosomal variants, 300 of X outside its
pseudo-autosomal regions (men have one X), 20 of Y. 1 % of calls are missing. Planted are
  - duplicates: copies of people, with 1 % of calls redrawn, within A, within B and from A in C (duplicates.expected);
  - men recorded as women and women as men (swapped.expected);
  - variants of which one cohort has the frequency 1 - p (turned.expected).
PLINK 1 files with all people (all) serve all cohorts.
"""
import os
import random
import sys

folder = sys.argv[1]
os.makedirs(folder)
random.seed(20261127)
people_of_cohort = 150
sites = [(1 + v // 500, 1_000_000 + 1000 * v) for v in range(1500)]
sites += [(23, 10_000_000 + 1000 * v) for v in range(300)]
sites += [(24, 3_000_000 + 1000 * v) for v in range(20)]
frequency = [random.uniform(0.1, 0.5) for _ in sites]
turned = {100: "B", 700: "A", 1200: "C", 1400: "B"}
for v in turned:
    frequency[v] = 0.15


def allele(p):
    return 1 if random.random() < p else 0


def call(v, sex, cohort):
    """Copies of the effect allele, None without a call; 2 for a single copy that has it."""
    p = 1 - frequency[v] if turned.get(v) == cohort else frequency[v]
    chromosome = sites[v][0]
    if random.random() < 0.01 or (chromosome == 24 and sex == 2):
        return None
    if chromosome >= 23 and sex == 1:
        return 2 * allele(p)
    return allele(p) + allele(p)


people = []  # (cohort, id, sex, calls)
for cohort in "ABC":
    for i in range(people_of_cohort):
        sex = 1 + i % 2
        people.append((cohort, f"{cohort}{i:03d}", sex, [call(v, sex, cohort) for v in range(len(sites))]))


def copy(original, cohort, name):
    _, _, sex, calls = people[original]
    again = [call(v, sex, cohort) if random.random() < 0.01 else c for v, c in enumerate(calls)]
    people.append((cohort, name, sex, again))
    return people[original][0], people[original][1], cohort, name


pairs = [copy(3, "A", "A_again"), copy(160, "B", "B_again"), copy(20, "C", "C_from_A"), copy(21, "C", "C_from_A2")]
swapped = {"A010", "A033", "B001", "C100"}

columns = {None: 1, 0: 3, 1: 2, 2: 0}  # two bits of a .bed whose first allele is the effect allele
with open(f"{folder}/all.bed", "wb") as bed:
    bed.write(bytes([0x6C, 0x1B, 0x01]))
    for v in range(len(sites)):
        row = bytearray((len(people) + 3) // 4)
        for i, person in enumerate(people):
            row[i // 4] |= columns[person[3][v]] << 2 * (i % 4)
        bed.write(row)
with open(f"{folder}/all.bim", "w") as bim:
    for v, (chromosome, position) in enumerate(sites):
        bim.write(f"{chromosome}\tv{v}\t0\t{position}\tA\tG\n")
recorded = {}
with open(f"{folder}/all.fam", "w") as fam:
    for _, name, sex, _ in people:
        recorded[name] = 3 - sex if name in swapped else sex
        fam.write(f"{name} {name} 0 0 {recorded[name]} -9\n")
with open(f"{folder}/cohorts.tsv", "w") as table:
    table.write("cohort\tgenotypes\trecords\tbuild\n")
    for cohort in "ABC":
        table.write(f"{cohort}\tall\t{cohort}.records.tsv\tGRCh38\n")
        with open(f"{folder}/{cohort}.records.tsv", "w") as records, open(f"{folder}/{cohort}.keep", "w") as keep:
            records.write("id\tsex\n")
            for of, name, _, _ in people:
                if of == cohort:
                    records.write(f"{name}\t{recorded[name]}\n")
                    keep.write(f"{name}\t{name}\n")
with open(f"{folder}/duplicates.expected", "w") as out:
    out.write("cohort_1\tid_1\tcohort_2\tid_2\n")
    place = {person[1]: (("ABC".index(person[0])), i) for i, person in enumerate(people)}
    for pair in sorted(pairs, key=lambda pair: place[pair[1]]):
        out.write("\t".join(pair) + "\n")
with open(f"{folder}/swapped.expected", "w") as out:
    for cohort, name, _, _ in people:
        if name in swapped:
            out.write(f"{cohort}\t{name}\n")
with open(f"{folder}/turned.expected", "w") as out:
    for v in sorted(turned):
        out.write(f"{turned[v]}\tv{v}\n")
