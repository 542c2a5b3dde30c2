#include "kernels/association/logistic_fit.hpp"

#include "kernels/math/firth_start.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::association {
namespace {

constexpr double arrived = 1e-21;  // squared distance to the maximum, in standard errors
/// As far from the maximum a null model's efficient score is that of the next step's end to 1e-16, and its information
/// to 1e-10.
constexpr double nearly_arrived = 1e-16;
constexpr double collinear_share = 1e-10;  // of the variant's own information
constexpr int most_rounds = 60;
constexpr int most_firth_rounds = 400;
constexpr int most_halvings = 25;
constexpr double longest_step = 3;        // log odds ratio a copy
constexpr double beyond_any_effect = 15;  // log odds ratio a copy: the maximum lies at infinity
constexpr double separated_share = 1e-7;  // of the variant's information is left: fitted probabilities are 0 or 1

}  // namespace

LogisticFit::LogisticFit(const LogisticTest& test, Eigen::Index cohorts, Eigen::Index covariates)
    : test_(test),
      cohorts_(cohorts),
      covariates_(covariates),
      corrected_from_(math::normal_from_p(test.correction_p)) {}

void LogisticFit::finish(RowStatus status) {
    status_ = status;
    stage_ = Stage::done;
}

LogisticPoint LogisticFit::point(Eigen::Index cohort) const {
    return {nuisance_[cohort], nuisance_.tail(covariates_), beta_};
}

std::optional<Eigen::MatrixXd> LogisticFit::inverse(Eigen::Index cohort) const {
    if (!at_point_) { return std::nullopt; }
    return at_point_->inverse(cohort, true);
}

LogisticLine LogisticFit::line(Eigen::Index cohort) const {
    return {shadow_[cohort], shadow_.tail(covariates_), beta_};
}

void LogisticFit::set_score(double score, double information) {
    score_ = score;
    information_ = information;
    kind_ = TestKind::score;
    reported_beta_ = score_ / information_;
    reported_error_ = 1 / std::sqrt(information_);
    statistic_ = score_ / std::sqrt(information_);
    neg_log10_p_ = math::normal_neg_log10_p(statistic_);
}

/// Sets the score test; false when more is wanted.
bool LogisticFit::score_is_all(double raw_information, double score, double information, bool missing) {
    scale_ = raw_information;
    if (!(scale_ > 0)) {
        finish(RowStatus::monomorphic);
        return true;
    }
    if (!(information > collinear_share * scale_)) {
        finish(RowStatus::collinear);
        return true;
    }
    set_score(score, information);
    // With people missing and p large the null model is left where one step takes it.
    if (test_.wald || std::fabs(statistic_) >= corrected_from_) { return false; }
    finish(missing ? RowStatus::expansion : RowStatus::ok);
    return true;
}

void LogisticFit::set_null(const LogisticNullPoint& null) {
    nuisance_.resize(cohorts_ + covariates_);
    nuisance_ << null.intercepts, null.effects;
    null_nuisance_ = nuisance_;
    slant_ = null.slant;
}

void LogisticFit::start(const LogisticNullPoint& null, std::span<const std::optional<LogisticSums>> at_null,
                        bool missing) {
    const LogisticSystem system(at_null, covariates_);
    if (score_is_all(system.raw_information(), system.score(), system.information(), missing)) { return; }
    set_null(null);
    if (!missing) { return correct(system); }
    nuisance_ += system.nuisance_newton().nuisance;
    at_null_ = false;
    stage_ = Stage::null_refit;
}

void LogisticFit::start(const LogisticNullPoint& null, const LogisticSystem& system, const VariantOnSystem& variant) {
    const LogisticSystem::Efficient own = system.efficient(variant);
    if (score_is_all(variant.information, own.score, own.information, false)) { return; }
    set_null(null);
    correct(LogisticSystem(system, variant));
}

