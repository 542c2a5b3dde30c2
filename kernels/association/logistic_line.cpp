#include "kernels/association/logistic_line.hpp"

#include "kernels/association/logistic_strip.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::association {
namespace {

constexpr int order = LogisticLineSeries::order;
constexpr double furthest = 0.25;  // of the predictors, from where the series is taken

/// Derivatives of -log(1 + e^u) from the second on: -w p(w) for even orders and -w v p(w) for odd ones, with w = mu (1
/// - mu), v = 1 - 2 mu and polynomials p of rising powers. dw/du = w v, dv/du = -2 w, v² = 1 - 4 w.
constexpr int most_powers = order / 2;
using Polynomial = std::array<double, most_powers>;

constexpr std::array<Polynomial, order + 1> derivative_polynomials() {
    std::array<Polynomial, order + 1> all{};
    all[2][0] = 1;
    for (int n = 3; n <= order; ++n) {
        const Polynomial& before = all[static_cast<std::size_t>(n - 1)];
        Polynomial& next = all[static_cast<std::size_t>(n)];
        for (int k = 0; k < most_powers; ++k) {
            const double c = before[static_cast<std::size_t>(k)];
            if (c == 0) { continue; }
            const double power = k + 1;  // of w, with the factor in front
            if (n % 2 == 1) {            // (w^power)' = power w^power v
                next[static_cast<std::size_t>(k)] += power * c;
            } else {  // (w^power v)' = power w^power (1 - 4 w) - 2 w^(power + 1)
                next[static_cast<std::size_t>(k)] += power * c;
                next[static_cast<std::size_t>(k) + 1] -= (4 * power + 2) * c;
            }
        }
    }
    return all;
}
constexpr std::array<Polynomial, order + 1> polynomials = derivative_polynomials();

/// Adds a strip of people, whose numbers are those of `fitted` at the centre, to the coefficients from the first order
/// on.
void add_strip(const Fitted& fitted, const Numbers& z, const Numbers& in, std::array<double, order + 1>& coefficients) {
    coefficients[1] += (in * fitted.residual * z).sum();
    const Numbers& w = fitted.weight;
    const Numbers v = 2 * fitted.half;
    Numbers power = in * w * z;  // w z^n / n!
    for (int n = 2; n <= order; ++n) {
        power *= z / n;
        const Polynomial& p = polynomials[static_cast<std::size_t>(n)];
        const int last = (n % 2 == 0 ? n / 2 : (n - 1) / 2) - 1;
        Numbers value = Numbers::Constant(z.size(), p[static_cast<std::size_t>(last)]);
        for (int k = last; k-- > 0;) { value = value * w + p[static_cast<std::size_t>(k)]; }
        coefficients[static_cast<std::size_t>(n)] -= n % 2 == 0 ? (power * value).sum() : (power * value * v).sum();
    }
}

}  // namespace

bool LogisticLineSeries::reaches(double t) const { return std::fabs(t - centre) <= reach; }

LogisticLineSums LogisticLineSeries::at(double t) const {
    const double d = t - centre;
    LogisticLineSums sums;
    double slope[3] = {0, 0, 0};
    for (int n = order; n >= 0; --n) {  // Horner, for the value and three derivatives together
        slope[2] = slope[2] * d + 3 * slope[1];
        slope[1] = slope[1] * d + 2 * slope[0];
        slope[0] = slope[0] * d + sums.log_likelihood;
        sums.log_likelihood = sums.log_likelihood * d + coefficients[static_cast<std::size_t>(n)];
    }
    sums.score = slope[0];
    sums.information = -slope[1];
    sums.third = -slope[2] / 2;
    return sums;
}

LogisticLineSums logistic_line_sums(const LogisticPeople& people, const PeopleCalls& calls, const LogisticPoint& point,
                                    const LogisticLine& line, std::optional<std::uint8_t> usual,
                                    LogisticLineSeries& series) {
    const Eigen::Index n = people.x.cols();
    series = {};
    series.centre = line.t;
    series.everybody = !usual;
    double largest = 0;
    LogisticLineSums sums;
    Fitted fitted;
    for (Eigen::Index first = 0; first < n; first += strip) {
        const Eigen::Index count = std::min(strip, n - first);
        Numbers g(count);
        Numbers in(count);
        take_calls(calls, first, count, g, in);
        const auto x = people.x.middleCols(first, count);
        Numbers z = g - line.from_intercept;
        z -= (x.transpose() * line.from_effects).array();
        Numbers predictor = people.offset.segment(first, count).array() + point.intercept + line.t * z;
        predictor += (x.transpose() * point.effects).array();
        const auto y = people.y.segment(first, count).array();
        Numbers kept = in;
        if (usual) {
            kept = (in > 0 && g == static_cast<double>(*usual)).cast<double>();
            series.coefficients[0] += fitted.fit(predictor, y, kept);
        }
        const double log_likelihood = fitted.fit(predictor, y, in);
        if (!usual) { series.coefficients[0] += log_likelihood; }
        sums.log_likelihood += log_likelihood;
        const Numbers wz = fitted.weight * z;
        sums.score += (fitted.residual * z).sum();
        sums.information += (wz * z).sum();
        sums.third += (wz * z * z * fitted.half).sum();
        largest = std::max(largest, (kept * z).abs().maxCoeff());
        add_strip(fitted, z, kept, series.coefficients);
    }
    series.reach = largest > 0 ? furthest / largest : std::numeric_limits<double>::infinity();
    if (!std::isfinite(sums.log_likelihood) || !std::isfinite(largest)) { series.reach = -1; }
    return sums;
}

LogisticLineSums logistic_line_sums(const LogisticPeople& people, std::span<const Carrier> carriers,
                                    const LogisticPoint& point, const LogisticLine& line) {
    LogisticLineSums sums;
    Fitted fitted;
    for (std::size_t first = 0; first < carriers.size(); first += strip) {
        const auto count = static_cast<Eigen::Index>(std::min<std::size_t>(strip, carriers.size() - first));
        Numbers z(count);
        Numbers predictor(count);
        Eigen::ArrayXd y(count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const Carrier& carrier = carriers[first + static_cast<std::size_t>(i)];
            const auto person = static_cast<Eigen::Index>(carrier.person);
            const auto x = people.x.col(person);
            z[i] = carrier.call - line.from_intercept - x.dot(line.from_effects);
            predictor[i] = people.offset[person] + point.intercept + x.dot(point.effects) + line.t * z[i];
            y[i] = people.y[person];
        }
        sums.log_likelihood += fitted.fit(predictor, y, Numbers::Ones(count));
        const Numbers wz = fitted.weight * z;
        sums.score += (fitted.residual * z).sum();
        sums.information += (wz * z).sum();
        sums.third += (wz * z * z * fitted.half).sum();
    }
    return sums;
}

std::optional<std::uint8_t> usual_call(const GenotypeView& variant) {
    if (is_real(variant)) { return std::nullopt; }
    const GenotypeCounts& counts = variant.counts;
    const std::uint64_t called = std::uint64_t{counts.hom_other} + counts.het + counts.hom_effect;
    constexpr std::uint64_t one_in = 16;
    if (one_in * (called - counts.hom_other) <= called) { return std::uint8_t{0}; }
    if (one_in * (called - counts.hom_effect) <= called) { return std::uint8_t{2}; }
    return std::nullopt;
}

}  // namespace atria::association
