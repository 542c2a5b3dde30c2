#include "kernels/math/tails.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace atria::math {
namespace {

constexpr double tiny = 1e-300;
constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr int most_steps = 100'000;

double neg_log10(double log_p) {
    const double value = -log_p / std::numbers::ln10;
    return value > 0 ? value : 0.0;
}

double nudge(double value) { return std::fabs(value) < tiny ? tiny : value; }

/// log Γ(a + 1/2) - log Γ(a). For large a the two logarithms would cancel, so the asymptotic series takes over.
double log_gamma_half_step(double a) {
    if (a < 30) {
        int sign = 0;
        return ::lgamma_r(a + 0.5, &sign) - ::lgamma_r(a, &sign);
    }
    const double r = 1 / a;
    const double r2 = r * r;
    return 0.5 * std::log(a) -
           r * (1.0 / 8 - r2 * (1.0 / 192 - r2 * (1.0 / 640 - r2 * (17.0 / 14336 - r2 * 31.0 / 18432))));
}

/// log Γ(a + b) - log Γ(a) for b in halves, step by step, so that nothing cancels where a is large.
double log_gamma_steps(double a, double b) {
    const double whole = std::floor(b);
    double sum = b > whole ? log_gamma_half_step(a) : 0;
    const double from = a + (b - whole);
    for (int i = 0; i < static_cast<int>(whole); ++i) { sum += std::log(from + i); }
    return sum;
}

/// Continued fraction of the incomplete beta function (modified Lentz), for x below (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / nudge(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m < most_steps; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / nudge(1 + even * d);
        c = nudge(1 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / nudge(1 + odd * d);
        c = nudge(1 + odd / c);
        value *= d * c;
        if (std::fabs(d * c - 1) < 2 * epsilon) { break; }
    }
    return value;
}

/// log Q(a, x) of the regularised upper incomplete gamma function.
double log_gamma_upper(double a, double x) {
    int sign = 0;
    const double log_prefactor = a * std::log(x) - x - ::lgamma_r(a, &sign);
    if (x < a + 1) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < most_steps && term > sum * epsilon; ++n) {
            term *= x / (a + n);
            sum += term;
        }
        return std::log1p(-std::exp(log_prefactor + std::log(sum)));
    }
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / nudge(b);
    double value = d;
    for (int n = 1; n < most_steps; ++n) {
        const double step = -n * (n - a);
        b += 2;
        d = 1 / nudge(step * d + b);
        c = nudge(b + step / c);
        value *= d * c;
        if (std::fabs(d * c - 1) < 2 * epsilon) { break; }
    }
    return log_prefactor + std::log(value);
}

}  // namespace

double normal_neg_log10_p(double z) {
    if (std::isnan(z)) { return z; }
    const double a = std::fabs(z) / std::numbers::sqrt2;
    if (a < 0.4) { return neg_log10(std::log1p(-std::erf(a))); }
    if (a < 5) { return neg_log10(std::log(std::erfc(a))); }
    return chi_square_neg_log10_p(z * z, 1);
}

double normal_from_p(double p) {
    if (p >= 1) { return 0; }
    return normal_from_neg_log10_p(-std::log10(p));
}

double normal_from_neg_log10_p(double wanted) {
    if (wanted <= 0) { return 0; }
    double low = 0;
    double high = 2 + 2.2 * std::sqrt(wanted);
    while (normal_neg_log10_p(high) < wanted) { high *= 2; }
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) { break; }
        (normal_neg_log10_p(middle) < wanted ? low : high) = middle;
    }
    return high;
}

double student_neg_log10_p(double t, double df) {
    if (std::isnan(t) || !(df > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    if (std::isinf(t)) { return std::numeric_limits<double>::infinity(); }
    const double a = df / 2;
    const double t2 = t * t;
    // x^a (1 - x)^(1/2) / B(a, 1/2) with x = df / (df + t²)
    const double log_prefactor = -a * std::log1p(t2 / df) + 0.5 * std::log(t2 / (df + t2)) + log_gamma_half_step(a) -
                                 0.5 * std::log(std::numbers::pi);
    const double x = df / (df + t2);
    if (x < (a + 1) / (a + 2.5)) { return neg_log10(log_prefactor + std::log(beta_fraction(x, a, 0.5) / a)); }
    if (t2 == 0) { return 0; }
    return neg_log10(std::log1p(-2 * std::exp(log_prefactor) * beta_fraction(t2 / (df + t2), 0.5, a)));
}

double f_neg_log10_p(double f, double numerator, double denominator) {
    if (std::isnan(f) || !(numerator > 0) || !(denominator > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    if (std::isinf(f)) { return f; }
    if (f <= 0) { return 0; }
    const double a = denominator / 2;
    const double b = numerator / 2;
    const double ratio = numerator * f / denominator;
    const double x = 1 / (1 + ratio);
    // x^a (1 - x)^b / B(a, b)
    int sign = 0;
    const double log_prefactor =
        -a * std::log1p(ratio) + b * std::log(ratio * x) + log_gamma_steps(a, b) - ::lgamma_r(b, &sign);
    if (x < (a + 1) / (a + b + 2)) { return neg_log10(log_prefactor + std::log(beta_fraction(x, a, b) / a)); }
    return neg_log10(std::log1p(-std::exp(log_prefactor) * beta_fraction(ratio * x, b, a) / b));
}

double chi_square_neg_log10_p(double x, double df) {
    if (std::isnan(x) || !(df > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    if (std::isinf(x)) { return x; }
    if (x <= 0) { return 0; }
    return neg_log10(log_gamma_upper(df / 2, x / 2));
}

}  // namespace atria::math
