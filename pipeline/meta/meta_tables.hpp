#pragma once

#include "io/results/meta_text.hpp"
#include "pipeline/meta/matched_variants.hpp"
#include "pipeline/meta/study_results.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace atria::pipeline {

/// What the meta-analysis came to.
struct MetaSummary {
    std::uint64_t variants = 0;      ///< in the tables
    std::uint64_t too_few = 0;       ///< in fewer studies than asked for, not in the tables
    std::uint64_t in_one_study = 0;  ///< of those in the tables
    std::uint64_t not_converged = 0;
    double lambda_fixed = not_available;  ///< before a correction
    double lambda_random = not_available;
};

/// Pools every variant and writes meta.tsv.gz and meta.cohorts.tsv.gz. The text does not depend on the threads.
[[nodiscard]] MetaSummary write_meta_tables(const MetaRequest& request, const io::MetaResult& result,
                                            std::span<const StudySummary> studies,
                                            std::span<const MatchedVariants> variants);

}  // namespace atria::pipeline
