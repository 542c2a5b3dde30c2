#include "kernels/survival/model/cox_risk_walk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace atria::survival {
namespace {

constexpr int exponent_step = 256;

std::size_t terms_of(std::size_t p, CoxRiskWalk::Moments moments) {
    if (moments == CoxRiskWalk::Moments::zeroth) { return 1; }
    return moments == CoxRiskWalk::Moments::first ? 1 + p : 1 + p + p * (p + 1) / 2;
}

}  // namespace

std::vector<double> linear_predictors(const CoxModelStratum& stratum, const Eigen::VectorXd& beta) {
    std::vector<double> eta = stratum.offset;
    Eigen::Map<Eigen::VectorXd>(eta.data(), static_cast<Eigen::Index>(eta.size())) += stratum.x.transpose() * beta;
    return eta;
}

std::vector<RiskScore> risk_scores(const CoxModelStratum& stratum, std::span<const double> predictors) {
    std::vector<RiskScore> risk(predictors.size());
    for (std::size_t i = 0; i < risk.size(); ++i) {
        const double steps = std::round(predictors[i] * std::numbers::log2e / exponent_step);
        // Beyond any model, but an exponent must stay an int; a NaN stays one in the mantissa.
        const double bounded = std::isnan(steps) ? 0.0 : std::clamp(steps, -1e6, 1e6);
        risk[i].exponent = static_cast<int>(bounded) * exponent_step;
        risk[i].mantissa = stratum.weight[i] * std::exp(predictors[i] - risk[i].exponent * std::numbers::ln2);
    }
    return risk;
}

CoxRiskWalk::CoxRiskWalk(const CoxModelStratum& stratum, std::span<const RiskScore> risk, Moments moments)
    : stratum_(stratum),
      risk_(risk),
      size_(terms_of(static_cast<std::size_t>(stratum.x.rows()), moments)),
      second_(moments == Moments::second),
      time_(stratum.event_times()),
      others_(size_),
      dying_(size_),
      terms_(size_),
      others_now_(size_),
      dying_now_(size_),
      shared_(size_) {}

void CoxRiskWalk::form_terms(std::uint32_t position) {
    const RiskScore& score = risk_[position];
    const double r =
        score.exponent == exponent_ ? score.mantissa : std::ldexp(score.mantissa, score.exponent - exponent_);
    terms_[0] = r;
    if (size_ == 1) { return; }
    const Eigen::Index p = stratum_.x.rows();
    const double* x = stratum_.x.data() + static_cast<Eigen::Index>(position) * p;
    double* at = terms_.data() + 1;
    for (Eigen::Index j = 0; j < p; ++j) { *at++ = r * x[j]; }
    if (!second_) { return; }
    for (Eigen::Index j = 0; j < p; ++j) {
        const double scaled = terms_[static_cast<std::size_t>(1 + j)];
        for (Eigen::Index l = j; l < p; ++l) { *at++ = scaled * x[l]; }
    }
}

void CoxRiskWalk::make_room(int exponent) {
    if (at_risk_ == 0) { exponent_ = exponent; }
    if (exponent <= exponent_) { return; }
    others_.scale(exponent_ - exponent);
    dying_.scale(exponent_ - exponent);
    exponent_ = exponent;
}

void CoxRiskWalk::enter(std::uint32_t position, math::CompensatedSums& sums) {
    make_room(risk_[position].exponent);
    form_terms(position);
    sums.add(terms_);
    ++at_risk_;
    weight_at_risk_ += stratum_.weight[position];
}

void CoxRiskWalk::leave(std::uint32_t position) {
    form_terms(position);
    others_.subtract(terms_);
    weight_at_risk_ -= stratum_.weight[position];
    if (--at_risk_ == 0) {
        others_.clear();
        weight_at_risk_ = 0;
    }
}

bool CoxRiskWalk::back() {
    if (time_ == 0) { return false; }
    if (dying_pending_) { others_.add(dying_); }
    --time_;
    while (next_out_ < stratum_.by_first.size() && stratum_.first[stratum_.by_first[next_out_]] > time_) {
        leave(stratum_.by_first[next_out_++]);
    }
    const std::uint32_t begin = stratum_.leaving[time_];
    const std::uint32_t survivors = begin + stratum_.deaths[time_];
    dying_.clear();
    death_weight_ = 0;
    for (std::uint32_t i = begin; i < survivors; ++i) {
        enter(i, dying_);
        death_weight_ += stratum_.weight[i];
    }
    for (std::uint32_t i = survivors; i < stratum_.leaving[time_ + 1]; ++i) { enter(i, others_); }
    dying_pending_ = true;
    others_.values(others_now_);
    dying_.values(dying_now_);
    return true;
}

CoxRiskWalk::Sums CoxRiskWalk::shared(double keep) {
    for (std::size_t i = 0; i < size_; ++i) { shared_[i] = others_now_[i] + keep * dying_now_[i]; }
    Sums sums{shared_[0]};
    if (size_ > 1) { sums.first = shared_.data() + 1; }
    if (second_) { sums.second = shared_.data() + 1 + stratum_.x.rows(); }
    return sums;
}

}  // namespace atria::survival
