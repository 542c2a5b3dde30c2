#include "kernels/cohort_pooling.hpp"

#include <vector>

namespace atria {

std::size_t pool_cohorts(const CohortPooling& pooling, ScanRows& rows) {
    const bool restricted = pooling.random_effects == math::BetweenCohorts::restricted_likelihood;
    rows.leave_one_out.clear();
    if (!restricted && !pooling.leave_one_out) { return 0; }
    std::size_t not_converged = 0;
    std::vector<Estimate> own(rows.cohorts.size());
    for (std::size_t v = 0; v < rows.pooled.size(); ++v) {
        for (std::size_t c = 0; c < own.size(); ++c) { own[c] = rows.cohorts[c][v]; }
        if (restricted) {
            const math::RandomEffects random = math::random_effects(own, pooling.random_effects);
            MetaAnalysis& meta = rows.pooled[v].meta;
            meta.beta_random = random.beta;
            meta.se_random = random.standard_error;
            meta.random_neg_log10_p = random.neg_log10_p;
            not_converged += random.status == RowStatus::not_converged ? 1U : 0U;
        }
        if (pooling.leave_one_out) { rows.leave_one_out.push_back(math::leave_one_out(own)); }
    }
    return not_converged;
}

}  // namespace atria
