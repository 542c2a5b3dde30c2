#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/math/information_left.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <utility>

namespace atria::survival {

/// Where the fit of a null model ended. Sums: log_likelihood, score (K) and information (K × K).
template <typename Sums>
struct NullNewton {
    Eigen::VectorXd effects;  ///< K
    Sums at_end;
    RowStatus status = RowStatus::not_converged;
    int rounds = 0;
};

/// What an end is: a maximum, or a point on the way along a likelihood that flattens out. `doubtful`: the rounds
/// ran out, or a direction that the start knew was lost.
[[nodiscard]] inline RowStatus status_at_end(RowStatus found, const math::RankedCholesky& start,
                                             const Eigen::MatrixXd& end, bool doubtful) {
    const double least = doubtful ? math::little_information_left : math::no_information_left;
    return math::information_left(start, end).least() < least ? RowStatus::infinite_estimate : found;
}

/// Newton's method with step halving, from 0, on a concave likelihood in K columns of unit variance;
/// `evaluate(effects)` gives the sums over all cohorts.
template <typename Evaluate>
[[nodiscard]] auto maximise_null(Eigen::Index k, const Evaluate& evaluate) {
    constexpr int most_rounds = 50;
    constexpr int most_halvings = 30;
    constexpr double converged_decrement = 1e-22;  // of the squared distance to the maximum in standard errors
    constexpr double rounding = 1e-16;             // decrement below which one that no longer shrinks is rounding
    constexpr double largest_effect = 50;
    constexpr double slow = 0.05;         // a decrement that keeps more than this share is not Newton's near a maximum,
    constexpr double nearly_flat = 1e-6;  // and below this the likelihood has stopped rising:
    constexpr int most_slow_rounds = 3;   // so many of them tell that there is no maximum
    Eigen::VectorXd effects = Eigen::VectorXd::Zero(k);
    auto first = evaluate(effects);
    NullNewton<decltype(first)> newton{std::move(effects), std::move(first)};
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
        if (!(decrement > converged_decrement) || (decrement < rounding && decrement > previous_decrement / 4)) {
            const RowStatus found = std::isfinite(decrement) ? RowStatus::ok : RowStatus::not_converged;
            const bool lost = factor.rank() < start.rank();
            newton.status = status_at_end(found, start, newton.at_end.information, lost);
            return newton;
        }
        previous_decrement = decrement;
        const double before = newton.at_end.log_likelihood;
        Eigen::VectorXd next = newton.effects + step;
        auto there = evaluate(next);
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
    newton.status = status_at_end(newton.status, start, newton.at_end.information, true);
    return newton;
}

}  // namespace atria::survival
