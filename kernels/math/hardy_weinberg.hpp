#pragma once

#include <cstdint>

namespace atria::math {

/// p of the exact test of Hardy-Weinberg proportions: given the alleles, the probability of all numbers of heterozygous
/// people that are no more probable than the one seen (Wigginton, Cutler and Abecasis 2005, without mid-p). 1 when
/// there is nobody or one allele only; 0 below the range of a double. Takes a time that grows with the rarer allele's
/// spread, not with the number of people.
[[nodiscard]] double hardy_weinberg_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect);

/// -log10 of the same p, which does not leave the range of a double.
[[nodiscard]] double hardy_weinberg_neg_log10_p(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect);

/// The variance of the copies among the people (over N) to that of Hardy-Weinberg proportions, 2p(1 - p): MaCH's r² of
/// hard calls, 0 to 2. NaN without variance or people.
[[nodiscard]] double variance_ratio(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect);

/// The same of dosages, from how many `people` have one, their sum and the sum of their squares.
[[nodiscard]] double dosage_variance_ratio(double people, double copies, double squares);

}  // namespace atria::math
