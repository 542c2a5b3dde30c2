#include "kernels/survival/model/cox_risk_walk.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace atria::survival {
namespace {

constexpr int exponent_step = 256;
/// Predictors that spread further than this are no model's: their sums are not finite.
constexpr std::size_t most_levels = 64;

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
      terms_(size_),
      others_now_(size_),
      dying_now_(size_),
      shared_(size_),
      level_now_(size_) {
    std::vector<int> exponents;
    for (const RiskScore& score : risk_) {
        if (exponents.empty() || exponents.back() != score.exponent) { exponents.push_back(score.exponent); }
    }
    std::sort(exponents.begin(), exponents.end(), std::greater<>());
    exponents.erase(std::unique(exponents.begin(), exponents.end()), exponents.end());
    if (exponents.size() > most_levels) { exponents.resize(most_levels); }
    for (const int exponent : exponents) {
        levels_.push_back({exponent, 0, math::CompensatedSums(size_), math::CompensatedSums(size_)});
    }
}

CoxRiskWalk::Level& CoxRiskWalk::level_of(std::uint32_t position) {
    std::size_t level = 0;
    while (level + 1 < levels_.size() && levels_[level].exponent > risk_[position].exponent) { ++level; }
    return levels_[level];
}

void CoxRiskWalk::form_few_terms(double risk, const double* x) {
    const auto p = static_cast<std::uint32_t>(stratum_.x.rows());
    places_.assign(1, 0);
    few_.assign(1, risk);
    for (const std::uint32_t j : columns_) {
        places_.push_back(1 + j);
        few_.push_back(risk * x[j]);
    }
    if (!second_) { return; }
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const std::uint32_t j = columns_[c];
        const std::uint32_t row =
            1 + p + j * p - j * (j + 1) / 2;  // of the packed triangle; its column l is at row + l
        for (std::size_t d = c; d < columns_.size(); ++d) {
            places_.push_back(row + columns_[d]);
            few_.push_back(few_[1 + c] * x[columns_[d]]);
        }
    }
}

bool CoxRiskWalk::form_terms(std::uint32_t position) {
    const double r = risk_[position].exponent < levels_.back().exponent ? std::numeric_limits<double>::quiet_NaN()
                                                                        : risk_[position].mantissa;
    terms_[0] = r;
    if (size_ == 1) { return true; }
    const Eigen::Index p = stratum_.x.rows();
    const double* x = stratum_.x.data() + static_cast<Eigen::Index>(position) * p;
    // Levels of a factor are 0 but for one; a NaN has to reach every sum.
    columns_.clear();
    for (Eigen::Index j = 0; j < p; ++j) {
        if (x[j] != 0) { columns_.push_back(static_cast<std::uint32_t>(j)); }
    }
    if (std::isfinite(r) && 3 * columns_.size() < static_cast<std::size_t>(p)) {
        form_few_terms(r, x);
        return false;
    }
    double* at = terms_.data() + 1;
    for (Eigen::Index j = 0; j < p; ++j) { *at++ = r * x[j]; }
    if (!second_) { return true; }
    for (Eigen::Index j = 0; j < p; ++j) {
        const double scaled = terms_[static_cast<std::size_t>(1 + j)];
        for (Eigen::Index l = j; l < p; ++l) { *at++ = scaled * x[l]; }
    }
    return true;
}

void CoxRiskWalk::enter(std::uint32_t position, bool dies) {
    Level& level = level_of(position);
    math::CompensatedSums& sums = dies ? level.dying : level.others;
    if (form_terms(position)) {
        sums.add(terms_);
    } else {
        sums.add(places_, few_);
    }
    ++level.at_risk;
    weight_at_risk_ += stratum_.weight[position];
}

void CoxRiskWalk::leave(std::uint32_t position) {
    Level& level = level_of(position);
    if (form_terms(position)) {
        level.others.subtract(terms_);
    } else {
        level.others.subtract(places_, few_);
    }
    weight_at_risk_ -= stratum_.weight[position];
    if (--level.at_risk == 0) { level.others.clear(); }
}

/// In units of the highest level that has anybody; a level is far below the one above it.
void CoxRiskWalk::combine_levels() {
    bool found = false;
    std::fill(others_now_.begin(), others_now_.end(), 0.0);
    std::fill(dying_now_.begin(), dying_now_.end(), 0.0);
    for (const Level& level : levels_) {
        if (level.at_risk == 0) { continue; }
        if (!found) { exponent_ = level.exponent; }
        found = true;
        const double unit = std::ldexp(1.0, level.exponent - exponent_);
        level.others.values(level_now_);
        for (std::size_t i = 0; i < size_; ++i) { others_now_[i] += unit * level_now_[i]; }
        level.dying.values(level_now_);
        for (std::size_t i = 0; i < size_; ++i) { dying_now_[i] += unit * level_now_[i]; }
    }
}

bool CoxRiskWalk::back() {
    if (time_ == 0) { return false; }
    if (dying_pending_) {
        for (Level& level : levels_) { level.others.add(level.dying); }
    }
    --time_;
    while (next_out_ < stratum_.by_first.size() && stratum_.first[stratum_.by_first[next_out_]] > time_) {
        leave(stratum_.by_first[next_out_++]);
    }
    const std::uint32_t begin = stratum_.leaving[time_];
    const std::uint32_t survivors = begin + stratum_.deaths[time_];
    for (Level& level : levels_) { level.dying.clear(); }
    death_weight_ = 0;
    for (std::uint32_t i = begin; i < survivors; ++i) {
        enter(i, true);
        death_weight_ += stratum_.weight[i];
    }
    for (std::uint32_t i = survivors; i < stratum_.leaving[time_ + 1]; ++i) { enter(i, false); }
    dying_pending_ = true;
    combine_levels();
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
