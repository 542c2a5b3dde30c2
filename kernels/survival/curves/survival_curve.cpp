#include "kernels/survival/curves/survival_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

/// What one time adds to the cumulative hazard and to its variance.
struct HazardStep {
    double hazard = 0;
    double variance = 0;
};

/// `events` and `at_risk` by weight, `deaths` people.
HazardStep hazard_step(TiedHazard ties, double events, double at_risk, double deaths) {
    if (ties == TiedHazard::nelson_aalen || deaths <= 1) { return {events / at_risk, events / (at_risk * at_risk)}; }
    HazardStep step;
    const double mean = events / deaths;
    for (std::size_t k = 0; k < static_cast<std::size_t>(deaths); ++k) {
        const double left = at_risk - static_cast<double>(k) * mean;
        step.hazard += mean / left;
        step.variance += mean / (left * left);
    }
    return step;
}

/// `squares`: robust variances, or null.
SurvivalCurve curve_of(const RiskTable& table, const CurveOptions& options, const Eigen::MatrixXd* squares) {
    SurvivalCurve curve;
    const double z = confidence_z(options.confidence_level);
    double survival = 1;
    double greenwood = 0;
    HazardStep hazard;
    for (std::size_t t = 0; t < table.time.size(); ++t) {
        if (options.start && table.time[t] < *options.start) { continue; }
        const double deaths = table.people.events_at(t);
        const double censored = table.weight.censored[t];
        if (deaths == 0 && censored == 0) { continue; }
        const double at_risk = table.weight.at_risk[t];
        const double events = table.weight.events_at(t);
        if (deaths > 0) {
            const HazardStep step = hazard_step(options.ties, events, at_risk, deaths);
            hazard.hazard += step.hazard;
            hazard.variance += step.variance;
            // All at risk have an event: said in people, because sums of weights need not cancel to the last bit.
            const double left = deaths == table.people.at_risk[t] ? 0 : at_risk - events;
            survival *= left / at_risk;
            greenwood += events / (at_risk * left);
        }
        curve.time.push_back(table.time[t]);
        curve.at_risk.push_back(at_risk);
        curve.events.push_back(events);
        curve.censored.push_back(censored);
        curve.cumulative_hazard.push_back(hazard.hazard);
        const bool product = options.from == SurvivalFrom::product_limit;
        const double value = product ? survival : std::exp(-hazard.hazard);
        double hazard_error = std::sqrt(hazard.variance);
        double error = product ? std::sqrt(greenwood) : hazard_error;
        double value_error = value * error;
        if (squares != nullptr) {
            const auto column = static_cast<Eigen::Index>(t);
            const Eigen::Index causes = table.causes();
            if (options.ties == TiedHazard::nelson_aalen) { hazard_error = std::sqrt((*squares)(causes + 1, column)); }
            value_error = product ? std::sqrt((*squares)(causes, column)) : value * hazard_error;
            error = value_error == 0 ? 0 : value_error / value;
        }
        curve.hazard_std_error.push_back(hazard_error);
        curve.survival.push_back(value);
        curve.log_std_error.push_back(error);
        curve.std_error.push_back(value_error);
        const ConfidenceLimits limits = confidence_limits(value, error, options.confidence, z);
        curve.lower.push_back(limits.lower);
        curve.upper.push_back(limits.upper);
    }
    if (options.start) {
        curve.start = *options.start;
    } else if (!curve.time.empty()) {
        curve.start = std::min<Ticks>(0, curve.time.front());
    }
    return curve;
}

}  // namespace

SurvivalCurve survival_curve(const RiskTable& table, const CurveOptions& options) {
    return curve_of(table, options, nullptr);
}

SurvivalCurve survival_curve(const RiskTable& table, const CurveOptions& options, const Eigen::MatrixXd& squares) {
    return curve_of(table, options, &squares);
}

std::vector<CurvePoint> curve_at(const SurvivalCurve& curve, std::span<const Ticks> times) {
    std::vector<CurvePoint> points;
    std::size_t next = 0;
    for (const Ticks time : times) {
        CurvePoint point;
        point.time = time;
        point.observed = !curve.time.empty() && time <= curve.time.back();
        const auto from = std::lower_bound(curve.time.begin(), curve.time.end(), time) - curve.time.begin();
        point.at_risk = point.observed ? curve.at_risk[static_cast<std::size_t>(from)] : 0;
        for (; next < curve.time.size() && curve.time[next] <= time; ++next) {
            point.events += curve.events[next];
            point.censored += curve.censored[next];
        }
        if (next > 0) {
            point.survival = curve.survival[next - 1];
            point.std_error = curve.std_error[next - 1];
            point.lower = curve.lower[next - 1];
            point.upper = curve.upper[next - 1];
            point.cumulative_hazard = curve.cumulative_hazard[next - 1];
            point.hazard_std_error = curve.hazard_std_error[next - 1];
        }
        points.push_back(point);
    }
    return points;
}

}  // namespace atria::survival
