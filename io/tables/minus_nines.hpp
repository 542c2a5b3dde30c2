#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace atria::io {

/// Watches a column of numbers for -9, PLINK's word for a missing value, which is a number here.
class MinusNines {
public:
    void add(double value);  ///< NaN does not count

    /// -9 is the smallest number, and at least two and one in a hundred are -9.
    [[nodiscard]] bool suspicious() const;

    /// "-9 for 7 of 200 people; ..." with the remedy, to end a warning with.
    [[nodiscard]] std::string warning() const;

private:
    std::uint64_t numbers_ = 0;
    std::uint64_t nines_ = 0;
    double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace atria::io
