#include "kernels/math/fixed_point_columns.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace atria::math {
namespace {

constexpr int fraction_bits = 39;        // and a sign: 5 bytes
constexpr int smallest_exponent = -900;  // so that the scale and its inverse are finite

}  // namespace

FixedPointColumns::FixedPointColumns(const Eigen::MatrixXd& values)
    : people_(static_cast<std::size_t>(values.rows())), padded_((people_ + lane - 1) / lane * lane) {
    if (people_ >= (1U << 21U)) {
        throw std::logic_error("FixedPointColumns: sums over 2^21 people or more may overflow");
    }
    const auto k = static_cast<std::size_t>(values.cols());
    scales_.resize(k);
    totals_.assign(k, 0);
    digits_.assign(k * slices * padded_, 0);
    rows_.resize(people_ * k);
    for (std::size_t column = 0; column < k; ++column) {
        const auto source = values.col(static_cast<Eigen::Index>(column));
        const double largest = people_ == 0 ? 0.0 : source.cwiseAbs().maxCoeff();
        int exponent = 0;
        std::frexp(largest, &exponent);  // largest < 2^exponent
        exponent = std::max(exponent, smallest_exponent);
        const double up = std::ldexp(1.0, fraction_bits - 1 - exponent);
        scales_[column] = 1 / up;
        for (std::size_t person = 0; person < people_; ++person) {
            set(person, column, std::llround(source[static_cast<Eigen::Index>(person)] * up));
        }
    }
}

FixedPointColumns::FixedPointColumns(const FixedPointColumns& all, std::span<const std::uint32_t> people,
                                     std::size_t used)
    : people_(people.size()), padded_((people_ + lane - 1) / lane * lane) {
    scales_.assign(all.scales_.begin(), all.scales_.begin() + static_cast<std::ptrdiff_t>(used));
    totals_.assign(used, 0);
    digits_.assign(used * slices * padded_, 0);
    rows_.resize(people_ * used);
    for (std::size_t i = 0; i < people_; ++i) {
        for (std::size_t column = 0; column < used; ++column) { set(i, column, all.row(people[i])[column]); }
    }
}

void FixedPointColumns::set(std::size_t person, std::size_t column, std::int64_t fixed) {
    rows_[person * columns() + column] = fixed;
    totals_[column] += fixed;
    std::int64_t rest = fixed;
    for (std::size_t s = 0; s < slices; ++s) {
        const auto digit = static_cast<std::int8_t>(rest & 0xFF);  // balanced: -128 ... 127
        digits_[(column * slices + s) * padded_ + person] = digit;
        rest = (rest - digit) / 256;
    }
}

std::size_t FixedPointColumns::bytes() const {
    return digits_.size() + (rows_.size() + totals_.size() + scales_.size()) * 8;
}

}  // namespace atria::math
