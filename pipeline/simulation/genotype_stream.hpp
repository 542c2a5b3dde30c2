#pragma once

#include "kernels/simulation/variant_sites.hpp"
#include "pipeline/simulation/simulated_study.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace atria::pipeline {

/// Receives one variant of one cohort: its index in the study, the site, and the packed calls of the cohort's N people.
using VariantSink =
    std::function<void(std::uint32_t variant, const simulation::Site& site, std::span<const std::uint8_t> codes)>;

/// Draws the study variants [first, first + count) of one cohort on `threads` threads and gives them to the sink in
/// study order, in the caller's thread. Memory: `block_bytes` of calls at a time (at least one variant), whatever the
/// count.
void stream_genotypes(const SimulatedStudy& study, std::uint32_t cohort, std::uint32_t first, std::uint32_t count,
                      int threads, const VariantSink& sink, std::size_t block_bytes = std::size_t{16} << 20U);

}  // namespace atria::pipeline
