#include "kernels/data/masked_counts.hpp"

#include "kernels/data/genotype_values.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

namespace atria {
namespace {

GenotypeCounts count_packed(std::span<const std::uint8_t> packed, std::span<const std::uint64_t> mask) {
    GenotypeCounts counts;
    for (std::size_t word = 0; word < mask.size(); ++word) {
        std::uint64_t calls = 0;
        std::memcpy(&calls, packed.data() + 8 * word, std::min<std::size_t>(8, packed.size() - 8 * word));
        const std::uint64_t low = calls & mask[word];
        const std::uint64_t high = (calls >> 1U) & mask[word];
        counts.missing += static_cast<std::uint32_t>(std::popcount(low & high));
        counts.het += static_cast<std::uint32_t>(std::popcount(low & ~high));
        counts.hom_effect += static_cast<std::uint32_t>(std::popcount(high & ~low));
    }
    return counts;
}

/// People with the effect allele, and all with a call, among those of a mask who have a single copy. They have no
/// heterozygous calls.
AlleleCounts single_copies(const AlleleCalls& alleles, std::span<const std::uint8_t> included,
                           std::span<const std::uint64_t> mask) {
    std::vector<std::uint64_t> both(mask.size());
    std::uint32_t people = 0;
    for (std::size_t word = 0; word < mask.size(); ++word) {
        both[word] = mask[word] & alleles.single_fields[word];
        people += static_cast<std::uint32_t>(std::popcount(both[word]));
    }
    if (alleles.calls.encoding == Encoding::packed) {
        const GenotypeCounts counts = count_packed(alleles.calls.packed, both);
        return {counts.hom_effect, people - counts.missing};
    }
    std::uint32_t by_code[4] = {0, 0, 0, 0};
    std::uint32_t listed = 0;
    for (const SparseEntry entry : alleles.calls.sparse) {
        const std::uint32_t one = included[person_of(entry)] & alleles.single[person_of(entry)];
        by_code[code_of(entry)] += one;
        listed += one;
    }
    by_code[alleles.calls.base] += people - listed;
    return {by_code[2], people - by_code[missing_call]};
}

/// The alleles of a variant of real numbers among the people of a mask, whose numbers add up to `sums`.
void count_real_alleles(const GenotypeView& variant, std::span<const std::uint8_t> included, const ValueSums& sums,
                        PredictorCounts& answer) {
    const GenotypeView& copies = variant.alleles != nullptr ? variant.alleles->calls : variant;
    if (copies.encoding == Encoding::real) {
        answer.effect_alleles = answer.alleles = std::numeric_limits<double>::quiet_NaN();
        return;
    }
    answer.effect_alleles = variant.alleles == nullptr ? sums.sum : value_sums(copies, included).sum;
    answer.alleles = 2 * sums.people;
    if (variant.alleles == nullptr || variant.alleles->single.empty()) { return; }
    std::vector<std::uint8_t> single(included.begin(), included.end());
    for (std::size_t i = 0; i < single.size(); ++i) { single[i] &= variant.alleles->single[i]; }
    const ValueSums singles = value_sums(copies, single);
    answer.effect_alleles -= singles.sum / 2;
    answer.alleles -= singles.people;
}

}  // namespace

GenotypeCounts masked_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                             std::span<const std::uint64_t> mask, std::uint32_t people) {
    if (is_real(variant)) { throw std::logic_error("masked_counts: the variant has no codes"); }
    if (variant.encoding == Encoding::packed) {
        GenotypeCounts counts = count_packed(variant.packed, mask);
        counts.hom_other = people - counts.het - counts.hom_effect - counts.missing;
        return counts;
    }
    std::uint32_t by_code[4] = {0, 0, 0, 0};
    std::uint32_t listed = 0;
    for (const SparseEntry entry : variant.sparse) {
        const std::uint32_t one = included[person_of(entry)];
        by_code[code_of(entry)] += one;
        listed += one;
    }
    by_code[variant.base] += people - listed;
    return {by_code[0], by_code[1], by_code[2], by_code[missing_call]};
}

AlleleCounts allele_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                           std::span<const std::uint64_t> mask, const GenotypeCounts& counts) {
    const std::uint32_t called = counts.hom_other + counts.het + counts.hom_effect;
    if (variant.alleles == nullptr) { return {counts.het + 2 * counts.hom_effect, 2 * called}; }
    const AlleleCalls& alleles = *variant.alleles;
    const GenotypeCounts calls = masked_counts(alleles.calls, included, mask, called + counts.missing);
    AlleleCounts answer{calls.het + 2 * calls.hom_effect, 2 * called};
    if (!alleles.single_fields.empty()) {
        const AlleleCounts single = single_copies(alleles, included, mask);
        answer.effect -= single.effect;
        answer.all -= single.all;
    }
    return answer;
}

PredictorCounts predictor_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                 std::span<const std::uint64_t> mask, std::uint32_t people) {
    PredictorCounts answer;
    if (is_real(variant)) {
        const ValueSums sums = value_sums(variant, included);
        answer.het = 2 * sums.sum - sums.squares;
        answer.hom_effect = (sums.squares - sums.sum) / 2;
        answer.missing = people - sums.people;
        count_real_alleles(variant, included, sums, answer);
        return answer;
    }
    const GenotypeCounts counts =
        people == included.size() ? variant.counts : masked_counts(variant, included, mask, people);
    const AlleleCounts alleles = allele_counts(variant, included, mask, counts);
    answer.het = counts.het;
    answer.hom_effect = counts.hom_effect;
    answer.missing = counts.missing;
    answer.effect_alleles = alleles.effect;
    answer.alleles = alleles.all;
    return answer;
}

}  // namespace atria
