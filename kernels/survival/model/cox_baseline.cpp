#include "kernels/survival/model/cox_baseline.hpp"

#include "kernels/survival/model/cox_hazard.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace atria::survival {
namespace {

std::vector<double> running_sums(const std::vector<double>& steps) {
    std::vector<double> sums(steps.size());
    std::partial_sum(steps.begin(), steps.end(), sums.begin());
    return sums;
}

/// Lower and upper limit of a survival `s` whose logarithm has the standard error `error`.
std::pair<double, double> limits_of(double s, double error, CoxCurveLimits limits, double z) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    if (limits == CoxCurveLimits::plain) {
        return {std::max(0.0, s - z * error * s), std::min(1.0, s + z * error * s)};
    }
    if (s == 0) { return {none, none}; }
    if (limits == CoxCurveLimits::log) { return {s * std::exp(-z * error), std::min(1.0, s * std::exp(z * error))}; }
    if (s == 1) { return {none, none}; }
    const double hazard = -std::log(s);
    return {std::exp(-hazard * std::exp(z * error / hazard)), std::exp(-hazard * std::exp(-z * error / hazard))};
}

}  // namespace

CoxBaseline cox_baseline(const CoxModelRows& rows, const Eigen::VectorXd& point) {
    CoxBaseline baseline;
    for (const CoxModelStratum& stratum : rows.strata) {
        CoxStratumHazard hazard = cox_stratum_hazard(stratum, rows.ties, point);
        CoxBaselineStratum curve;
        curve.stratum = stratum.stratum;
        curve.times = stratum.times;
        curve.at_risk = std::move(hazard.at_risk);
        curve.death_weight = std::move(hazard.death_weight);
        curve.hazard = running_sums(hazard.step);
        curve.variance = running_sums(hazard.variance);
        curve.mean_hazard = std::move(hazard.mean_step);
        for (Eigen::Index k = 1; k < curve.mean_hazard.cols(); ++k) {
            curve.mean_hazard.col(k) += curve.mean_hazard.col(k - 1);
        }
        curve.centre = stratum.centre;
        curve.offset_centre = stratum.offset_centre;
        baseline.strata.push_back(std::move(curve));
    }
    return baseline;
}

std::vector<double> CoxBaseline::numbers() const {
    std::vector<double> numbers{static_cast<double>(strata.size())};
    const auto append = [&numbers](const auto& values) { numbers.insert(numbers.end(), values.begin(), values.end()); };
    for (const CoxBaselineStratum& s : strata) {
        append(std::vector<double>{static_cast<double>(s.stratum), static_cast<double>(s.times.size()),
                                   static_cast<double>(s.centre.size()), s.offset_centre});
        for (const Ticks time : s.times) { numbers.push_back(static_cast<double>(time)); }
        append(s.at_risk);
        append(s.death_weight);
        append(s.hazard);
        append(s.variance);
        append(s.mean_hazard.reshaped());
        append(s.centre);
    }
    return numbers;
}

CoxBaseline CoxBaseline::from_numbers(std::span<const double> numbers) {
    CoxBaseline baseline;
    std::size_t at = 0;
    const auto next = [&] { return numbers[at++]; };
    const auto take = [&](std::size_t count) {
        std::vector<double> values(count);
        for (double& value : values) { value = next(); }
        return values;
    };
    baseline.strata.resize(static_cast<std::size_t>(next()));
    for (CoxBaselineStratum& s : baseline.strata) {
        s.stratum = static_cast<std::uint32_t>(next());
        const auto times = static_cast<std::size_t>(next());
        const auto p = static_cast<Eigen::Index>(next());
        s.offset_centre = next();
        for (std::size_t k = 0; k < times; ++k) { s.times.push_back(static_cast<Ticks>(next())); }
        s.at_risk = take(times);
        s.death_weight = take(times);
        s.hazard = take(times);
        s.variance = take(times);
        s.mean_hazard.resize(p, static_cast<Eigen::Index>(times));
        for (double& value : s.mean_hazard.reshaped()) { value = next(); }
        s.centre.resize(p);
        for (double& value : s.centre) { value = next(); }
    }
    return baseline;
}

CoxCurve cox_curve(const CoxBaselineStratum& baseline, const Eigen::VectorXd& point, const Eigen::MatrixXd& variance,
                   const Eigen::VectorXd& x, double offset, CoxCurveLimits limits, double z) {
    assert(x.size() == point.size());
    const Eigen::VectorXd away = x - baseline.centre;
    const double risk = std::exp(away.dot(point) + offset - baseline.offset_centre);
    CoxCurve curve;
    for (std::size_t k = 0; k < baseline.times.size(); ++k) {
        const double hazard = risk * baseline.hazard[k];
        const Eigen::VectorXd d =
            risk * (baseline.hazard[k] * away - baseline.mean_hazard.col(static_cast<Eigen::Index>(k)));
        const double error = std::sqrt(risk * risk * baseline.variance[k] + d.dot(variance * d));
        curve.cumulative_hazard.push_back(hazard);
        curve.standard_error.push_back(error);
        curve.survival.push_back(std::exp(-hazard));
        const auto [lower, upper] = limits_of(curve.survival.back(), error, limits, z);
        curve.lower.push_back(lower);
        curve.upper.push_back(upper);
    }
    return curve;
}

}  // namespace atria::survival
