#include "kernels/survival/discrete_null.hpp"

#include "kernels/math/information_left.hpp"
#include "kernels/survival/discrete_hazards.hpp"
#include "kernels/survival/discrete_sums.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace atria::survival {
namespace {

constexpr int most_rounds = 50;
constexpr int most_halvings = 30;
constexpr double converged_decrement = 1e-22;  // of the squared distance to the maximum in standard errors
constexpr double largest_effect = 50;          // of a column of unit variance
constexpr double slow = 0.05;         // a decrement that keeps more than this share is not Newton's near a maximum,
constexpr double nearly_flat = 1e-6;  // and below this the likelihood has stopped rising:
constexpr int most_slow_rounds = 3;   // so many of them tell that there is no maximum

/// One cohort, and its people's offsets.
struct Part {
    DiscreteNullCohort* cohort;
    const Eigen::VectorXd* offset;
};

struct Newton {
    Eigen::VectorXd effects;
    DiscreteSums at_end;
    RowStatus status = RowStatus::not_converged;
    int rounds = 0;
};

/// Newton's method on the sum over cohorts, with step halving; the likelihood is concave.
Newton maximise(std::span<const Part> parts, Eigen::Index k) {
    const auto evaluate = [&](const Eigen::VectorXd& effects) {
        DiscreteSums sum(effects.size());
        for (const Part& part : parts) {
            sum.add(discrete_sums(part.cohort->rows, part.cohort->x, *part.offset + part.cohort->x * effects, false));
        }
        return sum;
    };
    Newton newton;
    newton.effects = Eigen::VectorXd::Zero(k);
    newton.at_end = evaluate(newton.effects);
    const math::RankedCholesky start(newton.at_end.information);
    double previous_decrement = std::numeric_limits<double>::infinity();
    int slow_rounds = 0;
    for (newton.rounds = 1; newton.rounds <= most_rounds; ++newton.rounds) {
        const math::RankedCholesky factor(newton.at_end.information);
        Eigen::VectorXd step = factor.solve(newton.at_end.score);
        const double decrement = newton.at_end.score.dot(step);
        slow_rounds = decrement > slow * previous_decrement && decrement < nearly_flat ? slow_rounds + 1 : 0;
        if (slow_rounds >= most_slow_rounds) {
            newton.status = RowStatus::infinite_estimate;
            return newton;
        }
        // Quadratic convergence has ended when a tiny decrement no longer shrinks: that is rounding.
        if (!(decrement > converged_decrement) || (decrement < 1e-16 && decrement > previous_decrement / 4)) {
            newton.status = std::isfinite(decrement) ? RowStatus::ok : RowStatus::not_converged;
            const double least =
                factor.rank() < start.rank() ? math::little_information_left : math::no_information_left;
            if (math::information_left(start, newton.at_end.information).least() < least) {
                newton.status = RowStatus::infinite_estimate;
            }
            return newton;
        }
        previous_decrement = decrement;
        const double before = newton.at_end.log_likelihood;
        Eigen::VectorXd next = newton.effects + step;
        DiscreteSums there = evaluate(next);
        for (int halving = 0;
             halving < most_halvings && !(there.log_likelihood >= before - 1e-11 * (1 + std::fabs(before)));
             ++halving) {
            step /= 2;
            next = newton.effects + step;
            there = evaluate(next);
        }
        newton.effects = std::move(next);
        newton.at_end = std::move(there);
        if (newton.effects.cwiseAbs().maxCoeff() > largest_effect) {
            newton.status = RowStatus::infinite_estimate;
            return newton;
        }
    }
    return newton;
}

DiscreteNullFit fit_at(const Part& part, const Newton& newton) {
    DiscreteNullFit fit;
    fit.status = newton.status;
    fit.effects = newton.effects;
    const DiscreteNullCohort& cohort = *part.cohort;
    fit.eta = *part.offset + cohort.x * fit.effects;
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
