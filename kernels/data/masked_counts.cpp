#include "kernels/data/masked_counts.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
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

}  // namespace

GenotypeCounts masked_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                             std::span<const std::uint64_t> mask, std::uint32_t people) {
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

}  // namespace atria
