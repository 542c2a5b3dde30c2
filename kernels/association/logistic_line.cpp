#include "kernels/association/logistic_line.hpp"

#include "kernels/association/logistic_lane_strip.hpp"
#include "kernels/math/compensated_sum.hpp"
#include "kernels/math/lane_memory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::association {
namespace {

constexpr int order = LogisticLineSeries::order;
// Of the predictors, from where the series is taken.
constexpr double furthest = 0.25;
constexpr double furthest_of_everybody = 0.02;

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

using math::Lanes;

/// A sum as its lanes.
using LaneSums = std::array<Lanes, order + 1>;

/// The derivative of order n of -log(1 + e^u), but for its sign and the weight.
template <int n>
Lanes derivative(const Lanes& weight, const Lanes& slant) {
    constexpr Polynomial p = polynomials[n];
    constexpr int last = n / 2 - 1;
    Lanes value = Lanes::all(p[last]);
    for (int k = last; k-- > 0;) { value = value * weight + Lanes::all(p[static_cast<std::size_t>(k)]); }
    return n % 2 == 0 ? value : value * slant;
}

/// Adds w z^n times the derivatives, from n = `n` to `last`; power: w z^(n-1).
template <int n, int last>
void add_orders(Lanes power, const Lanes& z, const Lanes& weight, const Lanes& slant, LaneSums& sums) {
    power *= z;
    sums[n] += power * derivative<n>(weight, slant);
    if constexpr (n < last) { add_orders<n + 1, last>(power, z, weight, slant, sums); }
}

template <int last>
void add_strip(const LaneStrip& strip, std::size_t count, LaneSums& sums) {
    for (std::size_t i = 0; i < count; i += Lanes::width) {
        const Lanes z = math::load_lanes(strip.z.data() + i);
        const Lanes weight = math::load_lanes(strip.weight.data() + i);
        const Lanes slant = math::load_lanes(strip.slant.data() + i);
        sums[1] += math::load_lanes(strip.residual.data() + i) * z;
        add_orders<2, last>(weight * z, z, weight, slant, sums);
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

LogisticLineSeries logistic_line_series(const LogisticLanes& people, std::span<const double> predictor,
                                        const PeopleCalls& calls, const LogisticLine& line,
                                        std::optional<std::uint8_t> usual) {
    LogisticLineSeries series;
    series.centre = line.t;
    series.everybody = !usual;
    math::CompensatedSum log_likelihood;
    LaneSums sums;
    sums.fill(Lanes::all(0.0));
    Lanes largest = Lanes::all(0.0);  // z²
    LaneStrip here{};
    alignas(64) LaneStrip::Numbers expected{};  // of z, by the covariates
    for (std::size_t first = 0; first < people.padded(); first += LaneStrip::people) {
        const std::size_t count = std::min(LaneStrip::people, people.padded() - first);
        here.take(calls, first, count, usual);
        people.combine(line.from_intercept, line.from_effects, first, count, expected.data());
        for (std::size_t i = 0; i < count; i += Lanes::width) {
            const Lanes z = math::load_lanes(here.z.data() + i) - math::load_lanes(expected.data() + i);
            math::store_lanes(here.z.data() + i, z);
            const Lanes square = math::load_lanes(here.in.data() + i) * (z * z);
            largest = math::choose(math::less(square, largest), largest, square);
        }
        log_likelihood.add(here.fit(predictor.data() + first, people.y() + first, line.t, count));
        if (usual) {
            add_strip<order>(here, count, sums);
        } else {
            add_strip<LogisticLineSeries::order_of_everybody>(here, count, sums);
        }
    }
    series.coefficients[0] = log_likelihood.value();
    series.coefficients[1] = math::sum_of_lanes(sums[1]);
    double factorial = 1;
    for (int n = 2; n <= order; ++n) {
        factorial *= n;
        series.coefficients[static_cast<std::size_t>(n)] =
            -math::sum_of_lanes(sums[static_cast<std::size_t>(n)]) / factorial;
    }
    double most = 0;
    for (std::size_t i = 0; i < Lanes::width; ++i) { most = std::max(most, largest[i]); }
    most = std::sqrt(most);
    const double bound = usual ? furthest : furthest_of_everybody;
    series.reach = most > 0 ? bound / most : std::numeric_limits<double>::infinity();
    if (!std::isfinite(series.coefficients[0]) || !std::isfinite(most)) { series.reach = -1; }
    return series;
}

LogisticLineSums logistic_line_sums(const LogisticPeople& people, std::span<const Carrier> carriers,
                                    const LogisticPoint& point, const LogisticLine& line) {
    LogisticLineSums sums;
    LaneSums lanes;
    lanes.fill(Lanes::all(0.0));
    LaneStrip here{};
    alignas(64) LaneStrip::Numbers predictor{};
    alignas(64) LaneStrip::Numbers y{};
    for (std::size_t first = 0; first < carriers.size(); first += LaneStrip::people) {
        const std::size_t count = std::min(LaneStrip::people, carriers.size() - first);
        const std::size_t padded = (count + Lanes::width - 1) / Lanes::width * Lanes::width;
        for (std::size_t i = 0; i < count; ++i) {
            const Carrier& carrier = carriers[first + i];
            const auto person = static_cast<Eigen::Index>(carrier.person);
            const auto x = people.x.col(person);
            here.z[i] = carrier.call - line.from_intercept - x.dot(line.from_effects);
            here.in[i] = 1;
            predictor[i] = people.offset[person] + point.intercept + x.dot(point.effects);
            y[i] = people.y[person];
        }
        for (std::size_t i = count; i < padded; ++i) { here.z[i] = here.in[i] = predictor[i] = y[i] = 0; }
        sums.log_likelihood += here.fit(predictor.data(), y.data(), line.t, padded);
        add_strip<3>(here, padded, lanes);
    }
    sums.score = math::sum_of_lanes(lanes[1]);
    sums.information = math::sum_of_lanes(lanes[2]);
    sums.third = math::sum_of_lanes(lanes[3]) / 2;
    return sums;
}

std::optional<std::uint8_t> usual_call(const GenotypeView& variant) {
    if (is_real(variant)) { return std::nullopt; }
    const GenotypeCounts& counts = variant.counts;
    const std::uint64_t called = std::uint64_t{counts.hom_other} + counts.het + counts.hom_effect;
    constexpr std::uint64_t one_in = 64;
    if (one_in * (called - counts.hom_other) <= called) { return std::uint8_t{0}; }
    if (one_in * (called - counts.hom_effect) <= called) { return std::uint8_t{2}; }
    return std::nullopt;
}

}  // namespace atria::association
