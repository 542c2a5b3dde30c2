#include "kernels/survival/interval_sums.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace atria::survival {
namespace {

constexpr Eigen::Index width = 8;  // columns that are added up at once

/// Eight sums of an interval.
struct Strip {
    std::array<double, width> values{};

    Strip& operator+=(const Strip& other) {
        for (std::size_t j = 0; j < width; ++j) { values[j] += other.values[j]; }
        return *this;
    }
};

/// Columns [from, from + width) of x by row; what lies behind the last column is anything finite.
class Columns {
public:
    using Sum = Strip;

    Columns(const RowMatrix& x, Eigen::Index from) : x_(x.data() + from), size_(x.size() - from), p_(x.cols()) {}

    void add(std::size_t row, double value, Strip& to) const {
        const Eigen::Index at = static_cast<Eigen::Index>(row) * p_;
        const double* from = x_ + at;
        if (at + width <= size_) {
            for (std::size_t j = 0; j < width; ++j) { to.values[j] += value * from[j]; }
        } else {
            for (std::size_t j = 0; at + static_cast<Eigen::Index>(j) < size_; ++j) { to.values[j] += value * from[j]; }
        }
    }

private:
    const double* x_;
    Eigen::Index size_;
    Eigen::Index p_;
};

/// The column of ones.
struct Ones {
    using Sum = double;

    static void add(std::size_t, double value, double& to) { to += value; }
};

/// Sums over the rows of a run, which are the same interval's.
template <class Added>
typename Added::Sum run_sums(const Added& added, const double* values, std::size_t from, std::size_t to) {
    typename Added::Sum sums{};
    for (std::size_t i = from; i < to; ++i) { added.add(i, values[i], sums); }
    return sums;
}

template <class Added>
std::vector<typename Added::Sum> sums_of(const DiscreteRows& rows, Counted counted, const double* values,
                                         const Added& added) {
    // Row k: at first what is to be added up from the last interval on.
    std::vector<typename Added::Sum> sums(rows.intervals + 1, typename Added::Sum{});
    for (std::size_t k = 1; k <= rows.intervals; ++k) {
        const std::size_t middle = rows.first[k] + rows.deaths[k];
        sums[counted == Counted::survivors ? k - 1 : k] += run_sums(added, values, rows.first[k], middle);
        if (counted != Counted::deaths) { sums[k] += run_sums(added, values, middle, rows.first[k + 1]); }
    }
    if (counted == Counted::deaths) { return sums; }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        // Nobody is to be taken out before the first interval.
        if (rows.lo[i] > 0) { added.add(i, -values[i], sums[rows.lo[i]]); }
    }
    for (std::size_t k = rows.intervals; k >= 1; --k) {
        const std::size_t count = rows.survivors[k] + (counted == Counted::at_risk ? rows.deaths[k] : 0);
        if (count == 0) {
            sums[k] = {};  // rounding must not reach the stratum before
        } else if (k < rows.intervals) {
            sums[k] += sums[k + 1];
        }
    }
    sums[0] = {};
    return sums;
}

}  // namespace

RowMatrix interval_sums(const DiscreteRows& rows, Counted counted, const Eigen::VectorXd& values, const RowMatrix& x) {
    const Eigen::Index p = x.cols();
    RowMatrix answer(static_cast<Eigen::Index>(rows.intervals) + 1, 1 + p);
    const std::vector<double> alone = sums_of(rows, counted, values.data(), Ones{});
    answer.col(0) = Eigen::Map<const Eigen::VectorXd>(alone.data(), answer.rows());
    for (Eigen::Index from = 0; from < p; from += width) {
        const std::vector<Strip> sums = sums_of(rows, counted, values.data(), Columns(x, from));
        const Eigen::Index count = std::min(width, p - from);
        for (Eigen::Index k = 0; k < answer.rows(); ++k) {
            std::copy_n(sums[static_cast<std::size_t>(k)].values.begin(), count, &answer(k, 1 + from));
        }
    }
    return answer;
}

}  // namespace atria::survival
