#include "kernels/survival/cox_zph_scale.hpp"

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {
namespace {

ZphTimeSums time_sums(const SurvivalOutcome& outcome, std::span<const std::uint8_t> included, ZphTransform transform) {
    SurvivalRows rows;
    for (std::size_t i = 0; i < included.size(); ++i) {
        if (included[i] == 0) { continue; }
        if (!outcome.entry.empty()) { rows.entry.push_back(ticks_of(on_tick(outcome.entry[i]))); }
        rows.exit.push_back(ticks_of(on_tick(outcome.exit[i])));
        rows.event.push_back(outcome.event[i] == 1 ? 1 : 0);
    }
    rows.x.resize(static_cast<Eigen::Index>(rows.rows()), 0);
    return zph_time_sums(rows, cox_model_rows(rows, CoxTies::breslow), transform);
}

/// The least g of a cohort's event times: 0 or less, since g is centred.
double least_of(const RiskSets& sets, const ZphTime& time) {
    double least = 0;
    for (const double t : sets.times) {
        if (!std::isnan(t)) { least = std::min(least, time(ticks_of(t))); }
    }
    return least;
}

/// g at the rows of the axis, from `least`; 0 at the rows before the strata.
std::vector<double> scale(const RiskSets& sets, const ZphTime& time, double least) {
    std::vector<double> values;
    for (const double t : sets.times) { values.push_back(std::isnan(t) ? 0 : time(ticks_of(t)) - least); }
    return values;
}

}  // namespace

std::vector<std::size_t> set_zph_scale(std::span<const CoxCohort> cohorts, ZphTransform transform, CoxNull& null) {
    std::vector<std::size_t> without;
    for (std::size_t o = 0; o < null.nulls.size(); ++o) {
        CoxNullOutcome& outcome = null.nulls[o];
        std::vector<ZphTimeSums> own;
        ZphTimeSums pooled;
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            own.push_back(time_sums(cohorts[c].outcomes[o], outcome.cohorts[c].included, transform));
            pooled += own.back();
        }
        const ZphTime shared(transform, pooled);
        if (!shared.finite()) {
            without.push_back(o);
            continue;
        }
        double least = 0;
        for (const CoxNullCohort& cohort : outcome.cohorts) { least = std::min(least, least_of(cohort.sets, shared)); }
        for (std::size_t c = 0; c < cohorts.size(); ++c) {
            CoxNullCohort& cohort = outcome.cohorts[c];
            const ZphTime alone(transform, own[c]);
            cohort.pooled.zph_time = scale(cohort.sets, shared, least);
            cohort.own.zph_time = scale(cohort.sets, alone, least_of(cohort.sets, alone));
        }
    }
    return without;
}

}  // namespace atria::survival
