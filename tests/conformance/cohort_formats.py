"""Compares the dosages of a study's shards with those of other programs:

    python3 cohort_formats.py SHARD_FOLDER PEOPLE LIMIT query FILE   bcftools query -f '%CHROM:%POS[ %DS]\\n'
    ... probabilities FILE                                           likewise with GP, which also gives info
    ... traw FILE                                                    plink2 --export A-transpose
    ... bgen FILE                                                    a BGEN 1.2 file itself, unphased, of 8 or 16 bits
"""
import array
import math
import struct
import sys
import zlib

from shard_dosages import dataset, dosages

folder, people, limit, kind, other = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5]


def number(cell):
    return None if cell in (".", "NA") else float(cell)


def info_of(rows):
    """IMPUTE's info from the probabilities of each person, or None."""
    known = [(row, row[1] + 2 * row[2]) for row in rows if row]
    theta = sum(mean for _, mean in known) / (2 * len(known))
    variance = sum(row[1] + 4 * row[2] - mean**2 for row, mean in known)
    return 1 - variance / (2 * len(known) * theta * (1 - theta)) if 0 < theta < 1 else 1


def of_bgen(data):
    """The same as expected(), from the bytes of a BGEN file by the format's description."""
    at, variants = 4 + struct.unpack_from("<I", data, 0)[0], struct.unpack_from("<I", data, 8)[0]
    for _ in range(variants):
        texts = []
        for _ in range(3):
            length = struct.unpack_from("<H", data, at)[0]
            texts.append(data[at + 2:at + 2 + length].decode())
            at += 2 + length
        position, alleles = struct.unpack_from("<IH", data, at)
        at += 6
        for _ in range(alleles):
            at += 4 + struct.unpack_from("<I", data, at)[0]
        length = struct.unpack_from("<I", data, at)[0]
        whole = zlib.decompress(data[at + 8:at + 4 + length])
        at += 4 + length
        bits = whole[9 + people]
        values = array.array("B" if bits == 8 else "H", whole[10 + people:])
        rows = []
        for i in range(people):
            none, one = values[2 * i] / (2**bits - 1), values[2 * i + 1] / (2**bits - 1)
            rows.append(None if whole[8 + i] & 128 else (none, one, 1 - none - one))
        yield f"{texts[2]}:{position}", [row and row[1] + 2 * row[2] for row in rows], info_of(rows)


def expected(lines):
    """For every variant its place and a number (or None) a person, and info or None."""
    for line in lines:
        cells = line.split()
        if kind == "query":
            yield cells[0], [number(cell) for cell in cells[1:]], None
        elif kind == "probabilities":
            rows = [[float(p) for p in cell.split(",")] if cell != "." else None for cell in cells[1:]]
            rows = [row and [p / sum(row) for p in row] for row in rows]
            yield cells[0], [row and row[1] + 2 * row[2] for row in rows], info_of(rows)
        elif cells[0] != "CHR":  # traw: CHR SNP (C)M POS COUNTED ALT
            turned = cells[4] == "A"  # REF
            row = [number(cell) for cell in cells[6:]]
            yield f"{cells[0]}:{cells[3]}", [2 - one if turned and one is not None else one for one in row], None


found = {}
for chromosome in ("21", "22"):
    shard = f"{folder}/chr{chromosome}.h5"
    rows, info = dosages(shard, people)
    for position, row, quality in zip(dataset(shard, "/variants/position", "I"), rows, info):
        found[f"{chromosome}:{position}"] = row, quality

worst, worst_info, variants, inexact = 0.0, 0.0, 0, 0
with open(other, "rb") as stream:
    content = stream.read()
    for place, row, info in of_bgen(content) if kind == "bgen" else expected(content.decode().splitlines()):
        mine, quality = found.pop(place)
        variants += 1
        if len(row) != people:
            sys.exit(f"{place}: {len(row)} people are expected")
        for one, two in zip(mine, row):
            if (one is None) != (two is None):
                sys.exit(f"{place}: a dosage is {one}, expected {two}")
            if one is not None:
                worst = max(worst, abs(one - two))
                inexact += one != round(one)
        if info is not None and not all(one is None or one == round(one) for one in mine):
            worst_info = max(worst_info, abs(quality - info))
if found or not variants or not inexact:
    sys.exit(f"{len(found)} variants are not expected, {variants} are compared, {inexact} dosages are no calls")
print(f"{folder} and {other}: {variants} variants, dosages differ by at most {worst:.3g}, info by {worst_info:.3g}")
if worst > limit or worst_info > 1e-5 or math.isnan(worst_info):
    sys.exit(f"the dosages differ by more than {limit:g}, or info by more than 1e-5")
