#include "kernels/survival/discrete_null.hpp"

#include "kernels/survival/discrete_hazards.hpp"
#include "kernels/survival/discrete_sums.hpp"
#include "kernels/survival/null_newton.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace atria::survival {
namespace {

/// One cohort, and its people's offsets.
struct Part {
    DiscreteNullCohort* cohort;
    const Eigen::VectorXd* offset;
};

using Newton = NullNewton<DiscreteSums>;

/// The maximum of the sum over cohorts.
Newton maximise(std::span<const Part> parts, Eigen::Index k) {
    return maximise_null(k, [&](const Eigen::VectorXd& effects) {
        DiscreteSums sum(effects.size());
        for (const Part& part : parts) {
            sum.add(discrete_sums(part.cohort->rows, part.cohort->x, *part.offset + part.cohort->x * effects, false));
        }
        return sum;
    });
}

DiscreteNullFit fit_at(const Part& part, const Newton& newton) {
    DiscreteNullFit fit;
    fit.status = newton.status;
    fit.effects = newton.effects;
    const DiscreteNullCohort& cohort = *part.cohort;
    fit.eta = *part.offset + cohort.x * fit.effects;
    if (fit.eta.size() > 0) { fit.eta.array() -= fit.eta.mean(); }  // hazards take up the origin
    fit.hazard = discrete_hazards(cohort.rows, fit.eta.array().exp());
    fit.expected = discrete_sums(cohort.rows, cohort.x, fit.eta, true, fit.hazard).expected;
    return fit;
}

DiscreteNullOutcome fit_outcome(CoxNullOutcome& people) {
    DiscreteNullOutcome null;
    null.summary = people.summary;
    for (CoxNullCohort& from : people.cohorts) {
        DiscreteNullCohort cohort;
        cohort.rows = discrete_rows(from.sets);
        cohort.x = from.covariate_matrix();
        from.x.clear();
        from.x.shrink_to_fit();
        null.saturated.push_back(cohort.rows.saturated());
        null.cohorts.push_back(std::move(cohort));
    }
    std::vector<Part> parts;
    for (std::size_t c = 0; c < null.cohorts.size(); ++c) {
        parts.push_back({&null.cohorts[c], &people.cohorts[c].offset});
    }
    const Newton shared = maximise(parts, people.covariates);
    null.summary.status = shared.status;
    null.summary.rounds = shared.rounds;
    null.summary.log_likelihood = shared.at_end.log_likelihood;
    bool events = false;
    bool informative = false;
    for (std::size_t c = 0; c < parts.size(); ++c) {
        DiscreteNullCohort& cohort = null.cohorts[c];
        events = events || people.cohorts[c].sets.events > 0;
        cohort.pooled = fit_at(parts[c], shared);
        if (people.cohorts[c].sets.events > 0) {
            cohort.own = fit_at(parts[c], maximise({&parts[c], 1}, people.covariates));
            if (!cohort.rows.any_informative()) { cohort.own.status = RowStatus::one_class; }
        }
        informative = informative || cohort.rows.any_informative();
        null.summary.own_status[c] = cohort.own.status;
    }
    if (events && !informative) { null.summary.status = RowStatus::one_class; }
    return null;
}

}  // namespace

DiscreteNull fit_discrete_null(std::span<const CoxCohort> cohorts) {
    DiscreteNull null;
    null.people = fit_cox_null(cohorts, Ties::efron);
    for (CoxNullOutcome& people : null.people.nulls) { null.nulls.push_back(fit_outcome(people)); }
    return null;
}

}  // namespace atria::survival
