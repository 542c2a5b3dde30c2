#include "kernels/association/logistic_line.hpp"

#include "kernels/math/compensated_sum.hpp"
#include "kernels/math/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
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

/// People whose numbers stay in the nearest cache from one step to the next.
constexpr std::size_t at_once = 512;

/// A sum as its lanes.
using LaneSums = std::array<Lanes, order + 1>;

Lanes load(const double* numbers) {
    Lanes lanes;
    std::memcpy(&lanes, numbers, sizeof lanes);
    return lanes;
}
void store(double* numbers, const Lanes& lanes) { std::memcpy(numbers, &lanes, sizeof lanes); }

double sum_of(const Lanes& lanes) {
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

/// What eight people's calls give them, and whether they count: 1 or 0.
struct CallLanes {
    Lanes g;
    Lanes in;
};

CallLanes take_codes(const std::uint8_t* codes, std::optional<std::uint8_t> usual) {
    const Lanes g = math::lanes_of_bytes(codes);
    if (!usual) { return {g, math::less(g, Lanes::all(missing_call))}; }
    const Lanes of_usual = Lanes::all(*usual);
    return {g, Lanes::all(1.0) - math::less(g, of_usual) - math::less(of_usual, g)};
}

/// Of eight people from `person` on; behind the last one nobody counts.
CallLanes take(const PeopleCalls& calls, std::size_t person, std::optional<std::uint8_t> usual) {
    if (!calls.codes.empty()) {
        const std::size_t left = calls.codes.size() - person;
        if (left >= Lanes::width) { return take_codes(calls.codes.data() + person, usual); }
        std::array<std::uint8_t, Lanes::width> last{};
        last.fill(missing_call);
        std::copy_n(calls.codes.data() + person, left, last.begin());
        return take_codes(last.data(), usual);
    }
    CallLanes lanes{Lanes::all(0.0), Lanes::all(0.0)};
    for (std::size_t i = 0; i < Lanes::width && person + i < calls.numbers.size(); ++i) {
        const double number = calls.numbers[person + i];
        if (std::isnan(number)) { continue; }
        lanes.g[i] = number;
        lanes.in[i] = 1;
    }
    return lanes;
}

/// Some people's numbers at the centre.
struct Strip {
    alignas(64) std::array<double, at_once> z;
    alignas(64) std::array<double, at_once> in;
    alignas(64) std::array<double, at_once> residual;  // y - mu
    alignas(64) std::array<double, at_once> weight;    // mu (1 - mu)
    alignas(64) std::array<double, at_once> slant;     // 1 - 2 mu
};

/// Residuals, weights and slants of `count` people, and their part of the log likelihood.
double fit_strip(Strip& strip, const double* predictor, const double* y, double t, std::size_t count) {
    const Lanes one = Lanes::all(1.0);
    const Lanes none = Lanes::all(0.0);
    Lanes linear = none;
    Lanes product = one;  // of the terms of log(1 + e^-|u|): at most 2^64 here
    for (std::size_t i = 0; i < count; i += Lanes::width) {
        const Lanes in = load(strip.in.data() + i);
        const Lanes u = load(predictor + i) + t * load(strip.z.data() + i);
        const Lanes case_here = load(y + i);
        const Lanes positive = math::less(none, u);
        const Lanes decay = math::exp(math::choose(positive, none - u, u));
        const Lanes larger = one / (one + decay);  // of mu and 1 - mu
        const Lanes smaller = decay * larger;
        const Lanes mu = math::choose(positive, larger, smaller);
        const Lanes rest = math::choose(positive, smaller, larger);
        store(strip.residual.data() + i, in * math::choose(case_here, rest, none - mu));
        store(strip.weight.data() + i, in * (smaller * larger));
        store(strip.slant.data() + i, rest - mu);
        linear += in * (case_here * u - math::choose(positive, u, none));
        product *= one + in * decay;
    }
    const auto four = [&](std::size_t i) { return product[i] * product[i + 1] * product[i + 2] * product[i + 3]; };
    return sum_of(linear) - std::log(four(0)) - std::log(four(4));
}

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
void add_strip(const Strip& strip, std::size_t count, LaneSums& sums) {
    for (std::size_t i = 0; i < count; i += Lanes::width) {
        const Lanes z = load(strip.z.data() + i);
        const Lanes weight = load(strip.weight.data() + i);
        const Lanes slant = load(strip.slant.data() + i);
        sums[1] += load(strip.residual.data() + i) * z;
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
    Lanes largest = Lanes::all(0.0);
    Strip here;
    for (std::size_t first = 0; first < people.padded(); first += at_once) {
        const std::size_t count = std::min(at_once, people.padded() - first);
        people.combine(line.from_intercept, line.from_effects, first, count, here.z.data());
        for (std::size_t i = 0; i < count; i += Lanes::width) {
            const CallLanes call = take(calls, first + i, usual);
            const Lanes z = call.g - load(here.z.data() + i);
            const Lanes counted = call.in * z;
            const Lanes size = math::choose(counted, counted, Lanes::all(0.0) - counted);
            largest = math::choose(math::less(size, largest), largest, size);
            store(here.z.data() + i, z);
            store(here.in.data() + i, call.in);
        }
        log_likelihood.add(fit_strip(here, predictor.data() + first, people.y() + first, line.t, count));
        if (usual) {
            add_strip<order>(here, count, sums);
        } else {
            add_strip<LogisticLineSeries::order_of_everybody>(here, count, sums);
        }
    }
    series.coefficients[0] = log_likelihood.value();
    series.coefficients[1] = sum_of(sums[1]);
    double factorial = 1;
    for (int n = 2; n <= order; ++n) {
        factorial *= n;
        series.coefficients[static_cast<std::size_t>(n)] = -sum_of(sums[static_cast<std::size_t>(n)]) / factorial;
    }
    double most = 0;
    for (std::size_t i = 0; i < Lanes::width; ++i) { most = std::max(most, largest[i]); }
    const double bound = usual ? furthest : furthest_of_everybody;
    series.reach = most > 0 ? bound / most : std::numeric_limits<double>::infinity();
    if (!std::isfinite(series.coefficients[0]) || !std::isfinite(sum_of(largest))) { series.reach = -1; }
    return series;
}

LogisticLineSums logistic_line_sums(const LogisticPeople& people, std::span<const Carrier> carriers,
                                    const LogisticPoint& point, const LogisticLine& line) {
    LogisticLineSums sums;
    LaneSums lanes;
    lanes.fill(Lanes::all(0.0));
    Strip here;
    alignas(64) std::array<double, at_once> predictor;
    alignas(64) std::array<double, at_once> y;
    for (std::size_t first = 0; first < carriers.size(); first += at_once) {
        const std::size_t count = std::min(at_once, carriers.size() - first);
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
        sums.log_likelihood += fit_strip(here, predictor.data(), y.data(), line.t, padded);
        add_strip<3>(here, padded, lanes);
    }
    sums.score = sum_of(lanes[1]);
    sums.information = sum_of(lanes[2]);
    sums.third = sum_of(lanes[3]) / 2;
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
