#include "kernels/survival/discrete_fit.hpp"

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/fit_report.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::survival {
namespace {

constexpr int most_rounds = 60;
constexpr int most_halvings = 20;
constexpr double arrived = 1e-20;         // squared distance to the maximum, in standard errors
constexpr double nearly_there = 1e-8;     // of the same: the next step ends it
constexpr double rounding_floor = 1e-14;  // of the same: what no longer shrinks below it is rounding
constexpr double longest_step = 3;        // log hazard ratio a copy
constexpr double beyond_any_effect = 18;  // log hazard ratio a copy: the maximum lies at infinity
constexpr double collinear_share = 1e-10;
/// A maximum with this share of the null model's information is none: where carriers all have their event at once, the
/// likelihood flattens out as fast as exp(-exp(beta)).
constexpr double vanished_share = 1e-6;
/// The last term that an expansion keeps, and a bound of the first that it leaves out, in standard errors.
constexpr double largest_last_term = 0.03;
/// Squared distance from the maximum, in standard errors, from which one step arrives within a hundredth of one.
constexpr double within_a_step = 0.01;
constexpr double within_two_steps = 0.5;

}  // namespace

/// The variant free of the covariates, by one of the informations.
struct DiscreteFit::Efficient {
    math::RankedCholesky factor;
    Eigen::VectorXd along_x;  // step of the covariates alone
    Eigen::VectorXd follow;   // what the covariates lose per unit of the variant
    double score = 0;
    double information = 0;
    double whole = 0;  // information of the variant, not free of the covariates

    Efficient(const DiscreteSums& sums, const Eigen::MatrixXd& information_of) {
        const Eigen::Index k = sums.score.size() - 1;
        factor = math::RankedCholesky(information_of.topLeftCorner(k, k));
        along_x = factor.solve(sums.score.head(k));
        const Eigen::VectorXd with_x = information_of.col(k).head(k);
        follow = factor.solve(with_x);
        whole = information_of(k, k);
        score = sums.score[k] - with_x.dot(along_x);
        information = whole - with_x.dot(follow);
    }
};

DiscreteFit::DiscreteFit(Eigen::Index covariates, bool refit_null, double refine_from)
    : refit_null_(refit_null), refine_from_(refine_from), point_(Eigen::VectorXd::Zero(covariates + 1)) {}

void DiscreteFit::finish(RowStatus status) {
    status_ = status;
    stage_ = Stage::done;
}

void DiscreteFit::set_score(const DiscreteSums& sums, const Efficient& efficient) {
    score_ = efficient.score / std::sqrt(efficient.information);
    null_information_ = efficient.information;
    log_likelihood_null_ = sums.log_likelihood + sums.score.head(sums.score.size() - 1).dot(efficient.along_x) / 2;
}

void DiscreteFit::screen(const DiscreteSums& sums, double third, bool infinite) {
    infinite_ = infinite;
    const Efficient expected(sums, sums.expected);
    // Calls may vary between strata; within them they follow from the strata.
    if (!(expected.whole > 1e-9)) { return finish(RowStatus::collinear); }
    if (expected.information <= collinear_share * expected.whole) { return finish(RowStatus::collinear); }
    set_score(sums, expected);
    bend_ = third / expected.information;
    start_ = expected.score / expected.information;
    const bool small = !infinite && std::fabs(score_) < refine_from_;
    if (expand(sums, expected, third) && small) { return finish(RowStatus::expansion); }
    near_ = small;
    if (refit_null_ && !small) {
        point_.head(expected.along_x.size()) = expected.along_x;
        return;
    }
    if (infinite) { return finish(RowStatus::infinite_estimate); }
    begin_maximum(expected.along_x, expected.follow, start_);
    wants_expected_ = near_;
}

/// Where the third-order expansion of the profile likelihood has its maximum. The observed information is known along
/// the variant and between it and the covariates; of the covariates among themselves the expected one stands for it.
bool DiscreteFit::expand(const DiscreteSums& sums, const Efficient& efficient, double third) {
    const Eigen::Index k = sums.score.size() - 1;
    const Eigen::VectorXd with_x = sums.information.col(k).head(k);
    const double score = sums.score[k] - with_x.dot(efficient.along_x);
    const double information = sums.information(k, k) - with_x.dot(efficient.factor.solve(with_x));
    if (!(information > efficient.information / 4)) { return false; }
    // score - gamma information - gamma² third / 2 = 0
    const double root = information * information + 2 * third * score;
    if (!(root > information * information / 4)) { return false; }
    const double gamma = 2 * score / (information + std::sqrt(root));
    start_ = gamma;
    const double errors = std::fabs(gamma) * std::sqrt(information);
    const double third_term = std::fabs(third) * gamma * gamma / (2 * std::sqrt(information));
    // Of counts of carriers all cumulants are about alike, of common alleles the fourth is smaller.
    const double fourth_term = errors * gamma * gamma / 6;
    if (!(std::max(third_term, fourth_term) < largest_last_term)) { return false; }
    beta_ = gamma;
    information_ = efficient.information + third * gamma;
    if (!(information_ > efficient.information / 4)) { information_ = efficient.information; }
    log_likelihood_ = log_likelihood_null_ + gamma * (score - gamma * (information / 2 + third * gamma / 6));
    return true;
}

void DiscreteFit::begin_maximum(const Eigen::VectorXd& covariates, const Eigen::VectorXd& follow, double gamma) {
    const Eigen::Index k = point_.size() - 1;
    previous_ = point_;
    gamma = std::clamp(gamma, -longest_step, longest_step);
    point_.head(k) += covariates - gamma * follow;
    point_[k] = gamma;
    previous_log_likelihood_ = log_likelihood_null_;
    previous_decrement_ = 0;
    wants_expected_ = false;
    rounds_ = 0;
    halvings_ = 0;
    stage_ = Stage::maximum;
}

bool DiscreteFit::step_back(double log_likelihood) {
    const double allowance = 1e-11 * (1 + std::fabs(previous_log_likelihood_));
    const bool rises = std::isnan(previous_log_likelihood_) || log_likelihood >= previous_log_likelihood_ - allowance;
    if (rises || halvings_ >= most_halvings) { return false; }
    ++halvings_;
    point_ = (point_ + previous_) / 2;
    return true;
}

void DiscreteFit::advance(const DiscreteSums& sums) {
    if (++rounds_ > most_rounds) { return finish(RowStatus::not_converged); }
    if (step_back(sums.log_likelihood)) { return; }
    if (!std::isfinite(sums.log_likelihood) || !sums.score.allFinite() || !sums.information.allFinite()) {
        return finish(RowStatus::not_converged);
    }
    if (stage_ == Stage::null_model) {
        advance_null(sums);
    } else {
        advance_maximum(sums);
    }
}

void DiscreteFit::advance_null(const DiscreteSums& sums) {
    const Efficient observed(sums, sums.information);
    const Eigen::Index k = point_.size() - 1;
    const double decrement = sums.score.head(k).dot(observed.along_x);
    const bool rounding = decrement < rounding_floor && rounds_ > 1 && decrement > previous_decrement_ / 4;
    if (decrement < arrived || rounding) {
        if (!wants_expected_) {
            wants_expected_ = true;  // here once more
            previous_ = point_;
            return;
        }
        const Efficient expected(sums, sums.expected);
        if (!(expected.information > collinear_share * expected.whole)) { return finish(RowStatus::collinear); }
        set_score(sums, expected);
        if (infinite_) { return finish(RowStatus::infinite_estimate); }
        return begin_maximum(observed.along_x, observed.follow, start_);
    }
    previous_ = point_;
    previous_log_likelihood_ = sums.log_likelihood;
    previous_decrement_ = decrement;
    halvings_ = 0;
    wants_expected_ = decrement < nearly_there;
    point_.head(k) += observed.along_x;
}

void DiscreteFit::advance_maximum(const DiscreteSums& sums) {
    const Efficient observed(sums, sums.information);
    const Eigen::Index k = point_.size() - 1;
    if (!(observed.information > vanished_share * vanished_share * null_information_)) {
        return finish(RowStatus::infinite_estimate);
    }
    const double move = observed.score / observed.information;
    const double decrement = sums.score.head(k).dot(observed.along_x) + observed.score * move;
    const bool rounding = decrement < rounding_floor && rounds_ > 1 && decrement > previous_decrement_ / 4;
    if (decrement < arrived || rounding || (near_ && decrement < within_a_step)) {
        if (!wants_expected_) {
            wants_expected_ = true;  // here once more
            previous_ = point_;
            return;
        }
        if (near_) { return expand_here(sums, move, decrement); }
        const Efficient expected(sums, sums.expected);
        beta_ = point_[k] + move;
        information_ = expected.information;
        log_likelihood_ = sums.log_likelihood + decrement / 2;
        return finish(status_at(expected.information, RowStatus::ok));
    }
    if (std::fabs(point_[k]) > beyond_any_effect) { return finish(RowStatus::infinite_estimate); }
    previous_ = point_;
    previous_log_likelihood_ = sums.log_likelihood;
    previous_decrement_ = decrement;
    halvings_ = 0;
    wants_expected_ = decrement < (near_ ? within_two_steps : nearly_there);
    const double limited = std::clamp(move, -longest_step, longest_step);
    const double fraction = move != 0 ? limited / move : 1.0;
    point_.head(k) += fraction * observed.along_x - limited * observed.follow;
    point_[k] += limited;
}

RowStatus DiscreteFit::status_at(double information, RowStatus found) const {
    if (!std::isfinite(information)) { return RowStatus::not_converged; }
    return information > vanished_share * null_information_ ? found : RowStatus::infinite_estimate;
}

void DiscreteFit::expand_here(const DiscreteSums& sums, double move, double decrement) {
    const Efficient expected(sums, sums.expected);
    beta_ = point_[point_.size() - 1] + move;
    information_ = expected.information * std::exp(std::clamp(bend_ * move, -0.5, 0.5));
    log_likelihood_ = sums.log_likelihood + decrement / 2;
    finish(status_at(expected.information, RowStatus::expansion));
}

void DiscreteFit::report(Estimate& row) const {
    FitReport{status_, score_, beta_, information_, log_likelihood_null_, log_likelihood_}.write(row);
}

}  // namespace atria::survival
