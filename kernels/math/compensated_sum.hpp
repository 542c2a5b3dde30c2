#pragma once

#include <cmath>

namespace atria::math {

/// A running sum that keeps what rounding takes from it (Neumaier's), for sums from which much is subtracted later.
class CompensatedSum {
public:
    void add(double term) {
        const double sum = sum_ + term;
        lost_ += std::fabs(sum_) >= std::fabs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
        sum_ = sum;
    }
    [[nodiscard]] double value() const { return sum_ + lost_; }

private:
    double sum_ = 0;
    double lost_ = 0;
};

}  // namespace atria::math
