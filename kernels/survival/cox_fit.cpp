#include "kernels/survival/cox_fit.hpp"

#include "kernels/math/information_left.hpp"
#include "kernels/survival/fit_report.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::survival {
namespace {

constexpr int patient_rounds = 3;   // before the covariates' information may be asked for
constexpr double slow_rate = 0.05;  // a fit that gains less than this a round asks for it
constexpr int most_rounds = 60;
constexpr int most_halvings = 20;
/// The last term that an expansion keeps may move the estimate by this many standard errors; what it leaves out is
/// smaller by about the same ratio again.
constexpr double largest_last_term = 0.03;
constexpr double longest_step = 3;        // log hazard ratio a copy
constexpr double beyond_any_effect = 18;  // log hazard ratio a copy: the maximum lies at infinity
constexpr double collinear_share = 1e-10;
/// The covariate effects without the variant have arrived when they are this near, in standard errors: the information
/// that the score test divides by is off by a fraction of that.
constexpr double arrived = 3e-9;
/// What is left of z along the covariates enters the variant's information times the error of the frozen information.
constexpr double negligible_share = 3e-10;
constexpr double negligible_bend = 1e-9;     // of the information
constexpr double negligible_bend_x = 3e-10;  // of the information; a twentieth of it is in doubt
constexpr double near_null_effect = 0.5;     // log hazard ratio a copy
constexpr double widest_spread = 2;          // of copies: variance in the risk sets
constexpr double little_information = 100;   // a standard error above 0.1
constexpr double far_below_a_standard_error = 3e-11;

/// About the number of events: columns have unit variance.
double largest_pivot(const math::RankedCholesky& factor, Eigen::Index covariates) {
    double largest = 0;
    for (Eigen::Index k = 0; k < covariates; ++k) {
        if (factor.kept(k)) { largest = std::max(largest, factor.pivot(k)); }
    }
    return largest;
}

}  // namespace

struct CoxFit::Step {
    const math::RankedCholesky& factor;  // F
    Eigen::VectorXd along_x;             // F^-1 U_x
    Eigen::VectorXd shift_a;             // F^-1 I_xz: what a lacks
    double shift_share = 0;              // how far z is from orthogonal, as a share of its information
    double information = 0;              // of the variant, free of the covariates
    double score = 0;                    // along the variant, free of the covariates
    double distance_x = 0;               // squared, in standard errors

    [[nodiscard]] Eigen::VectorXd solve(const Eigen::VectorXd& b) const { return factor.solve(b); }

    Step(const CoxSums& sums, const math::RankedCholesky& information_factor)
        : factor(information_factor), along_x(factor.solve(sums.score_x)), shift_a(factor.solve(sums.information_xz)) {
        const double lost = sums.information_xz.dot(shift_a);
        shift_share = sums.information_zz > 0 ? lost / sums.information_zz : 0;
        information = sums.information_zz - lost;
        score = sums.score_z - sums.information_xz.dot(along_x);
        distance_x = sums.score_x.dot(along_x);
    }
};

CoxFit::CoxFit(Eigen::Index covariates, bool refit_null, double refine_from)
    : refit_null_(refit_null),
      refine_from_(refine_from),
      delta_(Eigen::VectorXd::Zero(covariates)),
      a_(Eigen::VectorXd::Zero(covariates)) {}

void CoxFit::finish(RowStatus status) {
    status_ = status;
    stage_ = Stage::done;
}

void CoxFit::advance(const CoxSums& sums, const math::RankedCholesky& null_factor, bool infinite) {
    ++rounds_;
    const math::RankedCholesky here =
        wants_information_xx_ ? math::RankedCholesky(sums.information_xx) : math::RankedCholesky();
    const Step step(sums, wants_information_xx_ ? here : null_factor);
    if (separates(sums, null_factor)) {
        // As of a null model without a maximum, nothing is told.
        score_ = log_likelihood_null_ = not_available;
        return finish(RowStatus::infinite_estimate);
    }
    if (stage_ == Stage::null_model) {
        advance_null(sums, step, infinite);
    } else {
        advance_maximum(sums, step);
    }
    if (!done() && rounds_ >= most_rounds) { finish(RowStatus::not_converged); }
    wants_information_xx_ = wants_information_xx_ || (rounds_ >= patient_rounds && rate_ > slow_rate);
}

