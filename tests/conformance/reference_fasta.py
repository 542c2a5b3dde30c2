#!/usr/bin/env python3
"""A genome with repeats, and variants of it that are not normalised.

    python3 reference_fasta.py make FOLDER               genome.fa with its index, clean.vcf, faulty.{bed,bim,fam}, planted.tsv
    python3 reference_fasta.py check TABLE NORM [PLANTED] the fates of a study against `bcftools norm` and what was planted

clean.vcf names single bases, indels and replacements of several bases with the reference first. The PLINK file has the same
variants with single bases' alleles swapped, on the other strand, or both, and others of which no allele is the reference's.
"""
import gzip
import random
import sys

COMPLEMENT = {"A": "T", "T": "A", "C": "G", "G": "C"}
PEOPLE = 60


def bases(count, letters="ACGT"):
    return "".join(random.choice(letters) for _ in range(count))


def make_genome():
    """Half of it repeats of one to four bases, in which indels can be written in many ways."""
    genome = {}
    for name in ("1", "2", "3"):
        text = ""
        while len(text) < 30000:
            text += bases(random.randint(1, 30)) if random.random() < 0.5 else bases(random.randint(1, 4)) * random.randint(2, 9)
        genome[name] = text[:30000]
    return genome


def make_variant(genome, name, position):
    here = genome[name][position - 1:]
    kind = random.random()
    if kind < 0.4:
        return here[0], random.choice([base for base in "ACGT" if base != here[0]])
    other = here[:random.randint(1, 6)]
    if kind < 0.7:  # what stands here once more, or once less, so that it can move
        effect = other + other[1:] if random.random() < 0.5 and len(other) > 1 else other[0]
    else:
        effect = bases(random.randint(1, 6))
    return (other, effect) if other != effect else (here[:2], here[0])


def make(folder):
    random.seed(20261128)
    genome = make_genome()
    with open(f"{folder}/genome.fa", "w") as fasta, open(f"{folder}/genome.fa.fai", "w") as index:
        offset = 0
        for name, text in genome.items():
            head = f">chr{name} made up\n"
            lines = "".join(text[at:at + 70].lower() + "\n" if at % 140 else text[at:at + 70] + "\n" for at in range(0, len(text), 70))
            fasta.write(head + lines)
            index.write(f"chr{name}\t{len(text)}\t{offset + len(head)}\t70\t71\n")
            offset += len(head) + len(lines)
    people = [f"p{i}" for i in range(PEOPLE)]
    variants = []
    for name in genome:
        for position in range(40, 29900, 37):
            other, effect = make_variant(genome, name, position)
            calls = [random.choice([None, 0, 0, 1, 1, 2]) for _ in people]
            variants.append((name, position, f"v{len(variants)}", other, effect, calls))
    text = {None: "./.", 0: "0/0", 1: "0/1", 2: "1/1"}
    with open(f"{folder}/clean.vcf", "w") as vcf:
        vcf.write("##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID=chr{name}>\n" for name in genome))
        vcf.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="call">\n')
        vcf.write("\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".split() + people) + "\n")
        for name, position, number, other, effect, calls in variants:
            cells = [f"chr{name}", str(position), number, other, effect, ".", ".", ".", "GT"]
            vcf.write("\t".join(cells + [text[c] for c in calls]) + "\n")
    codes = {None: 1, 0: 3, 1: 2, 2: 0}
    with open(f"{folder}/faulty.bed", "wb") as bed, open(f"{folder}/faulty.bim", "w") as bim, open(f"{folder}/planted.tsv", "w") as planted:
        bed.write(bytes([0x6C, 0x1B, 0x01]))

        def write(name, position, number, other, effect, calls):
            bim.write(f"{name}\t{number}\t0\t{position}\t{effect}\t{other}\n")
            row = bytearray((len(people) + 3) // 4)
            for i, c in enumerate(calls):
                row[i // 4] |= codes[c] << 2 * (i % 4)
            bed.write(row)

        for n, (name, position, number, other, effect, calls) in enumerate(variants):
            fate = "as_is"
            if len(other) == len(effect) == 1 and n % 3:
                ambiguous = COMPLEMENT[other] == effect
                if n % 3 == 1 or (n % 7 == 0 and not ambiguous):
                    other, effect, calls, fate = effect, other, [None if c is None else 2 - c for c in calls], "swapped"
                if n % 7 in (0, 1) and not ambiguous:
                    other, effect = COMPLEMENT[other], COMPLEMENT[effect]
                    fate = "flipped" if fate == "as_is" else "flipped_swapped"
            planted.write(f"{number}\t{fate}\n")
            write(name, position, number, other, effect, calls)
            if n % 50 == 0:  # neither allele is the reference's
                here = genome[name][position]
                wrong = ("C", "G") if here in "AT" else ("A", "T")
                if n % 100 == 0:
                    wrong = (COMPLEMENT[here] + "A", COMPLEMENT[here])
                planted.write(f"w{n}\tdropped:not the reference: neither allele is that of the FASTA\n")
                write(name, position + 1, f"w{n}", *wrong, calls)
        planted.write("out\tdropped:chromosome or position not in the reference FASTA\n")
        write("7", 100, "out", "A", "C", variants[0][5])
    with open(f"{folder}/faulty.fam", "w") as fam:
        fam.writelines(f"{p} {p} 0 0 0 -9\n" for p in people)
    with open(f"{folder}/people.tsv", "w") as table:
        table.write("id\tage\n" + "".join(f"{p}\t{40 + i % 9}\n" for i, p in enumerate(people)))


def check(table, norm, planted=None):
    expected = {}
    with open(norm) as lines:
        for line in lines:
            chromosome, position, name, other, effect = line.split()
            expected[name] = (chromosome.replace("chr", ""), position, other.upper(), effect.upper())
    fates = {}
    if planted:
        with open(planted) as lines:
            fates = dict(line.rstrip("\n").split("\t") for line in lines)
    wrong, normalised, seen = [], 0, 0
    with gzip.open(table, "rt") as rows:
        next(rows)
        for row in rows:
            chromosome, position, other, effect, name, in_study, fate = row.rstrip("\n").split("\t")
            seen += 1
            if chromosome != "NA" and expected[name] != (chromosome, position, other, effect):
                wrong.append(f"{name}: {chromosome}:{position}:{other}:{effect}, bcftools norm {expected[name]}")
            normalised += "normalised" in fate
            plain = fate.replace("normalised_", "").replace("normalised", "as_is")
            if planted and plain != fates[name] and fate != "dropped:duplicate":
                wrong.append(f"{name}: {fate}, planted {fates[name]}")
            if not planted and plain not in ("as_is", "dropped:duplicate"):
                wrong.append(f"{name}: {fate}")
    if wrong or seen != (len(fates) if planted else len(expected)) or normalised < 300:
        sys.exit(f"{seen} variants, {normalised} normalised, {len(wrong)} wrong:\n" + "\n".join(wrong[:20]))
    print(f"{seen} variants, {normalised} of them normalised as bcftools norm does")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
