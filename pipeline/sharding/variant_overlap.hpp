#pragma once

#include "io/shard/variant_alignment.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <cstdint>
#include <vector>

namespace atria::pipeline {

/// How many of each cohort's variants any other cohort has, too: next to none means another build without ids, or
/// alleles in another code.
class VariantOverlap {
public:
    explicit VariantOverlap(std::size_t cohorts) : own_(cohorts), shared_(cohorts) {}

    void add(const io::VariantAlignment& alignment);

    /// Warns of cohorts with genotypes of which under 5 % are shared, where several cohorts have genotypes.
    void warn(const StudyInput& study) const;

private:
    std::vector<std::uint64_t> own_;
    std::vector<std::uint64_t> shared_;
};

}  // namespace atria::pipeline