/// Without those who lack a call a covariate may separate the others. The fit asks for the covariates' information
/// where the null model's leads too slowly, which it does along a likelihood that flattens out.
bool CoxFit::separates(const CoxSums& sums, const math::RankedCholesky& null_factor) const {
    if (stage_ != Stage::null_model || !refit_null_ || !wants_information_xx_) { return false; }
    // Columns have unit variance. A direction of which the start knows next to nothing, because only people outside all
    // risk sets or without a call vary in it, holds rounding, which may well vanish.
    constexpr double known_share = 1e-9;
    const double known = known_share * sums.information_xx.diagonal().maxCoeff();
    for (Eigen::Index k = 0; k < sums.information_xx.rows(); ++k) {
        if (null_factor.kept(k) && null_factor.pivot(k) < known) { return false; }
    }
    const bool last = rounds_ >= most_rounds;
    return math::information_left(null_factor, sums.information_xx).least() <
           (last ? math::little_information_left : math::no_information_left);
}

void CoxFit::screen(const CoxSums& sums, const math::RankedCholesky& null_factor, bool infinite) {
    if (infinite && refit_null_) { return; }
    // Calls that do not vary leave nothing but rounding here; the evaluation tells them exactly.
    if (!(sums.information_zz > 1e-9)) { return; }
    const Step step(sums, null_factor);
    // Calls may vary between strata; within them they follow from the strata.
    if (step.information <= collinear_share * sums.information_zz) { return finish(RowStatus::collinear); }
    const double score = step.score / std::sqrt(step.information);
    copies_information_ = sums.information_zz;
    third_ = sums.third;
    fourth_ = sums.fourth;
    third_x_ = sums.third_x;
    if (infinite || std::fabs(score) < refine_from_) {
        score_ = score;
        null_information_ = step.information;
        log_likelihood_null_ = sums.log_likelihood + step.distance_x / 2;
        if (infinite) { return finish(RowStatus::infinite_estimate); }
        if (expand(step, step.shift_a)) { return finish(RowStatus::expansion); }
    }
    if (refit_null_) {
        delta_ = step.along_x;
        a_ = step.shift_a;
        at_null_ = false;
    }
}

bool CoxFit::is_orthogonal(double share) {
    // The share falls with the square of the frozen information's error, so two of them tell that error.
    share = std::fabs(share);
    const double error = previous_share_ > 0 ? std::min(1.0, std::sqrt(share / previous_share_)) : 1.0;
    previous_share_ = share;
    return share * error < negligible_share;
}

