#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::quality {

/// Probability that a person is homozygous in Hardy-Weinberg proportions, 1 - 2p(1 - p), from copies of one allele
/// among `alleles`. `small_sample`: with Nei's factor n / (n - 1) on 2p(1 - p), n the alleles (Nei, Genetics 89:583,
/// 1978), as `plink2 --het small-sample` has it; without it as `plink1.9 --check-sex`. 1 when there is one allele only.
[[nodiscard]] double expected_homozygosity(double effect_alleles, double alleles, bool small_sample);

/// In units of 2^-36, so that sums over variants are whole numbers that no order of adding changes: off by at most
/// 2^-37, and good for more than two hundred million variants.
[[nodiscard]] std::uint64_t fixed_expectation(double expected);

/// How one variant enters the sums over variants.
struct VariantExpectation {
    bool counted = false;        ///< homozygosity is looked at; of a variant with one allele it tells nothing
    std::uint64_t expected = 0;  ///< fixed_expectation of it
};

/// Sums over variants of one kind of chromosome, for the N people of a cohort. Whole numbers: they add up in any order.
/// Of dosages those within 0.1 of 0, 1 or 2 copies count as such calls, the others as not called where it comes to
/// homozygosity (PLINK 2's hard calls).
struct PersonCalls {
    PersonCalls() = default;
    explicit PersonCalls(std::size_t people);

    std::uint64_t variants = 0;                  ///< that the cohort has
    std::uint64_t counted = 0;                   ///< of them
    std::uint64_t expected = 0;                  ///< Σ over these
    std::vector<std::uint32_t> missing;          ///< N: variants without a call or dosage
    std::vector<std::uint32_t> het;              ///< N: heterozygous calls at variants that count
    std::vector<std::uint32_t> other_het;        ///< N: at others (single copies)
    std::vector<std::uint32_t> without_call;     ///< N: variants of these without a call
    std::vector<std::uint64_t> expected_absent;  ///< N: Σ over them

    void add(const PersonCalls& other);
    /// Adds a block's variants, one expectation a variant; variants that are absent are passed over.
    void add(const GenotypeBlock& block, const std::vector<VariantExpectation>& expectations);
};

/// Homozygosity of one person.
struct Homozygosity {
    std::uint64_t calls = 0;     ///< at variants that count
    std::uint64_t observed = 0;  ///< homozygous among them
    double expected = 0;

    /// F = (observed - expected) / (calls - expected); NaN without calls.
    [[nodiscard]] double inbreeding() const;
};
[[nodiscard]] Homozygosity homozygosity_of(const PersonCalls& sums, std::size_t person);

}  // namespace atria::quality
