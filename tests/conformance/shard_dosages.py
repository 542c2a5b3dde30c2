"""What a shard holds, read by h5dump without Atria: rows of copies of the effect allele; missing is None."""
import array
import subprocess
import sys
import tempfile


def dataset(shard, name, code):
    """The numbers of a dataset, of the array module's type `code`; none when it is empty."""
    with tempfile.NamedTemporaryFile() as raw:
        subprocess.run(["h5dump", "-d", name, "-b", "LE", "-o", raw.name, shard], check=True, stdout=subprocess.DEVNULL)
        values = array.array(code)
        values.frombytes(raw.read())
        return values


def text(shard, name):
    """The texts of a dataset: h5dump prints them one a line, quoted."""
    printed = subprocess.run(["h5dump", "-y", "-w", "1", "-d", name, shard], check=True, capture_output=True, text=True)
    return [line.strip().rstrip(",").strip('"').split("\\000")[0]
            for line in printed.stdout.splitlines() if line.strip().startswith('"')]


def dosages(shard, people):
    """A list a variant of one number a person, and info a variant."""
    encoding, base = (dataset(shard, "/variants/" + name, "B") for name in ("encoding", "base"))
    offset, length = dataset(shard, "/variants/offset", "Q"), dataset(shard, "/variants/length", "I")
    packed, sparse = dataset(shard, "/genotypes/packed", "B"), dataset(shard, "/genotypes/sparse", "I")
    dense, sparse_dosage = dataset(shard, "/genotypes/dosage", "H"), dataset(shard, "/genotypes/sparse_dosage", "Q")
    width = (people + 3) // 4
    rows = []
    for kind, start, first, count in zip(encoding, base, offset, length):
        if kind == 0:
            codes = (packed[first * width + i // 4] >> 2 * (i % 4) & 3 for i in range(people))
            row = [None if code == 3 else code for code in codes]
        elif kind == 1:
            row = [start] * people
            for entry in sparse[first:first + count]:
                row[entry >> 2] = None if entry & 3 == 3 else entry & 3
        elif kind == 2:
            row = [None if one == 65535 else one / 16384 for one in dense[first * people:(first + 1) * people]]
        elif kind == 3:
            row = [start] * people
            for entry in sparse_dosage[first:first + count]:
                row[entry >> 16] = None if entry & 65535 == 65535 else (entry & 65535) / 16384
        else:
            sys.exit(f"encoding {kind} is not known")
        rows.append(row)
    return rows, list(dataset(shard, "/variants/info", "d"))
