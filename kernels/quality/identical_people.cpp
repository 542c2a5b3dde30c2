#include "kernels/quality/identical_people.hpp"

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

namespace atria::quality {

CallSignatures::CallSignatures(std::size_t people, std::size_t variants)
    : people_(people), variants_(variants), words_((variants + 63) / 64), planes_(2 * words_ * people, 0) {
    // Behind the last variant nobody has a call.
    for (std::size_t v = variants; v < 64 * words_; ++v) {
        for (std::size_t i = 0; i < 2 * people; ++i) { planes_[i * words_ + v / 64] |= std::uint64_t{1} << (v % 64); }
    }
}

void CallSignatures::set(std::size_t variant, std::span<const std::uint8_t> calls) {
    assert(calls.size() == people_ && variant < variants_);
    const std::uint64_t bit = std::uint64_t{1} << (variant % 64);
    for (std::size_t i = 0; i < people_; ++i) {
        std::uint64_t* word = planes_.data() + 2 * words_ * i + variant / 64;
        if ((calls[i] & 1U) != 0) { word[0] |= bit; }
        if ((calls[i] & 2U) != 0) { word[words_] |= bit; }
    }
}

CallSignatures::Comparison CallSignatures::compare(std::size_t a, std::size_t b) const {
    const std::uint64_t* one = planes_.data() + 2 * words_ * a;
    const std::uint64_t* other = planes_.data() + 2 * words_ * b;
    Comparison answer;
    for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t missing = (one[w] & one[words_ + w]) | (other[w] & other[words_ + w]);
        const std::uint64_t differ = (one[w] ^ other[w]) | (one[words_ + w] ^ other[words_ + w]);
        answer.compared += static_cast<std::uint32_t>(std::popcount(~missing));
        answer.identical += static_cast<std::uint32_t>(std::popcount(~missing & ~differ));
    }
    return answer;
}

bool CallSignatures::key(std::size_t person, std::size_t first, std::size_t count, std::uint64_t& key) const {
    assert(count <= 32 && first + count <= variants_);
    const std::uint64_t* planes = planes_.data() + 2 * words_ * person;
    const auto bits = [&](const std::uint64_t* plane) {
        std::uint64_t value = plane[first / 64] >> (first % 64);
        if (first % 64 + count > 64) { value |= plane[first / 64 + 1] << (64 - first % 64); }
        return value & ((std::uint64_t{1} << count) - 1);
    };
    const std::uint64_t low = bits(planes);
    const std::uint64_t high = bits(planes + words_);
    key = low | high << 32U;
    return (low & high) == 0;
}

std::size_t band_size(std::size_t people) {
    constexpr double bits_a_variant = 1.25;  // -log2 of 0.42
    const double size = std::ceil(std::log2(static_cast<double>(std::max<std::size_t>(people, 2))) / bits_a_variant);
    return std::clamp<std::size_t>(static_cast<std::size_t>(size), 6, 32);
}

std::vector<IdenticalPair> identical_in_band(const CallSignatures& signatures, std::size_t band, std::size_t size,
                                             const IdentityLimits& limits) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
    for (std::size_t i = 0; i < signatures.people(); ++i) {
        std::uint64_t key = 0;
        if (signatures.key(i, band * size, size, key)) { keys.emplace_back(key, static_cast<std::uint32_t>(i)); }
    }
    std::ranges::sort(keys);
    std::vector<IdenticalPair> pairs;
    const double least = limits.compared_share * static_cast<double>(signatures.variants());
    for (std::size_t a = 0; a < keys.size(); ++a) {
        for (std::size_t b = a + 1; b < keys.size() && keys[b].first == keys[a].first; ++b) {
            const auto [compared, identical] = signatures.compare(keys[a].second, keys[b].second);
            if (compared > 0 && compared >= least && identical >= limits.concordance * compared) {
                pairs.push_back({keys[a].second, keys[b].second, compared, identical});
            }
        }
    }
    std::ranges::sort(pairs);
    return pairs;
}

}  // namespace atria::quality
