#include "kernels/cohort_pooling.hpp"

#include "kernels/math/meta_analysis.hpp"

#include <algorithm>

namespace atria {

std::size_t pool_cohorts(const CohortPooling& pooling, const ErrorFactors& factors, ScanRows& rows) {
    const bool restricted = pooling.random_effects == math::BetweenCohorts::restricted_likelihood;
    const bool corrected = std::ranges::any_of(factors.cohorts, [](double factor) { return factor != 1; });
    rows.leave_one_out.clear();
    std::size_t not_converged = 0;
    std::vector<Estimate> own(rows.cohorts.size());
    for (std::size_t v = 0; v < rows.pooled.size(); ++v) {
        MetaAnalysis& meta = rows.pooled[v].meta;
        for (std::size_t c = 0; c < own.size(); ++c) {
            if (corrected) { math::widen(rows.cohorts[c][v], factors.cohorts[c]); }
            own[c] = rows.cohorts[c][v];
        }
        if (corrected) { meta = math::meta_analysis(own); }
        if (restricted) {
            const math::RandomEffects random = math::random_effects(own, pooling.random_effects);
            meta.beta_random = random.beta;
            meta.se_random = random.standard_error;
            meta.random_neg_log10_p = random.neg_log10_p;
            not_converged += random.status == RowStatus::not_converged ? 1U : 0U;
        }
        if (pooling.leave_one_out) { rows.leave_one_out.push_back(math::leave_one_out(own)); }
        math::widen(rows.pooled[v].pooled, factors.pooled);
        math::widen(meta, factors.fixed, factors.random);
    }
    return not_converged;
}

}  // namespace atria