void LogisticFit::advance(std::span<const std::optional<LogisticSums>> sums) {
    ++rounds_;
    const LogisticSystem system(sums, covariates_);
    switch (stage_) {
        case Stage::null_refit: {
            const LogisticSystem::Step step = system.nuisance_newton();
            if (!std::isfinite(step.distance) || rounds_ > most_rounds) { return finish(RowStatus::not_converged); }
            nuisance_ += step.nuisance;
            if (step.distance > nearly_arrived) { return; }
            null_nuisance_ = nuisance_;
            if (!(system.information() > collinear_share * scale_)) { return finish(RowStatus::collinear); }
            set_score(system.score(), system.information());
            return correct(system);
        }
        case Stage::wald:
            return advance_wald(system);
        case Stage::firth:
        case Stage::firth_null:
            return advance_firth(system);
        default:
            return finish(RowStatus::not_converged);
    }
}

void LogisticFit::correct(const LogisticSystem& system) {
    rounds_ = 0;
    halvings_ = 0;
    previous_nuisance_ = nuisance_;
    previous_beta_ = 0;
    previous_value_ = -std::numeric_limits<double>::infinity();
    if (test_.wald) {
        stage_ = Stage::wald;
        return take(system.newton());
    }
    if (test_.correction == Correction::none || std::fabs(statistic_) < corrected_from_) {
        return finish(RowStatus::ok);
    }
    if (test_.correction == Correction::firth && test_.exact_firth) { return begin_firth(); }
    if (test_.correction == Correction::saddlepoint && std::fabs(statistic_) < math::SaddlepointTails::central) {
        return finish(RowStatus::ok);
    }
    beta_ = 0;
    shadow_ = system.shadow();
    if (test_.correction == Correction::saddlepoint) {
        stage_ = Stage::tails;
        tails_ = {};
        return;
    }
    stage_ = Stage::line;
    firth_line_ = {};
    // The null model's own sums are those at 0, unless it took a last step since.
    if (!at_null_) { return; }
    const double start = math::firth_start(system.weights(slant_), score_, information_);
    firth_line_ = {math::FirthLine::value(system.log_likelihood(), information_), start};
    beta_ = start;
}

void LogisticFit::take(const LogisticSystem::Step& step) {
    const double share = std::min(1.0, longest_step / std::max(std::fabs(step.beta), 1e-300));
    nuisance_ += share * step.nuisance;
    beta_ += share * step.beta;
}

/// Goes half the last step back when the value has fallen.
bool LogisticFit::halve(double value) {
    const double allowance = 1e-11 * (1 + std::fabs(previous_value_));
    if (value >= previous_value_ - allowance || halvings_ >= most_halvings) {
        halvings_ = 0;
        previous_value_ = value;
        previous_nuisance_ = nuisance_;
        previous_beta_ = beta_;
        return false;
    }
    ++halvings_;
    nuisance_ = (nuisance_ + previous_nuisance_) / 2;
    beta_ = (beta_ + previous_beta_) / 2;
    last_length_ /= 2;
    last_slope_ /= 2;
    last_step_.nuisance /= 2;
    last_step_.beta /= 2;
    return true;
}

void LogisticFit::advance_wald(const LogisticSystem& system) {
    const bool separated = !(system.information() > separated_share * information_) ||
                           std::fabs(beta_) > beyond_any_effect || !std::isfinite(system.log_likelihood());
    if (separated || rounds_ > most_rounds) {
        // No finite maximum: the penalised likelihood has one.
        nuisance_ = null_nuisance_;
        return begin_firth();
    }
    if (halve(system.log_likelihood())) { return; }
    const LogisticSystem::Step step = system.newton();
    take(step);
    if (step.distance > arrived) { return; }
    kind_ = TestKind::wald;
    reported_beta_ = beta_;
    reported_error_ = 1 / std::sqrt(system.information());
    statistic_ = reported_beta_ / reported_error_;
    neg_log10_p_ = math::normal_neg_log10_p(statistic_);
    finish(RowStatus::ok);
}

void LogisticFit::begin_firth() {
    stage_ = Stage::firth;
    beta_ = 0;
    rounds_ = 0;
    halvings_ = 0;
    previous_nuisance_ = nuisance_;
    previous_beta_ = 0;
    previous_value_ = -std::numeric_limits<double>::infinity();
    last_slope_ = 0;
    at_point_.reset();
}

