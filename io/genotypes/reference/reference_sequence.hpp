#pragma once

#include "kernels/data/chromosome.hpp"

#include <cstdint>

namespace atria::io {

/// The bases of a genome.
class ReferenceSequence {
public:
    virtual ~ReferenceSequence() = default;

    /// Base pairs of a chromosome; 0 when it is not there.
    [[nodiscard]] virtual std::uint32_t length(Chromosome chromosome) const = 0;

    /// The base at a position in 1 ... length(chromosome), upper case.
    [[nodiscard]] virtual char base(Chromosome chromosome, std::uint32_t position) const = 0;
};

}  // namespace atria::io
