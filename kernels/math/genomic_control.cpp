#include "kernels/math/genomic_control.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

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

double genomic_control_factor(double lambda) { return lambda > 1 ? std::sqrt(lambda) : 1.0; }

}  // namespace atria::math
