#include "kernels/survival/curves/restricted_mean.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {

RestrictedMean restricted_mean(const SurvivalCurve& curve, Ticks end) {
    const auto count =
        static_cast<std::size_t>(std::upper_bound(curve.time.begin(), curve.time.end(), end) - curve.time.begin());
    // From the end backwards: an event at a time moves all of the area behind it.
    double area = 0;
    double variance = 0;
    Ticks right = end;
    for (std::size_t t = count; t-- > 0;) {
        area += curve.survival[t] * time_of(right - curve.time[t]);
        right = curve.time[t];
        const double left = curve.at_risk[t] - curve.events[t];
        if (area > 0 && curve.events[t] > 0) { variance += area * area * curve.events[t] / (curve.at_risk[t] * left); }
    }
    RestrictedMean answer;
    answer.end = end;
    answer.mean = time_of(curve.start) + area + time_of(right - curve.start);
    answer.std_error = std::sqrt(variance);
    return answer;
}

std::optional<Ticks> common_end(std::span<const SurvivalCurve> curves) {
    std::optional<Ticks> end;
    for (const SurvivalCurve& curve : curves) {
        if (!curve.time.empty()) { end = end ? std::max(*end, curve.time.back()) : curve.time.back(); }
    }
    return end;
}

std::optional<Ticks> shared_end(std::span<const SurvivalCurve> curves) {
    std::optional<Ticks> end;
    for (const SurvivalCurve& curve : curves) {
        if (!curve.time.empty()) { end = end ? std::min(*end, curve.time.back()) : curve.time.back(); }
    }
    return end;
}

MeanDifference difference(const RestrictedMean& first, const RestrictedMean& second) {
    MeanDifference answer;
    answer.difference = first.mean - second.mean;
    answer.std_error = std::hypot(first.std_error, second.std_error);
    answer.z = answer.difference / answer.std_error;
    answer.neg_log10_p = math::normal_neg_log10_p(answer.z);
    return answer;
}

}  // namespace atria::survival