void CoxFit::advance_null(const CoxSums& sums, const Step& step, bool infinite) {
    if (at_null_) {
        copies_information_ = sums.information_zz;
        third_ = sums.third;
        fourth_ = sums.fourth;
        third_x_ = sums.third_x;
    }
    if (rounds_ == 1) {
        // Calls may vary between strata; within them they follow from the strata.
        if (!(sums.information_zz > 0)) { return finish(RowStatus::collinear); }
        if (step.information <= collinear_share * sums.information_zz) { return finish(RowStatus::collinear); }
    }
    const Eigen::VectorXd a = a_ + step.shift_a;
    const double distance = std::sqrt(std::max(0.0, step.distance_x));
    rate_ = previous_distance_ > 0 ? distance / previous_distance_ : 0.0;
    previous_distance_ = distance;
    const bool orthogonal = is_orthogonal(step.shift_share);
    const bool settled = !refit_null_ || (distance < arrived && orthogonal);
    const double score = step.score / std::sqrt(step.information);
    score_ = score;
    null_information_ = step.information;
    log_likelihood_null_ = sums.log_likelihood + step.distance_x / 2;
    if (!infinite && std::fabs(score) < refine_from_ && expand(step, a)) { return finish(RowStatus::expansion); }
    if (!settled) {
        delta_ += step.along_x;
        a_ = a;
        at_null_ = false;
        return;
    }
    if (infinite) { return finish(RowStatus::infinite_estimate); }
    expand(step, a);
    previous_delta_ = delta_;
    previous_gamma_ = 0;
    previous_log_likelihood_ = sums.log_likelihood;
    previous_distance_ = std::fabs(score_);
    previous_information_ = step.information;
    rate_ = 0;
    gamma_ = beta_;
    // The covariates follow the variant, linearly by a and then by the square.
    const Eigen::VectorXd follow = step.solve(third_x_);
    delta_ += step.along_x - gamma_ * a - (gamma_ * gamma_ / 2) * follow;
    a_ = a + gamma_ * follow;
    at_null_ = false;
    wants_information_xx_ = false;
    rounds_ = 0;
    stage_ = Stage::maximum;
}

/// Where the fourth-order expansion of the profile likelihood has its maximum.
bool CoxFit::expand(const Step& step, const Eigen::VectorXd& a) {
    const Eigen::VectorXd follow = step.solve(third_x_);
    const double third = third_ - 3 * a.dot(third_x_);
    const double fourth = fourth_ - 3 * third_x_.dot(follow);
    const double one_step = step.score / step.information;
    double gamma = one_step;
    bool guide = true;
    for (int i = 0; i < 4; ++i) {
        const double slope = step.score - gamma * (step.information + gamma * (third / 2 + gamma * fourth / 6));
        const double curvature = step.information + gamma * (third + gamma * fourth / 2);
        if (!(curvature > step.information / 4)) {
            guide = false;
            break;
        }
        gamma += slope / curvature;
    }
    const double root = std::sqrt(step.information);
    const double third_term = std::fabs(third) / 2 * gamma * gamma / root;
    const double fourth_term = std::fabs(fourth) / 6 * std::fabs(gamma * gamma * gamma) / root;
    const double last_term = std::max(fourth_term, third_term * third_term);  // either may be small by chance
    guide = guide && std::fabs(gamma) <= 2 * std::fabs(one_step) && std::fabs(gamma) < longest_step;
    beta_ = guide ? gamma : std::clamp(one_step, -longest_step, longest_step);
    const double square = beta_ * beta_;
    const double curvature = step.information + third * beta_ + fourth * square / 2;
    information_ = curvature > step.information / 4 ? curvature : step.information;
    log_likelihood_ = log_likelihood_null_ + step.score * beta_ -
                      square * (step.information / 2 + third * beta_ / 6 + fourth * square / 24);
    return guide && last_term < largest_last_term;
}

