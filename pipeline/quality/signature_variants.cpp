#include "pipeline/quality/signature_variants.hpp"

#include "kernels/quality/hard_calls.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

bool is_lower(const SignatureVariant& a, const SignatureVariant& b) { return a.lot < b.lot; }

}  // namespace

std::uint64_t lot_of(const Variant& variant) {
    const std::string text = std::to_string(variant.chromosome) + ':' + std::to_string(variant.position) + ':' +
                             variant.other_allele + ':' + variant.effect_allele;
    std::uint64_t lot = 0xCBF2'9CE4'8422'2325U;  // FNV-1a, then the finish of SplitMix64, which mixes all bits
    for (const char letter : text) { lot = (lot ^ static_cast<unsigned char>(letter)) * 0x0000'0100'0000'01B3U; }
    lot = (lot ^ (lot >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    lot = (lot ^ (lot >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return lot ^ (lot >> 31U);
}

std::vector<std::uint8_t> packed_calls(std::span<const GenotypeBlock> cohorts, std::size_t variant,
                                       std::span<const std::vector<std::uint8_t>> chosen) {
    std::size_t people = 0;
    for (const GenotypeBlock& cohort : cohorts) { people += cohort.people; }
    std::vector<std::uint8_t> packed((people + 3) / 4, 0);
    std::vector<std::uint8_t> calls;
    std::size_t before = 0;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        calls.resize(cohorts[c].people);
        quality::hard_calls(cohorts[c].variants[variant], calls.size(), calls.data());
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const unsigned call = chosen[c][i] != 0 ? calls[i] : missing_call;
            const std::size_t at = before + i;
            packed[at / 4] = static_cast<std::uint8_t>(packed[at / 4] | call << (2 * (at % 4)));
        }
        before += calls.size();
    }
    return packed;
}

std::uint64_t SignatureVariants::highest_useful_lot() const {
    if (most_ == 0) { return 0; }
    return heap_.size() < most_ ? std::numeric_limits<std::uint64_t>::max() : heap_.front().lot;
}

void SignatureVariants::offer(SignatureVariant&& variant) {
    if (heap_.size() == most_) {
        if (heap_.empty() || variant.lot >= heap_.front().lot) { return; }
        std::ranges::pop_heap(heap_, is_lower);
        heap_.pop_back();
    }
    heap_.push_back(std::move(variant));
    std::ranges::push_heap(heap_, is_lower);
}

quality::CallSignatures SignatureVariants::gather(std::size_t people, const Communicator& communicator) const {
    // Lots first: only the calls that are used go over the wires.
    std::vector<std::uint64_t> mine;
    for (const SignatureVariant& variant : heap_) { mine.push_back(variant.lot); }
    std::vector<std::uint64_t> lots;
    for (const auto& bytes : communicator.gather_to_all(std::as_bytes(std::span(mine)))) {
        std::vector<std::uint64_t> some(bytes.size() / sizeof(std::uint64_t));
        std::memcpy(some.data(), bytes.data(), some.size() * sizeof(std::uint64_t));
        lots.insert(lots.end(), some.begin(), some.end());
    }
    std::ranges::sort(lots);
    lots.resize(std::min(lots.size(), most_));
    std::vector<std::byte> sent;
    for (const SignatureVariant& variant : heap_) {
        if (!std::ranges::binary_search(lots, variant.lot)) { continue; }
        const auto lot = std::as_bytes(std::span(&variant.lot, 1));
        const auto calls = std::as_bytes(std::span(variant.packed));
        sent.insert(sent.end(), lot.begin(), lot.end());
        sent.insert(sent.end(), calls.begin(), calls.end());
    }
    const auto of_ranks = communicator.gather_to_root(sent);
    quality::CallSignatures signatures(communicator.is_root() ? people : 0, lots.size());
    const std::size_t length = (people + 3) / 4;
    std::vector<std::uint8_t> calls(people);
    for (const auto& bytes : of_ranks) {
        for (std::size_t at = 0; at + sizeof(std::uint64_t) + length <= bytes.size();
             at += sizeof(std::uint64_t) + length) {
            std::uint64_t lot = 0;
            std::memcpy(&lot, bytes.data() + at, sizeof(lot));
            const std::byte* packed = bytes.data() + at + sizeof(lot);
            for (std::size_t i = 0; i < people; ++i) {
                calls[i] = static_cast<std::uint8_t>(std::to_integer<unsigned>(packed[i / 4]) >> (2 * (i % 4)) & 3U);
            }
            signatures.set(static_cast<std::size_t>(std::ranges::lower_bound(lots, lot) - lots.begin()), calls);
        }
    }
    return signatures;
}

std::vector<quality::IdenticalPair> identical_pairs(const quality::CallSignatures& signatures,
                                                    const quality::IdentityLimits& limits, int threads) {
    const std::size_t size = quality::band_size(signatures.people());
    std::vector<std::vector<quality::IdenticalPair>> of_bands(signatures.variants() / size);
    parallel_for(of_bands.size(), threads, [&](std::size_t band) {
        of_bands[band] = quality::identical_in_band(signatures, band, size, limits);
    });
    std::vector<quality::IdenticalPair> pairs;
    for (const auto& band : of_bands) { pairs.insert(pairs.end(), band.begin(), band.end()); }
    std::ranges::sort(pairs);
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace atria::pipeline
