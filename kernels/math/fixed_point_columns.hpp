#pragma once

#include "kernels/math/cache_aligned.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::math {

/// K real columns over N people in 40-bit fixed point, each with its own power-of-two scale, so that sums over people
/// are sums of integers: exact, and the same in whatever order, encoding or instruction set they are formed.
///
/// A value is off by at most 2^-38 of its column's largest magnitude (columns below 1e-270 count as 0). Held twice: cut
/// into `slices` signed bytes for the dense products, and as whole integers by person for sparse ones: 13 bytes a
/// value. N may be up to 2^21 - 1.
class FixedPointColumns {
public:
    static constexpr std::size_t slices = 5;
    static constexpr std::size_t lane = 64;  ///< people are padded with zeros to a multiple of this

    /// `values` is N × K and finite.
    explicit FixedPointColumns(const Eigen::MatrixXd& values);

    /// The first `used` columns of some of the people, with the scales that these columns have: sums over them can be
    /// taken from those over all.
    FixedPointColumns(const FixedPointColumns& all, std::span<const std::uint32_t> people, std::size_t used);

    [[nodiscard]] std::size_t people() const { return people_; }
    [[nodiscard]] std::size_t padded_people() const { return padded_; }
    [[nodiscard]] std::size_t columns() const { return scales_.size(); }

    /// Slice s (0 = least significant) of column k: padded_people() signed digits; the value is Σ digit · 256^s.
    [[nodiscard]] const std::int8_t* slice(std::size_t column, std::size_t s) const {
        return digits_.data() + (column * slices + s) * padded_;
    }
    /// The K fixed-point values of one person.
    [[nodiscard]] const std::int64_t* row(std::size_t person) const { return rows_.data() + person * columns(); }

    /// Σ over all people, a column.
    [[nodiscard]] std::int64_t total(std::size_t column) const { return totals_[column]; }

    /// A fixed-point sum of column k as a real number.
    [[nodiscard]] double real(std::int64_t sum, std::size_t column) const {
        return static_cast<double>(sum) * scales_[column];
    }

    [[nodiscard]] std::size_t bytes() const;

private:
    /// Sets person `person` of a column, whose total has not this value yet.
    void set(std::size_t person, std::size_t column, std::int64_t fixed);

    std::size_t people_;
    std::size_t padded_;
    std::vector<double> scales_;
    CacheAlignedVector<std::int8_t> digits_;
    std::vector<std::int64_t> rows_;
    std::vector<std::int64_t> totals_;
};

}  // namespace atria::math
