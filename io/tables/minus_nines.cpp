#include "io/tables/minus_nines.hpp"

#include <algorithm>
#include <cmath>

namespace atria::io {

namespace {
constexpr double minus_nine = -9;
}

void MinusNines::add(double value) {
    if (std::isnan(value)) { return; }
    ++numbers_;
    if (value == minus_nine) { ++nines_; }
    least_ = std::min(least_, value);
}

bool MinusNines::suspicious() const { return least_ == minus_nine && nines_ >= 2 && nines_ * 100 >= numbers_; }

std::string MinusNines::warning() const {
    return "-9 for " + std::to_string(nines_) + " of " + std::to_string(numbers_) +
           " people; if that means missing, as in PLINK, write NA in the records (or leave the cell empty) and shard "
           "again: here it is a number like any other";
}

}  // namespace atria::io
