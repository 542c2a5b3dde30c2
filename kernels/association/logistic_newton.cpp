#include "kernels/association/logistic_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::association {
namespace {

constexpr double arrived = 1e-21;  // squared distance to the maximum, in standard errors
constexpr int most_rounds = 60;
constexpr int most_halvings = 25;
/// Where the columns separate cases from controls the likelihood rises for ever: linear predictors grow beyond this,
/// and the information along some direction is lost. One person's large predictor alone says nothing.
constexpr double large_predictor = 30;
constexpr double lost_share = 1e-9;

}  // namespace

LogisticNewton::LogisticNewton(const Eigen::VectorXd& start, Eigen::Index cohorts)
    : cohorts_(cohorts), point_(start), previous_(start), value_(-std::numeric_limits<double>::infinity()) {}

void LogisticNewton::finish(RowStatus status) {
    status_ = status;
    done_ = true;
}

void LogisticNewton::advance(std::span<const std::optional<LogisticSums>> sums) {
    ++rounds_;
    double largest = 0;
    for (const std::optional<LogisticSums>& cohort : sums) {
        if (cohort) { largest = std::max(largest, cohort->largest); }
    }
    LogisticSystem system(sums, point_.size() - cohorts_);
    const double value = system.log_likelihood();
    if (!(value >= value_ - 1e-11 * (1 + std::fabs(value_))) && halvings_ < most_halvings) {
        ++halvings_;
        point_ = (point_ + previous_) / 2;
        if (rounds_ == most_rounds) { finish(RowStatus::not_converged); }
        return;
    }
    halvings_ = 0;
    previous_ = point_;
    value_ = value;
    const LogisticSystem::Step step = system.nuisance_newton();
    system_ = std::move(system);
    if (!std::isfinite(step.distance)) { return finish(RowStatus::not_converged); }
    if (!start_) { start_ = system_; }
    const double share = system_->least_share_of(*start_);
    if (share == 0 || (share < lost_share && largest > large_predictor)) {
        return finish(RowStatus::infinite_estimate);
    }
    point_ += step.nuisance;
    if (step.distance <= arrived) { return finish(RowStatus::ok); }
    if (rounds_ == most_rounds) { finish(RowStatus::not_converged); }
}

}  // namespace atria::association
