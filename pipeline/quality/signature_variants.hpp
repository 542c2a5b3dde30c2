#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/quality/identical_people.hpp"
#include "pipeline/comm/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::pipeline {

/// A number that a variant has in any study and block, as good as drawn at random: which variants people are compared
/// by hangs on nothing else.
[[nodiscard]] std::uint64_t lot_of(const Variant& variant);

/// A variant that people may be compared by, with its calls.
struct SignatureVariant {
    std::uint64_t lot = 0;
    std::vector<std::uint8_t> packed;  ///< of all cohorts, one person behind the other: four people a byte
};

/// The calls of everybody at one variant; people who are not chosen have none.
[[nodiscard]] std::vector<std::uint8_t> packed_calls(std::span<const GenotypeBlock> cohorts, std::size_t variant,
                                                     std::span<const std::vector<std::uint8_t>> chosen);

/// Those with the lowest lots among the variants that were offered, a fixed number of them.
class SignatureVariants {
public:
    explicit SignatureVariants(std::size_t most) : most_(most) {}

    /// A variant with a lot above it need not be offered.
    [[nodiscard]] std::uint64_t highest_useful_lot() const;
    void offer(SignatureVariant&& variant);

    /// Collective: the lowest lots of all ranks, as signatures of `people` people, on the root; none on others.
    [[nodiscard]] quality::CallSignatures gather(std::size_t people, const Communicator& communicator) const;

private:
    std::size_t most_;
    std::vector<SignatureVariant> heap_;  // the highest lot in front
};

/// All pairs beyond the limits, ascending; bands are looked at in `threads` threads.
[[nodiscard]] std::vector<quality::IdenticalPair> identical_pairs(const quality::CallSignatures& signatures,
                                                                  const quality::IdentityLimits& limits, int threads);

}  // namespace atria::pipeline
