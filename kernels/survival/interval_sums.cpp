#include "kernels/survival/interval_sums.hpp"

namespace atria::survival {

RowMatrix interval_sums(const DiscreteRows& rows, Counted counted, const Eigen::VectorXd& values, const RowMatrix& x) {
    const Eigen::Index p = x.cols();
    RowMatrix sums = RowMatrix::Zero(static_cast<Eigen::Index>(rows.intervals) + 1, 1 + p);
    const auto add = [&](std::uint32_t interval, double value, std::size_t row) {
        double* to = sums.data() + static_cast<Eigen::Index>(interval) * (1 + p);
        const double* from = x.data() + static_cast<Eigen::Index>(row) * p;
        to[0] += value;
        for (Eigen::Index j = 0; j < p; ++j) { to[1 + j] += value * from[j]; }
    };
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const double value = values[static_cast<Eigen::Index>(i)];
        if (counted == Counted::deaths) {
            if (rows.event[i] != 0) { add(rows.hi[i], value, i); }
            continue;
        }
        const std::uint32_t end = counted == Counted::survivors ? rows.end(i) : rows.hi[i];
        if (end == rows.lo[i]) { continue; }
        add(end, value, i);
        // Nobody is to be taken out before the first interval.
        if (rows.lo[i] > 0) { add(rows.lo[i], -value, i); }
    }
    if (counted == Counted::deaths) { return sums; }
    for (std::size_t k = rows.intervals; k >= 1; --k) {
        const auto at = static_cast<Eigen::Index>(k);
        const std::size_t count = rows.survivors[k] + (counted == Counted::at_risk ? rows.deaths[k] : 0);
        if (count == 0) {
            sums.row(at).setZero();  // rounding must not reach the stratum before
        } else if (k < rows.intervals) {
            sums.row(at) += sums.row(at + 1);
        }
    }
    sums.row(0).setZero();
    return sums;
}

}  // namespace atria::survival
