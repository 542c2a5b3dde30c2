#include "kernels/quality/homozygosity.hpp"

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/quality/hard_calls.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>

namespace atria::quality {
namespace {

constexpr double unit = 0x1p36;

/// Adds the heterozygous people of packed variants. Counters of a byte stay in the nearest cache for a strip of people,
/// and hold 255 variants.
void count_packed_het(std::span<const GenotypeView* const> variants, std::vector<std::uint32_t>& het) {
    constexpr std::size_t strip = 8192;
    constexpr std::size_t most = 255;
    constexpr std::uint8_t is_het[4] = {0, 1, 0, 0};
    std::array<std::uint8_t, strip> one{};
    std::array<std::uint8_t, strip> counters{};
    for (std::size_t begin = 0; begin < variants.size(); begin += most) {
        const auto some = variants.subspan(begin, std::min(most, variants.size() - begin));
        for (std::size_t first = 0; first < het.size(); first += strip) {
            const std::size_t count = std::min(strip, het.size() - first);
            counters.fill(0);
            for (const GenotypeView* variant : some) {
                decode_packed(variant->packed, first, count, is_het, one.data());
                for (std::size_t i = 0; i < count; ++i) {
                    counters[i] = static_cast<std::uint8_t>(counters[i] + one[i]);
                }
            }
            for (std::size_t i = 0; i < count; ++i) { het[first + i] += counters[i]; }
        }
    }
}

}  // namespace

double expected_homozygosity(double effect_alleles, double alleles, bool small_sample) {
    if (!(alleles > 1) || effect_alleles <= 0 || effect_alleles >= alleles) { return 1; }
    const double p = effect_alleles / alleles;
    const double het = 2 * p * (1 - p);
    return 1 - (small_sample ? het * alleles / (alleles - 1) : het);
}

std::uint64_t fixed_expectation(double expected) {
    assert(expected >= 0 && expected <= 1);
    return static_cast<std::uint64_t>(std::llround(expected * unit));
}

PersonCalls::PersonCalls(std::size_t people)
    : missing(people, 0), het(people, 0), other_het(people, 0), without_call(people, 0), expected_absent(people, 0) {}

void PersonCalls::add(const PersonCalls& other) {
    assert(missing.size() == other.missing.size());
    variants += other.variants;
    counted += other.counted;
    expected += other.expected;
    const auto add_to = [](auto& sums, const auto& more) {
        for (std::size_t i = 0; i < sums.size(); ++i) { sums[i] += more[i]; }
    };
    add_to(missing, other.missing);
    add_to(het, other.het);
    add_to(other_het, other.other_het);
    add_to(without_call, other.without_call);
    add_to(expected_absent, other.expected_absent);
}

void PersonCalls::add(const GenotypeBlock& block, const std::vector<VariantExpectation>& expectations) {
    assert(block.people == missing.size() && block.variants.size() == expectations.size());
    std::vector<const GenotypeView*> packed;
    std::vector<const GenotypeView*> other_packed;
    std::vector<std::uint8_t> calls;
    for (std::size_t v = 0; v < block.variants.size(); ++v) {
        const GenotypeView& variant = block.variants[v];
        const VariantExpectation& here = expectations[v];
        if (!variant.present) { continue; }
        ++variants;
        counted += here.counted ? 1U : 0U;
        expected += here.counted ? here.expected : 0;
        for_each_missing(variant, [this](std::size_t person) { ++missing[person]; });
        std::vector<std::uint32_t>& het_here = here.counted ? het : other_het;
        const auto absent = [&](std::size_t person) {
            if (!here.counted) { return; }
            ++without_call[person];
            expected_absent[person] += here.expected;
        };
        switch (variant.encoding) {
            case Encoding::packed:
                (here.counted ? packed : other_packed).push_back(&variant);
                for_each_missing(variant, absent);
                break;
            case Encoding::sparse:
                for (const SparseEntry entry : variant.sparse) {
                    het_here[person_of(entry)] += code_of(entry) == 1 ? 1U : 0U;
                }
                for_each_missing(variant, absent);
                break;
            default:
                calls.resize(block.people);
                hard_calls(variant, block.people, calls.data());
                for (std::size_t i = 0; i < calls.size(); ++i) {
                    het_here[i] += calls[i] == 1 ? 1U : 0U;
                    if (calls[i] == missing_call) { absent(i); }
                }
                break;
        }
    }
    count_packed_het(packed, het);
    count_packed_het(other_packed, other_het);
}

double Homozygosity::inbreeding() const {
    if (calls == 0) { return std::numeric_limits<double>::quiet_NaN(); }
    return (static_cast<double>(observed) - expected) / (static_cast<double>(calls) - expected);
}

Homozygosity homozygosity_of(const PersonCalls& sums, std::size_t person) {
    Homozygosity answer;
    answer.calls = sums.counted - sums.without_call[person];
    answer.observed = answer.calls - sums.het[person];
    answer.expected = static_cast<double>(sums.expected - sums.expected_absent[person]) / unit;
    return answer;
}

}  // namespace atria::quality
