#!/usr/bin/env python3
"""Writes an imputed VCF on stdout: python3 imputed_vcf.py PEOPLE VARIANTS [SEED]

For every variant a frequency and an imputation quality are drawn, and some sixty forms that the probabilities of a person
may take, around the three true genotypes; everybody gets one of them. GP has three digits and adds up to 1, DS is its
expectation, GT the likeliest genotype. People are p1, p2, ...; variants stand on chromosomes 21 and 22.
"""
import random
import sys

people, variants = int(sys.argv[1]), int(sys.argv[2])
generator = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
draw = generator.random
write = sys.stdout.write
write("##fileformat=VCFv4.2\n##contig=<ID=21>\n##contig=<ID=22>\n")
write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
write('##FORMAT=<ID=DS,Number=A,Type=Float,Description="Copies of ALT">\n')
write('##FORMAT=<ID=GP,Number=G,Type=Float,Description="Probabilities of genotypes">\n')
write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(f"p{i + 1}" for i in range(people)) + "\n")
forms_of_a_genotype = 20


def cell(probabilities):
    """The text of somebody with these thousandths of no, one and two copies."""
    call = ("0/0", "0/1", "1/1")[probabilities.index(max(probabilities))]
    dosage = (probabilities[1] + 2 * probabilities[2]) / 1000
    return f"\t{call}:{dosage:g}:" + ",".join(f"{thousandths / 1000:g}" for thousandths in probabilities)


for variant in range(variants):
    frequency = 0.5 * draw() ** 2 + 0.001
    doubt = 0.8 * draw() ** 3
    forms, weights = [], []
    for copies, share in enumerate(((1 - frequency) ** 2, 2 * frequency * (1 - frequency), frequency**2)):
        for _ in range(forms_of_a_genotype):
            other = round(1000 * doubt * draw())
            part = round(other * draw())
            probabilities = [part, other - part]
            probabilities.insert(copies, 1000 - other)
            forms.append(cell(probabilities))
            weights.append(share)
    chromosome = 21 if variant < variants // 2 else 22
    write(f"{chromosome}\t{1000 + 100 * variant}\tv{variant + 1}\tA\tG\t.\tPASS\t.\tGT:DS:GP")
    write("".join(generator.choices(forms, weights, k=people)) + "\n")
