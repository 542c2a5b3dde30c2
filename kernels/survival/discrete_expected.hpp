#pragma once

#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The expected information of the grouped-time model and its parts: every row in every interval in which it is at risk
/// counts w = weight × u² / (exp(u) - 1), u = hazard × risk.
struct DiscreteExpected {
    Eigen::VectorXd rows;       ///< n: w of all intervals of the row
    Eigen::VectorXd intercept;  ///< D + 1: w of all rows of the interval
    RowMatrix with_x;           ///< (D + 1) × p: Σ w x

    /// p × p, free of the intercepts.
    [[nodiscard]] Eigen::MatrixXd information(const RowMatrix& x) const;
};

/// The power series u² / (exp(u) - 1) = Σ c u^m, m = 1, 2, 3, 5, 7, ..., to a double's last digit for u up to a half:
/// with it all of a row's intervals, and all rows of an interval, are sums of powers of hazards and of risks.
struct ExpectedSeries {
    static constexpr double largest = 0.5;  ///< u
    static constexpr std::size_t terms = 9;
    static constexpr std::array<int, terms> powers{1, 2, 3, 5, 7, 9, 11, 13, 15};
    static const std::array<double, terms> coefficients;
    /// How many of the terms matter up to this u.
    [[nodiscard]] static std::size_t needed(double u);
};

/// 1 = u of everybody at risk in the interval is small enough for the series (D + 1).
[[nodiscard]] std::vector<std::uint8_t> narrow_intervals(const DiscreteRows& rows, const Eigen::VectorXd& hazard,
                                                         const Eigen::VectorXd& risk);

/// `hazard`: D + 1, 0 where an interval is left out; `risk`: n; `x`: n × p. Costs rows × terms, and rows × those
/// intervals that are not narrow.
[[nodiscard]] DiscreteExpected discrete_expected(const DiscreteRows& rows, const RowMatrix& x,
                                                 const Eigen::VectorXd& hazard, const Eigen::VectorXd& risk);

}  // namespace atria::survival
