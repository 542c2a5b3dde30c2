#pragma once

#include "kernels/math/line_sums.hpp"

#include <cstdint>
#include <limits>

namespace atria::math {

/// Firth's penalised likelihood along a line: the maximum of log likelihood + log(information) / 2, and twice its drop
/// to t = 0. It says at which t it wants the sums next and is moved on by them; the first are those at 0 unless said
/// otherwise.
class FirthLine {
public:
    enum class State : std::uint8_t { going, arrived, failed };

    FirthLine() = default;
    /// Where the penalised likelihood at 0 is known: the first sums are those at `start`.
    FirthLine(double null_value, double start) : null_value_(null_value), null_known_(true), t_(start) {}

    /// The penalised likelihood: its value at 0 is the null value.
    [[nodiscard]] static double value(double log_likelihood, double information);

    State advance(const LineSums& sums);

    [[nodiscard]] double t() const { return t_; }
    // Once arrived:
    [[nodiscard]] double estimate() const { return t_; }
    [[nodiscard]] double standard_error() const { return error_; }
    /// Signed square root of the penalised likelihood ratio.
    [[nodiscard]] double statistic() const { return statistic_; }

private:
    int rounds_ = 0;
    double null_value_ = 0;
    bool null_known_ = false;
    double t_ = 0;
    // The point before, and the penalised score there.
    double previous_t_ = 0;
    double previous_score_ = 0;
    // Between them is the root.
    double low_ = -std::numeric_limits<double>::infinity();
    double high_ = std::numeric_limits<double>::infinity();
    double error_ = 0;
    double statistic_ = 0;
};

}  // namespace atria::math
