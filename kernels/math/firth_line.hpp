#pragma once

#include "kernels/math/line_sums.hpp"

#include <cstdint>

namespace atria::math {

/// Firth's penalised likelihood along a line: the maximum of log likelihood + log(information) / 2, and twice its drop
/// to t = 0. It says at which t it wants the sums next and is moved on by them; the first are those at 0.
class FirthLine {
public:
    enum class State : std::uint8_t { going, arrived, failed };

    State advance(const LineSums& sums);

    [[nodiscard]] double t() const { return t_; }
    // Once arrived:
    [[nodiscard]] double estimate() const { return t_; }
    [[nodiscard]] double standard_error() const { return error_; }
    /// Signed square root of the penalised likelihood ratio.
    [[nodiscard]] double statistic() const { return statistic_; }

private:
    int rounds_ = 0;
    double t_ = 0;
    double null_value_ = 0;
    // The point before, and the penalised score there.
    double previous_t_ = 0;
    double previous_score_ = 0;
    // Between them is the root.
    double low_ = 0;
    double high_ = 0;
    double error_ = 0;
    double statistic_ = 0;
};

}  // namespace atria::math
