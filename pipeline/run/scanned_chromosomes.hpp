#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/sexes.hpp"

#include <array>
#include <vector>

namespace atria::pipeline {

/// The chromosomes of which some people have a single copy.
inline constexpr std::array<Chromosome, 3> single_chromosomes{chromosome_x, chromosome_y, chromosome_mt};

[[nodiscard]] bool has(const std::vector<Chromosome>& chromosomes, Chromosome one);

/// Those of the study that --chromosome and --region leave, in the manifest's order. Throws Error(bad_config) when they
/// leave none.
[[nodiscard]] std::vector<Chromosome> scanned_chromosomes(const GenotypeRequest& request, const io::Manifest& manifest);

/// Into the log, where the request names chromosomes that the study does not have.
void warn_of_absent_chromosomes(const GenotypeRequest& request, const io::Manifest& manifest);

}  // namespace atria::pipeline
