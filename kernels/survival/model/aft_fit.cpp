#include "kernels/survival/model/aft_fit.hpp"

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/model/aft_system.hpp"
#include "kernels/survival/model/cox_profile_bound.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace atria::survival {
namespace {

constexpr int most_rounds = 300;
constexpr int most_halvings = 40;
constexpr double converged_decrement = 1e-20;
constexpr double constant_column = 1e-11;  // standard deviation, in magnitudes of the mean
constexpr double vanished_scale = 1e-9;    // of the spread of log T
/// What is left of the information about an effect where the likelihood has become flat along it.
constexpr double vanished_information = 1e-8;
constexpr double flat = 1e-9;                    // decrement: the likelihood has stopped rising
constexpr double nearly_no_information = 1e-12;  // less cannot be told from rounding
/// The intercept goes along with the infinite columns when it moves by this share of what they do.
constexpr double runaway_intercept = 1e-3;
/// As in Cox models: each bound is several fits, which cost by the square of the columns.
constexpr std::size_t most_bounds = 10;
constexpr std::size_t most_columns_of_bounds = 400;

}  // namespace

Eigen::MatrixXd aft_covariance_at_origin(const Eigen::MatrixXd& centred, const AftPoint& point) {
    Eigen::MatrixXd shift = Eigen::MatrixXd::Identity(centred.rows(), centred.rows());
    shift.row(0).segment(1, point.centre.size()) = -point.centre.transpose();
    return shift * centred * shift.transpose();
}

AftFit::AftFit(AftModel model, double bound_level) : model_(std::move(model)), bound_level_(bound_level) {
    assert(model_.null_columns <= model_.names.size());
    point_.distribution = result_.distribution = model_.distribution;
    point_.centre = point_.effects = Eigen::VectorXd::Zero(columns());
    const Eigen::Index m = columns() + 1;
    result_.coefficients = result_.standard_errors = Eigen::VectorXd::Constant(m, not_available);
    result_.profile_bounds = Eigen::VectorXd::Constant(m, not_available);
    result_.covariance = Eigen::MatrixXd::Zero(m + 1, m + 1);
}

void AftFit::advance(const AftSums& sums) {
    assert(sums.score.size() == columns() + 2);
    if (stage_ != Stage::bounds) { result_.rounds += 1; }
    switch (stage_) {
        case Stage::means:
            return advance_means(sums);
        case Stage::spread:
            return advance_spread(sums);
        case Stage::null_model:
        case Stage::full_model:
            return advance_newton(sums);
        case Stage::bounds:
            return advance_bound(sums);
        case Stage::done:
            break;
    }
}

void AftFit::advance_means(const AftSums& sums) {
    result_.rows = sums.rows;
    result_.events = sums.events;
    result_.not_positive = sums.not_positive;
    result_.weight = sums.weight;
    if (sums.rows == 0) { return finish(RowStatus::no_people, sums); }
    if (sums.events == 0) { return finish(RowStatus::no_events, sums); }
    point_.centre = sums.score.segment(1, columns()) / sums.weight;
    point_.log_time = sums.score[columns() + 1] / sums.weight;
    point_.wanted = AftPoint::Wanted::spread;
    stage_ = Stage::spread;
}

void AftFit::advance_spread(const AftSums& sums) {
    const Eigen::Index p = columns();
    Eigen::MatrixXd design = sums.information.topLeftCorner(p + 1, p + 1);
    for (Eigen::Index j = 0; j < p; ++j) {
        const double smallest = constant_column * point_.centre[j];
        if (!(design(j + 1, j + 1) > sums.weight * smallest * smallest)) {
            design.row(j + 1).setZero();
            design.col(j + 1).setZero();
        }
    }
    deviation_ = (design.diagonal().segment(1, p) / sums.weight).cwiseMax(0).cwiseSqrt();
    const math::RankedCholesky factor(design);
    for (Eigen::Index j = 0; j < p; ++j) {
        kept_.push_back(factor.kept(j + 1) ? 1 : 0);
        if (!factor.kept(j + 1)) { result_.dropped.push_back(model_.names[static_cast<std::size_t>(j)]); }
    }
    const double variance = sums.information(p + 1, p + 1) / sums.weight;
    spread_ = variance > 0 ? std::sqrt(variance) : 1;
    point_.intercept = point_.log_time;
    point_.log_sigma = has_scale(model_.distribution) ? std::log(spread_) : 0;
    point_.wanted = AftPoint::Wanted::likelihood;
    stage_ = Stage::null_model;
    activate(model_.null_columns);
}

