#include "kernels/math/genomic_control.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace atria::math {

double genomic_control_lambda(std::vector<double> chi_squares) {
    std::erase_if(chi_squares, [](double value) { return std::isnan(value); });
    if (chi_squares.empty()) { return std::numeric_limits<double>::quiet_NaN(); }
    const auto middle = chi_squares.begin() + static_cast<std::ptrdiff_t>(chi_squares.size() / 2);
    std::nth_element(chi_squares.begin(), middle, chi_squares.end());
    double median = *middle;
    if (chi_squares.size() % 2 == 0) { median = 0.5 * (median + *std::max_element(chi_squares.begin(), middle)); }
    return median / chi_square_1_median;
}

double lambda_of_middle_p(std::span<const double> middle) {
    std::vector<double> chi_squares;
    for (const double neg_log10_p : middle) {
        const double z = std::isinf(neg_log10_p) ? neg_log10_p : normal_from_neg_log10_p(neg_log10_p);
        chi_squares.push_back(z * z);
    }
    return genomic_control_lambda(std::move(chi_squares));
}

double genomic_control_factor(double lambda) { return lambda > 1 ? std::sqrt(lambda) : 1.0; }

void widen(Estimate& estimate, double factor) {
    const bool several_effects = estimate.status == RowStatus::ok && std::isnan(estimate.beta);
    if (factor == 1 || several_effects) { return; }
    estimate.standard_error *= factor;
    estimate.statistic /= factor;
    estimate.score_chisq /= factor * factor;
    if (!std::isfinite(estimate.neg_log10_p)) { return; }
    estimate.neg_log10_p = std::isnan(estimate.degrees_of_freedom)
                               ? normal_neg_log10_p(normal_from_neg_log10_p(estimate.neg_log10_p) / factor)
                               : student_neg_log10_p(estimate.statistic, estimate.degrees_of_freedom);
}

void widen(MetaAnalysis& meta, double fixed_factor, double random_factor) {
    if (fixed_factor != 1) {
        meta.se_fixed *= fixed_factor;
        meta.fixed_neg_log10_p = normal_neg_log10_p(meta.beta_fixed / meta.se_fixed);
    }
    if (random_factor != 1) {
        meta.se_random *= random_factor;
        meta.random_neg_log10_p = normal_neg_log10_p(meta.beta_random / meta.se_random);
    }
}

}  // namespace atria::math
