#include "kernels/association/trait_scores.hpp"

#include "kernels/math/rank_normal.hpp"

#include <cstddef>
#include <vector>

namespace atria::association {
namespace {

/// The trait's values of the people analysed, over some cohorts, one after the other.
std::vector<double*> analysed_values(std::span<LinearCohort> cohorts, std::size_t trait) {
    std::vector<double*> values;
    for (LinearCohort& cohort : cohorts) {
        const AnalysisSet set = people_of_trait(cohort, trait);
        for (std::size_t i = 0; i < set.included.size(); ++i) {
            if (set.included[i] != 0) { values.push_back(&cohort.traits[trait].values[i]); }
        }
    }
    return values;
}

void replace(const std::vector<double*>& values) {
    std::vector<double> ranked;
    ranked.reserve(values.size());
    for (const double* value : values) { ranked.push_back(*value); }
    const std::vector<double> scores = math::rank_normal_scores(ranked);
    for (std::size_t i = 0; i < values.size(); ++i) { *values[i] = scores[i]; }
}

}  // namespace

void replace_by_normal_scores(std::span<LinearCohort> cohorts, RankWithin within) {
    if (cohorts.empty()) { return; }
    for (std::size_t t = 0; t < cohorts.front().traits.size(); ++t) {
        if (within == RankWithin::pooled) {
            replace(analysed_values(cohorts, t));
            continue;
        }
        for (std::size_t c = 0; c < cohorts.size(); ++c) { replace(analysed_values(cohorts.subspan(c, 1), t)); }
    }
}

}  // namespace atria::association
