#include "pipeline/sharding/variant_overlap.hpp"

#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace atria::pipeline {

void VariantOverlap::add(const io::VariantAlignment& alignment) {
    std::vector<std::uint32_t> cohorts_with(alignment.variants());
    for (std::uint32_t c = 0; c < own_.size(); ++c) {
        for (const auto& placement : alignment.placements(c)) { ++cohorts_with[placement.study_index]; }
    }
    for (std::uint32_t c = 0; c < own_.size(); ++c) {
        own_[c] += alignment.placements(c).size();
        shared_[c] += static_cast<std::uint64_t>(std::ranges::count_if(
            alignment.placements(c), [&](const auto& placement) { return cohorts_with[placement.study_index] > 1; }));
    }
}

void VariantOverlap::warn(const StudyInput& study) const {
    if (std::ranges::count_if(own_, [](std::uint64_t variants) { return variants > 0; }) < 2) { return; }
    for (std::size_t c = 0; c < own_.size(); ++c) {
        constexpr std::uint64_t one_in = 20;
        if (own_[c] == 0 || shared_[c] * one_in >= own_[c]) { continue; }
        log_warning("cohort " + study.cohorts[c].name + ": " + std::to_string(shared_[c]) + " of its " +
                    std::to_string(own_[c]) +
                    " variants are in any other cohort; is it on the same genome build, and are its alleles bases?");
    }
}

}  // namespace atria::pipeline