/// Two rounds a step: the information at the point, then the leverages, which need all of it.
void LogisticFit::advance_firth(const LogisticSystem& system) {
    if (rounds_ > most_firth_rounds) { return finish(RowStatus::not_converged); }
    if (!at_point_) {
        const double value = system.log_likelihood() + system.log_determinant() / 2;
        if (!std::isfinite(value) && halvings_ >= most_halvings) { return finish(RowStatus::not_converged); }
        if (halve(value)) { return; }
        at_point_ = system;
        return;
    }
    at_point_.reset();
    const bool full = stage_ == Stage::firth;
    const LogisticSystem::Step step = full ? system.firth() : system.nuisance_firth();
    if (!std::isfinite(step.distance)) { return finish(RowStatus::not_converged); }
    if (step.distance > arrived) { return take_firth(system, step); }
    if (full) {
        full_beta_ = beta_;
        full_value_ = previous_value_;
        full_information_ = system.information();
        nuisance_ = null_nuisance_;
        begin_firth();
        stage_ = Stage::firth_null;
        return;
    }
    kind_ = TestKind::firth;
    reported_beta_ = full_beta_;
    reported_error_ = 1 / std::sqrt(full_information_);
    statistic_ = std::copysign(std::sqrt(std::max(0.0, 2 * (full_value_ - previous_value_))), full_beta_);
    neg_log10_p_ = math::normal_neg_log10_p(statistic_);
    finish(RowStatus::ok);
}

/// The penalty bends the likelihood otherwise than the information says. How the slope along the last step has changed
/// over it tells by how much, and so how long this step is to be.
void LogisticFit::take_firth(const LogisticSystem& system, LogisticSystem::Step step) {
    double length = 1;
    if (last_slope_ > 0) {
        const double left = system.firth_slope(last_step_) / last_slope_;
        const double secant = last_length_ / (1 - left);
        if (std::isfinite(secant) && secant > 0) { length = std::clamp(secant, 0.1, 10.0); }
    }
    length = std::min(length, longest_step / std::max(std::fabs(step.beta), 1e-300));
    step.nuisance *= length;
    step.beta *= length;
    last_slope_ = system.firth_slope(step);
    last_length_ = length;
    last_step_ = step;
    nuisance_ += step.nuisance;
    beta_ += step.beta;
}

void LogisticFit::advance(const LogisticLineSums& sums) {
    if (stage_ == Stage::line) { return advance_line(sums); }
    advance_tails(sums);
}

void LogisticFit::advance_line(const LogisticLineSums& sums) {
    const math::FirthLine::State state = firth_line_.advance(sums);
    beta_ = firth_line_.t();
    if (state == math::FirthLine::State::going) { return; }
    if (state == math::FirthLine::State::failed) { return finish(RowStatus::not_converged); }
    kind_ = TestKind::firth;
    reported_beta_ = firth_line_.estimate();
    reported_error_ = firth_line_.standard_error();
    statistic_ = firth_line_.statistic();
    neg_log10_p_ = math::normal_neg_log10_p(statistic_);
    finish(RowStatus::ok);
}

void LogisticFit::advance_tails(const LogisticLineSums& sums) {
    const math::SaddlepointTails::State state = tails_.advance(sums);
    beta_ = tails_.t();
    if (state == math::SaddlepointTails::State::going) { return; }
    if (state == math::SaddlepointTails::State::failed) { return finish(RowStatus::not_converged); }
    kind_ = TestKind::saddlepoint;
    neg_log10_p_ = tails_.neg_log10_p();
    finish(RowStatus::ok);
}

void LogisticFit::report(Estimate& row) const {
    row.status = status_;
    row.test = kind_;
    if (status_ != RowStatus::ok && status_ != RowStatus::expansion) { return; }
    row.beta = reported_beta_;
    row.standard_error = reported_error_;
    row.statistic = statistic_;
    row.neg_log10_p = neg_log10_p_;
    // The estimate beside a saddlepoint p is the score test's, whose error would contradict it.
    if (kind_ == TestKind::saddlepoint || (kind_ == TestKind::firth && test_.error_of_p)) {
        const double z = math::normal_from_neg_log10_p(neg_log10_p_);
        if (!(z > 0 && std::isfinite(z)) || row.beta == 0) { return; }
        row.statistic = std::copysign(z, row.beta);
        row.standard_error = std::fabs(row.beta) / z;
    }
}

}  // namespace atria::association