void CoxFit::advance_maximum(const CoxSums& sums, const Step& step) {
    const double allowance = 1e-11 * (1 + std::fabs(previous_log_likelihood_));
    const bool downhill = !(sums.log_likelihood >= previous_log_likelihood_ - allowance);
    if ((downhill || !(step.information > 0)) && halvings_ < most_halvings) {
        ++halvings_;
        gamma_ = (gamma_ + previous_gamma_) / 2;
        delta_ = (delta_ + previous_delta_) / 2;
        return;
    }
    if (!(step.information > 0) || !std::isfinite(step.score)) {
        return finish(std::fabs(gamma_) > beyond_any_effect / 2 ? RowStatus::infinite_estimate
                                                                : RowStatus::not_converged);
    }
    const double move = step.score / step.information;
    const double gain = step.distance_x + step.score * move;
    const double distance = std::sqrt(std::max(0.0, gain));
    rate_ = previous_distance_ > 0 ? std::min(1.0, distance / previous_distance_) : 1.0;
    const double tolerance =
        far_below_a_standard_error * std::max(0.05, std::fabs(gamma_) * std::sqrt(step.information));
    // Near the null model the frozen information errs by a share that stays below the variant's log hazard ratio, a
    // copy, times the spread of copies: what it leaves of the step along the covariates reaches the variant through
    // what is left of z along them. The rest of the error is of second order in the step.
    const bool near_null = std::fabs(gamma_) < near_null_effect && !refit_null_ && !wants_information_xx_ &&
                           step.information < widest_spread * largest_pivot(step.factor, delta_.size());
    const double distance_x = std::sqrt(std::max(0.0, step.distance_x));
    const double left = 2 * std::fabs(gamma_) * std::sqrt(std::fabs(step.shift_share)) * distance_x +
                        2 * gain / std::sqrt(step.information);
    const bool close = (distance * rate_ < tolerance && distance < 1e-6) || distance < 1e-12 ||
                       (near_null && left < tolerance && distance < 1e-4);
    const bool orthogonal = is_orthogonal(step.shift_share);
    // The information's slope between the last two points, bent by its second derivative, leads to the end of this
    // step; where the bend counts by itself, another round is surer.
    const double gap = gamma_ - previous_gamma_;
    const double bend = fourth_ / 2 * gap * move;
    // The information bends by about 1 / sqrt(information) a standard error, and what is left along the covariates
    // bends it unseen, unless the third cumulants tell how: those of the null model, and what z has lost of its freedom
    // from the covariates since then.
    double bend_x = 0;
    bool told = false;
    if (near_null) {
        const double seen = std::fabs(gamma_) * std::sqrt(step.information) > 1e-3 ? 1 / gamma_ : 0;
        bend_x = third_x_.dot(step.along_x) + seen * sums.information_xz.dot(step.along_x);
        const double largest = distance_x * std::sqrt(std::max(0.0, third_x_.dot(step.solve(third_x_))));
        told = largest < negligible_bend_x * step.information;
    }
    const bool along_variant = told || distance_x < 5e-9 * std::max(1.0, 0.1 * std::sqrt(step.information));
    // With little information it bends too much over the last step for its slope to be a guide: one round more, after
    // which nothing is left of the step.
    const bool guided = step.information >= little_information && !wants_information_xx_;
    const bool arrived_there = guided || distance < 1e-10 || rate_ > 0.5;
    if (close && orthogonal && along_variant && arrived_there && std::fabs(bend) < negligible_bend * step.information) {
        beta_ = gamma_ + move;
        information_ = step.information + bend_x;
        // A point that was off along the covariates tells nothing of the slope along the variant: never more than the
        // share of the way that the last step makes.
        if (std::fabs(gap) * std::sqrt(step.information) > 1e-7 && distance > 1e-12) {
            const double onward = std::clamp(move / gap, -2 * rate_, 2 * rate_);
            information_ += (step.information - previous_information_) * onward + bend;
        }
        log_likelihood_ = sums.log_likelihood + gain / 2;
        return finish(RowStatus::ok);
    }
    if (std::fabs(gamma_) > beyond_any_effect) { return finish(RowStatus::infinite_estimate); }

    previous_delta_ = delta_;
    previous_gamma_ = gamma_;
    previous_log_likelihood_ = sums.log_likelihood;
    previous_distance_ = distance;
    previous_information_ = step.information;
    halvings_ = 0;
    const double limited = std::clamp(move, -longest_step, longest_step);
    // In the coordinates (x, z) the covariates move by along_x - shift_a · move; back in (x, g), z's own a comes off
    // too.
    const double fraction = move != 0 ? limited / move : 1.0;
    delta_ += fraction * step.along_x - limited * (step.shift_a + a_);
    gamma_ += limited;
    a_ += step.shift_a;
}

void CoxFit::report(Estimate& row) const {
    FitReport{status_, score_, beta_, information_, log_likelihood_null_, log_likelihood_}.write(row);
}

}  // namespace atria::survival
