#pragma once

#include "kernels/math/line_sums.hpp"

#include <cstdint>
#include <optional>

namespace atria::math {

/// Both tails of a score statistic by the saddlepoint formula of Barndorff-Nielsen: as far as observed, and as far on
/// the other side. The cumulant generating function K of the score comes from the log likelihood along a line, since
/// K(t) = t score(0) - (log likelihood(t) - log likelihood(0)), and the saddlepoint of a tail solves K'(t) = s: it is
/// where the likelihood's slope has fallen by s. Says at which t it wants the sums next and is moved on by them; the
/// first are those at 0.
class SaddlepointTails {
public:
    enum class State : std::uint8_t { going, arrived, failed };

    /// Nearer than this to its mean, in standard deviations, a statistic's tails are those of the normal distribution,
    /// and the formula loses its digits.
    static constexpr double central = 0.1;

    SaddlepointTails() = default;
    /// The observed statistic in standard deviations, where it is another than the score at 0.
    explicit SaddlepointTails(double standardised) : standardised_(standardised) {}

    State advance(const LineSums& sums);

    [[nodiscard]] double t() const { return t_; }
    /// Of both tails together, once arrived.
    [[nodiscard]] double neg_log10_p() const { return neg_log10_p_; }

private:
    [[nodiscard]] double aim() const { return tail_ == 0 ? observed_ : -observed_; }
    State next_tail(const LineSums& sums);
    void begin_tail();

    std::optional<double> standardised_;
    bool begun_ = false;
    int rounds_ = 0;
    double t_ = 0;
    double score_ = 0;  // at 0
    double observed_ = 0;
    double information_ = 0;
    double null_value_ = 0;
    // Between them is the root.
    double low_ = 0;
    double high_ = 0;
    int tail_ = 0;
    double tail_log10_[2] = {0, 0};
    double neg_log10_p_ = 0;
};

}  // namespace atria::math
