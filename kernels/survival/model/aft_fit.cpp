#include "kernels/survival/model/aft_fit.hpp"

#include "kernels/math/ranked_cholesky.hpp"

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
constexpr double longest_scale_step = 8;   // factor of sigma in one step
constexpr double vanished_scale = 1e-9;    // of the spread of log T
/// What is left of the information about an effect where the likelihood has become flat along it.
constexpr double vanished_information = 1e-8;

}  // namespace

Eigen::MatrixXd aft_covariance_at_origin(const Eigen::MatrixXd& centred, const AftPoint& point) {
    Eigen::MatrixXd shift = Eigen::MatrixXd::Identity(centred.rows(), centred.rows());
    shift.row(0).segment(1, point.centre.size()) = -point.centre.transpose();
    return shift * centred * shift.transpose();
}

struct AftFit::System {
    Eigen::VectorXd score;
    Eigen::MatrixXd information;
    math::RankedCholesky factor;

    /// Raises the diagonal until it is positive definite.
    void factorise() {
        const Eigen::VectorXd diagonal = information.diagonal().cwiseAbs();
        factor = math::RankedCholesky(information, diagonal);
        double raise = 1e-3;
        for (int k = 0; k < 20 && factor.rank() < score.size(); ++k) {
            Eigen::MatrixXd raised = information;
            raised.diagonal() += raise * diagonal;
            factor = math::RankedCholesky(raised, diagonal);
            raise *= 4;
        }
    }

    /// Of the i-th parameter, free of the others: one over its variance.
    [[nodiscard]] Eigen::VectorXd own_information() const {
        return factor.whitening().colwise().squaredNorm().cwiseInverse().transpose();
    }
};

AftFit::AftFit(AftModel model) : model_(std::move(model)) {
    assert(model_.null_columns <= model_.names.size());
    point_.distribution = result_.distribution = model_.distribution;
    point_.centre = point_.effects = Eigen::VectorXd::Zero(columns());
    const Eigen::Index m = columns() + 1;
    result_.coefficients = result_.standard_errors = Eigen::VectorXd::Constant(m, not_available);
    result_.covariance = Eigen::MatrixXd::Zero(m + 1, m + 1);
}