void AftFit::activate(std::size_t columns) {
    active_.assign(1, 0);
    for (std::size_t j = 0; j < columns; ++j) {
        if (kept_[j] != 0) { active_.push_back(static_cast<Eigen::Index>(j) + 1); }
    }
    if (has_scale(model_.distribution)) { active_.push_back(this->columns() + 1); }
    started_ = false;
    halvings_ = 0;
    path_.clear();
    previous_decrement_ = std::numeric_limits<double>::infinity();
    own_information_.resize(0);
}

void AftFit::take_step(double share) { point_ = aft_moved(previous_, active_, step_, share); }

std::vector<std::size_t> AftFit::flattened(const AftSystem& system, bool is_flat) {
    const Eigen::VectorXd own = system.own_information();
    if (own_information_.size() == 0) { own_information_ = own; }
    std::vector<std::size_t> places;
    for (std::size_t k = 1; k < active_.size(); ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        if (active_[k] > columns()) { continue; }
        const double left = own[at] / own_information_[at];
        if (left < vanished_information) { places.push_back(k); }
        is_flat = is_flat || left < nearly_no_information;
    }
    return is_flat ? places : std::vector<std::size_t>{};
}

void AftFit::advance_newton(const AftSums& sums) {
    const double value = sums.log_likelihood;
    const double allowance = 1e-12 * (1 + std::fabs(previous_value_));
    const bool has_value = std::isfinite(value) && sums.score.allFinite() && sums.information.allFinite();
    if (started_ && !(has_value && value >= previous_value_ - allowance)) {
        if (++halvings_ > most_halvings) { return finish(RowStatus::not_converged, sums); }
        return take_step(std::ldexp(1, -halvings_));
    }
    if (!has_value || result_.rounds > most_rounds) { return finish(RowStatus::not_converged, sums); }
    if (has_scale(model_.distribution) && std::exp(point_.log_sigma) < vanished_scale * spread_) {
        return finish(RowStatus::perfect_fit, sums);
    }
    const AftSystem here(sums, active_, point_);
    step_ = here.factor.solve(here.score);
    const double decrement = here.score.dot(step_);
    result_.decrement = decrement;
    if (!std::isfinite(decrement)) { return finish(RowStatus::not_converged, sums); }
    if (const std::vector<std::size_t> places = flattened(here, decrement < flat); !places.empty()) {
        // The log likelihood nears its supremum as a - b exp(-c effect), of which the decrement is the second part.
        supremum_ = value + decrement;
        if (stage_ == Stage::full_model) { return finish_infinite(places, sums); }
        result_.log_likelihood_null = supremum_;
        return begin_full_model();
    }
    previous_ = point_;
    path_.emplace_back(point_, value);
    // Quadratic convergence has ended when a tiny decrement no longer shrinks: that is rounding.
    if (decrement < converged_decrement || (decrement < 1e-16 && decrement > previous_decrement_ / 4)) {
        if (stage_ == Stage::null_model) {
            result_.log_likelihood_null = value;
            stage_ = Stage::full_model;
            activate(model_.names.size());
            return advance_newton(sums);
        }
        take_step(1);
        return finish(RowStatus::ok, sums);
    }
    step_ *= aft_step_share(point_, step_);
    started_ = true;
    halvings_ = 0;
    previous_value_ = value;
    previous_decrement_ = decrement;
    take_step(1);
}

/// Again from where the null model began: it has gone far out where cohorts have no events.
void AftFit::begin_full_model() {
    point_.intercept = point_.log_time;
    point_.effects.setZero();
    point_.log_sigma = has_scale(model_.distribution) ? std::log(spread_) : 0;
    stage_ = Stage::full_model;
    activate(model_.names.size());
}

void AftFit::finish(RowStatus status, const AftSums& sums) {
    result_.status = status;
    const bool fitted = stage_ == Stage::full_model && status == RowStatus::ok;
    if (status == RowStatus::not_converged && step_.size() > 0) { tell_unsettled(); }
    stage_ = Stage::done;
    if (fitted) { report(sums); }
}

/// The columns that the last step still moves by a fair part of the farthest, in standard errors.
void AftFit::tell_unsettled() {
    if (own_information_.size() != step_.size()) { return; }
    const Eigen::VectorXd size = step_.cwiseAbs().cwiseProduct(own_information_.cwiseSqrt());
    for (std::size_t k = 1; k < active_.size(); ++k) {
        if (active_[k] > columns() || !(size[static_cast<Eigen::Index>(k)] > size.maxCoeff() / 10)) { continue; }
        result_.unsettled.push_back(model_.names[static_cast<std::size_t>(active_[k] - 1)]);
    }
}

