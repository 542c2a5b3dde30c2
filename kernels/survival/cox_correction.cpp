#include "kernels/survival/cox_correction.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {
namespace {

/// What the fifth cumulant may add to the logarithm of a tail.
constexpr double negligible_fifth = 1e-4;
/// The law of the copies stands for that of the score free of the covariates, in standard deviations. Where covariates
/// explain more of the copies than this leaves, which takes few people or a variant that follows them, it does not.
constexpr double least_free_share = 0.8;

}  // namespace

CoxCorrection::CoxCorrection(const CoxTest& test, const CoxFit& fit) {
    const bool tested = std::isfinite(fit.score()) && fit.null_information() > 0;
    if (!tested) { return; }
    const bool infinite = fit.status() == RowStatus::infinite_estimate;
    const bool small_p = std::fabs(fit.score()) >= math::normal_from_p(test.correction_p);
    bool firth = test.statistic == CoxStatistic::firth;
    if (test.statistic == CoxStatistic::maximum) {
        kind_ = TestKind::wald;
        firth = infinite;
    }
    if (test.statistic == CoxStatistic::score && test.correction == Correction::firth) {
        const bool few = fit.copies_information() < few_events;
        firth = infinite || (small_p && few);
    }
    if (firth) {
        stage_ = Stage::firth;
        share_ = fit.null_information() / fit.copies_information();
        score_ = fit.score() * std::sqrt(fit.null_information());
        return;
    }
    const bool tails = test.statistic == CoxStatistic::score && test.correction == Correction::saddlepoint && small_p &&
                       std::fabs(fit.score()) >= math::SaddlepointTails::central;
    if (tails) { begin_tails(fit); }
}

void CoxCorrection::begin_tails(const CoxFit& fit) {
    tails_ = math::SaddlepointTails(fit.score());
    if (tails_of_cumulants(fit)) {
        kind_ = TestKind::saddlepoint;
        neg_log10_p_ = tails_.neg_log10_p();
        return;
    }
    if (!(fit.null_information() >= least_free_share * fit.copies_information())) { return; }
    tails_ = math::SaddlepointTails(fit.score());
    stage_ = Stage::tails;
}

bool CoxCorrection::tails_of_cumulants(const CoxFit& fit) {
    const double information = fit.copies_information();
    const double third = fit.third();
    const double fourth = fit.fourth();
    const double most = std::max({information, std::fabs(third), std::fabs(fourth)});
    const auto fifth = [most](double t) { return most * std::fabs(t * t * t * t * t) / 60; };
    if (!(fifth(fit.score() / std::sqrt(information)) < negligible_fifth)) { return false; }
    math::SaddlepointTails::State state = math::SaddlepointTails::State::going;
    while (state == math::SaddlepointTails::State::going) {
        const double t = tails_.t();
        if (!(fifth(t) < negligible_fifth)) { return false; }
        const double k = t * t * (information / 2 + t * (third / 6 + t * fourth / 24));
        const double slope = t * (information + t * (third / 2 + t * fourth / 6));
        state = tails_.advance({-k, -slope, information + t * (third + t * fourth / 2), 0});
    }
    return state == math::SaddlepointTails::State::arrived;
}

void CoxCorrection::advance(math::LineSums sums) {
    if (stage_ == Stage::tails) {
        const math::SaddlepointTails::State state = tails_.advance(sums);
        if (state == math::SaddlepointTails::State::going) { return; }
        if (state == math::SaddlepointTails::State::arrived) {
            kind_ = TestKind::saddlepoint;
            neg_log10_p_ = tails_.neg_log10_p();
        }
        stage_ = Stage::done;
        return;
    }
    // Where the null model is another than that of all people, the slope at 0 is the efficient score all the same.
    if (!begun_) {
        begun_ = true;
        behind_ = score_ - sums.score;
    }
    sums.score += behind_;
    sums.log_likelihood += behind_ * firth_.t();
    const math::FirthLine::State state = firth_.advance(sums);
    if (state == math::FirthLine::State::going) { return; }
    if (state == math::FirthLine::State::arrived) { kind_ = TestKind::firth; }
    stage_ = Stage::done;
}

void CoxCorrection::report(Estimate& row) const {
    row.test = kind_;
    if (kind_ == TestKind::firth) {
        row.status = RowStatus::ok;
        row.beta = firth_.estimate() / share_;
        row.standard_error = firth_.standard_error() / std::sqrt(share_);
        row.statistic = firth_.statistic() / std::sqrt(share_);
        row.neg_log10_p = math::normal_neg_log10_p(row.statistic);
    } else if (kind_ == TestKind::saddlepoint) {
        row.neg_log10_p = neg_log10_p_;
    } else if (kind_ == TestKind::wald && std::isfinite(row.beta)) {
        row.statistic = row.beta / row.standard_error;
        row.neg_log10_p = math::normal_neg_log10_p(row.statistic);
    } else {
        row.test = TestKind::score;
    }
}

}  // namespace atria::survival
