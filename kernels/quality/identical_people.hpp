#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::quality {

/// Calls of N people at K variants, two bits each, a person's calls together: what people are compared by.
class CallSignatures {
public:
    CallSignatures(std::size_t people, std::size_t variants);

    /// `calls`: N (0, 1, 2, missing_call) at variant `variant`.
    void set(std::size_t variant, std::span<const std::uint8_t> calls);

    [[nodiscard]] std::size_t people() const { return people_; }
    [[nodiscard]] std::size_t variants() const { return variants_; }

    struct Comparison {
        std::uint32_t compared = 0;   ///< variants at which both have a call
        std::uint32_t identical = 0;  ///< of them, at which it is the same
    };
    [[nodiscard]] Comparison compare(std::size_t a, std::size_t b) const;

    /// The calls at the variants [first, first + count), count <= 32, as one number; false when one of them is missing.
    [[nodiscard]] bool key(std::size_t person, std::size_t first, std::size_t count, std::uint64_t& key) const;

private:
    std::size_t people_;
    std::size_t variants_;
    std::size_t words_;                  // of a person and a plane
    std::vector<std::uint64_t> planes_;  // a person's low bits, then high bits
};

struct IdenticalPair {
    std::uint32_t first = 0;  ///< first < second
    std::uint32_t second = 0;
    std::uint32_t compared = 0;
    std::uint32_t identical = 0;

    friend auto operator<=>(const IdenticalPair&, const IdenticalPair&) = default;
};

/// Who count as one person.
struct IdentityLimits {
    double concordance = 0.95;    ///< least share of identical calls
    double compared_share = 0.5;  ///< least share of the variants at which both have a call
};

/// Nobody compares a million people with each other. The K variants are cut into bands, and only people who agree in
/// all calls of a band are compared (in all K variants, exactly). Unrelated people agree at a common variant with a
/// probability of about 0.42, so with log2(N) / 1.25 variants a band about N pairs meet in it by chance; a pair that
/// agrees at a share c of calls, missing ones counted against it, is missed by all bands with probability (1 -
/// c^size)^bands: for a million people, a thousand variants and c = 0.9 below 1e-6, for c = 0.95 below 1e-17.
[[nodiscard]] std::size_t band_size(std::size_t people);

/// Pairs beyond the limits that agree at the `size` variants of band `band` (size × band and on), ascending.
[[nodiscard]] std::vector<IdenticalPair> identical_in_band(const CallSignatures& signatures, std::size_t band,
                                                           std::size_t size, const IdentityLimits& limits);

}  // namespace atria::quality