void AftFit::finish_infinite(const std::vector<std::size_t>& places, const AftSums& sums) {
    result_.status = RowStatus::infinite_estimate;
    double farthest = 0;  // move of a column in its standard deviations
    double intercept = step_[0];
    const double sigma = std::exp(point_.log_sigma);
    for (std::size_t k = 1; k < active_.size(); ++k) {
        if (active_[k] > columns()) { continue; }
        intercept -= point_.centre[active_[k] - 1] * step_[static_cast<Eigen::Index>(k)];
    }
    for (const std::size_t k : places) {
        const Eigen::Index j = active_[k] - 1;
        infinite_.push_back(j);
        result_.infinite.push_back(model_.names[static_cast<std::size_t>(j)]);
        rises_.push_back(step_[static_cast<Eigen::Index>(k)] > 0 ? 1 : 0);
        farthest = std::max(farthest, std::fabs(step_[static_cast<Eigen::Index>(k)]) * deviation_[j]);
    }
    report(sums);
    for (std::size_t i = 0; i < infinite_.size(); ++i) {
        const Eigen::Index at = infinite_[i] + 1;
        result_.coefficients[at] = std::copysign(std::numeric_limits<double>::infinity(), rises_[i] != 0 ? 1 : -1);
        result_.standard_errors[at] = not_available;
    }
    // Where all columns are 0: those who are like that may be the ones without events.
    if (std::fabs(intercept) * sigma > runaway_intercept * farthest * sigma) {
        result_.infinite.insert(result_.infinite.begin(), "(Intercept)");
        result_.coefficients[0] = std::copysign(std::numeric_limits<double>::infinity(), intercept);
        result_.standard_errors[0] = not_available;
    }
    stage_ = Stage::bounds;
    next_bound();
}

void AftFit::next_bound() {
    const double drop = profile_bound_drop(bound_level_);
    const std::size_t affordable = drop > 0 ? most_columns_of_bounds / model_.names.size() : 0;
    if (bound_ == std::min({infinite_.size(), most_bounds, affordable})) {
        stage_ = Stage::done;
        return;
    }
    const Eigen::Index j = infinite_[bound_];
    const double target = supremum_ - drop;
    const auto nearest = std::ranges::min_element(
        path_, {}, [&](const std::pair<AftPoint, double>& one) { return std::fabs(one.second - target); });
    std::vector<Eigen::Index> others = active_;
    std::erase(others, j + 1);
    profile_ = AftProfileBound(j, rises_[bound_] != 0, target, nearest->first, std::move(others));
    point_ = profile_.point();
}

void AftFit::advance_bound(const AftSums& sums) {
    profile_.advance(sums);
    point_ = profile_.point();
    if (!profile_.done()) { return; }
    result_.profile_bounds[infinite_[bound_++] + 1] = profile_.bound();
    next_bound();
}

/// In the units and from the origin of the columns.
void AftFit::report(const AftSums& sums) {
    const Eigen::Index p = columns();
    result_.log_likelihood = infinite_.empty() ? sums.log_likelihood : supremum_;
    result_.log_scale = point_.log_sigma;
    result_.scale = std::exp(point_.log_sigma);
    result_.coefficients << point_.intercept - point_.centre.dot(point_.effects), point_.effects;

    std::vector<Eigen::Index> finite = active_;
    std::erase_if(finite, [&](Eigen::Index k) { return std::ranges::find(infinite_, k - 1) != infinite_.end(); });
    const math::RankedCholesky factor(sums.information(finite, finite));
    const Eigen::MatrixXd whitening = factor.whitening();
    Eigen::MatrixXd centred = Eigen::MatrixXd::Zero(p + 2, p + 2);
    centred(finite, finite) = whitening.transpose() * whitening;
    result_.covariance = aft_covariance_at_origin(centred, point_);
    result_.centred_covariance = centred;
    result_.point = point_;
    result_.standard_errors = result_.covariance.diagonal().head(p + 1).cwiseSqrt();
    if (has_scale(model_.distribution)) { result_.log_scale_error = std::sqrt(result_.covariance(p + 1, p + 1)); }

    std::vector<Eigen::Index>& tested = result_.tested;
    for (Eigen::Index j = 0; j < p; ++j) {
        if (kept_[static_cast<std::size_t>(j)] == 0) {
            result_.coefficients[j + 1] = result_.standard_errors[j + 1] = not_available;
        } else if (j >= static_cast<Eigen::Index>(model_.null_columns)) {
            tested.push_back(j + 1);
        }
    }
    result_.degrees_of_freedom = static_cast<int>(tested.size());
    result_.likelihood_ratio = 2 * (result_.log_likelihood - result_.log_likelihood_null);
    if (!result_.infinite.empty()) { return; }
    const Eigen::VectorXd b = result_.coefficients(tested);
    result_.wald = b.dot(math::RankedCholesky(result_.covariance(tested, tested)).solve(b));
}

}  // namespace atria::survival
