#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_system.hpp"
#include "kernels/data/association_row.hpp"

#include <Eigen/Core>
#include <optional>
#include <span>

namespace atria::association {

/// Newton's method with halved steps to the maximum of a logistic likelihood over C cohort intercepts and K shared
/// effects (without a variant). The caller forms the sums where it is told to:
///
///     while (!newton.done()) newton.advance(sums of all cohorts at newton.point(c))
class LogisticNewton {
public:
    /// `start`: C intercepts, K effects.
    LogisticNewton(const Eigen::VectorXd& start, Eigen::Index cohorts);

    [[nodiscard]] bool done() const { return done_; }
    /// ok, not_converged or infinite_estimate; of use when done.
    [[nodiscard]] RowStatus status() const { return status_; }
    [[nodiscard]] LogisticPoint point(Eigen::Index cohort) const {
        return {point_[cohort], point_.tail(point_.size() - cohorts_), 0.0};
    }
    [[nodiscard]] const Eigen::VectorXd& parameters() const { return point_; }
    [[nodiscard]] double log_likelihood() const { return value_; }
    [[nodiscard]] int rounds() const { return rounds_; }
    /// The sums put together at the last point but one, which is the maximum to 1e-10 standard errors.
    [[nodiscard]] const std::optional<LogisticSystem>& system() const { return system_; }

    /// A cohort without people has no sums.
    void advance(std::span<const std::optional<LogisticSums>> sums);

private:
    void finish(RowStatus status);

    Eigen::Index cohorts_;
    Eigen::VectorXd point_;
    Eigen::VectorXd previous_;
    double value_;
    std::optional<LogisticSystem> system_;
    std::optional<LogisticSystem> start_;  // the first
    int halvings_ = 0;
    int rounds_ = 0;
    RowStatus status_ = RowStatus::not_converged;
    bool done_ = false;
};

}  // namespace atria::association