void AftFit::advance(const AftSums& sums) {
    assert(sums.score.size() == columns() + 2);
    result_.rounds += 1;
    switch (stage_) {
        case Stage::means:
            return advance_means(sums);
        case Stage::spread:
            return advance_spread(sums);
        case Stage::null_model:
        case Stage::full_model:
            return advance_newton(sums);
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
    previous_decrement_ = std::numeric_limits<double>::infinity();
    own_information_.resize(0);
}

/// Along gamma and tau, where tau = 1 / sigma and b = (intercept and effects) = b here + gamma / tau. They are linear
/// in (b / sigma, 1 / sigma), so that Newton's step is the same, but what is left of log T when sigma is small does not
/// drown in log T itself. At this point db/dgamma = sigma, d log sigma/dtau = -sigma, d²b/dgamma dtau = -sigma² and
/// d² log sigma/dtau² = sigma²; the others are 0.
AftFit::System AftFit::system(const AftSums& sums) const {
    System answer{sums.score(active_), sums.information(active_, active_), {}};
    if (!has_scale(model_.distribution)) { return answer; }
    const Eigen::Index s = answer.score.size() - 1;
    const double sigma = std::exp(point_.log_sigma);
    const Eigen::VectorXd score = answer.score;
    answer.score *= sigma;
    answer.score[s] *= -1;
    answer.information *= sigma * sigma;
    const Eigen::VectorXd cross = sigma * sigma * score.head(s) - answer.information.col(s).head(s);
    answer.information.col(s).head(s) = cross;
    answer.information.row(s).head(s) = cross.transpose();
    answer.information(s, s) -= sigma * sigma * score[s];
    return answer;
}

void AftFit::take_step(double share) {
    double sigma = 1;
    if (has_scale(model_.distribution)) {
        sigma = 1 / (std::exp(-previous_.log_sigma) + share * step_[step_.size() - 1]);
        point_.log_sigma = std::log(sigma);
    }
    point_.intercept = previous_.intercept + share * step_[0] * sigma;
    for (std::size_t k = 1; k < active_.size(); ++k) {
        if (active_[k] > columns()) { continue; }
        const Eigen::Index j = active_[k] - 1;
        point_.effects[j] = previous_.effects[j] + share * step_[static_cast<Eigen::Index>(k)] * sigma;
    }
}

bool AftFit::find_infinite(const System& system) {
    const Eigen::VectorXd own = system.own_information();
    if (own_information_.size() == 0) { own_information_ = own; }
    for (std::size_t k = 1; k < active_.size(); ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        if (active_[k] <= columns() && own[at] < vanished_information * own_information_[at]) {
            result_.infinite.push_back(model_.names[static_cast<std::size_t>(active_[k] - 1)]);
        }
    }
    return !result_.infinite.empty();
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
    System here = system(sums);
    here.factorise();
    step_ = here.factor.solve(here.score);
    const double decrement = here.score.dot(step_);
    result_.decrement = decrement;
    if (!std::isfinite(decrement)) { return finish(RowStatus::not_converged, sums); }
    if (find_infinite(here)) { return finish(RowStatus::infinite_estimate, sums); }
    previous_ = point_;
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
    if (has_scale(model_.distribution)) {
        const double tau = std::exp(-point_.log_sigma);
        const double move = step_[step_.size() - 1];
        const double longest = move < 0 ? tau * (1 - 1 / longest_scale_step) : tau * (longest_scale_step - 1);
        if (std::fabs(move) > longest) { step_ *= longest / std::fabs(move); }
    }
    started_ = true;
    halvings_ = 0;
    previous_value_ = value;
    previous_decrement_ = decrement;
    take_step(1);
}

void AftFit::finish(RowStatus status, const AftSums& sums) {
    result_.status = status;
    const bool fitted =
        stage_ == Stage::full_model && (status == RowStatus::ok || status == RowStatus::infinite_estimate);
    stage_ = Stage::done;
    if (fitted) { report(sums); }
}

/// In the units and from the origin of the columns.
void AftFit::report(const AftSums& sums) {
    const Eigen::Index p = columns();
    result_.log_likelihood = sums.log_likelihood;
    result_.log_scale = point_.log_sigma;
    result_.scale = std::exp(point_.log_sigma);
    result_.coefficients << point_.intercept - point_.centre.dot(point_.effects), point_.effects;

    const math::RankedCholesky factor(sums.information(active_, active_));
    const Eigen::MatrixXd whitening = factor.whitening();
    Eigen::MatrixXd centred = Eigen::MatrixXd::Zero(p + 2, p + 2);
    centred(active_, active_) = whitening.transpose() * whitening;
    result_.covariance = aft_covariance_at_origin(centred, point_);
    result_.centred_covariance = centred;
    result_.point = point_;
    result_.standard_errors = result_.covariance.diagonal().head(p + 1).cwiseSqrt();
    if (has_scale(model_.distribution)) { result_.log_scale_error = std::sqrt(result_.covariance(p + 1, p + 1)); }

    std::vector<Eigen::Index>& tested = result_.tested;
    for (Eigen::Index j = 0; j < p; ++j) {
        const std::string& name = model_.names[static_cast<std::size_t>(j)];
        if (kept_[static_cast<std::size_t>(j)] == 0) {
            result_.coefficients[j + 1] = result_.standard_errors[j + 1] = not_available;
        } else if (j >= static_cast<Eigen::Index>(model_.null_columns)) {
            tested.push_back(j + 1);
        }
        if (std::find(result_.infinite.begin(), result_.infinite.end(), name) != result_.infinite.end()) {
            result_.standard_errors[j + 1] = not_available;
        }
    }
    result_.degrees_of_freedom = static_cast<int>(tested.size());
    result_.likelihood_ratio = 2 * (result_.log_likelihood - result_.log_likelihood_null);
    if (!result_.infinite.empty()) { return; }
    const Eigen::VectorXd b = result_.coefficients(tested);
    result_.wald = b.dot(math::RankedCholesky(result_.covariance(tested, tested)).solve(b));
}

}  // namespace atria::survival
