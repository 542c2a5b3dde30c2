#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// Covariates by row: the p of a row stand together.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Who is at risk in which interval of grouped time: n rows and D intervals, one for each distinct event time of each
/// stratum of one cohort. A row is at risk in the intervals lo + 1 ... hi, counted from 1, and gets through all of them
/// but for the last when it has its event there. As in RiskSets the strata stand one after the other.
struct DiscreteRows {
    std::size_t intervals = 0;
    std::vector<std::uint32_t> lo;         ///< n
    std::vector<std::uint32_t> hi;         ///< n, ascending; of equal ones those with an event stand first
    std::vector<std::uint8_t> event;       ///< n
    std::vector<double> weight;            ///< n case weights; empty: 1 each
    std::vector<std::uint32_t> first;      ///< D + 2: rows with hi = k are [first[k], first[k + 1])
    std::vector<std::uint32_t> last;       ///< D + 1: rows at risk in k are among [first[k], last[k])
    std::vector<std::uint32_t> deaths;     ///< D + 1
    std::vector<std::uint32_t> survivors;  ///< D + 1: rows at risk that get through

    [[nodiscard]] std::size_t rows() const { return hi.size(); }
    /// The last interval that the row gets through (if it is above lo).
    [[nodiscard]] std::uint32_t end(std::size_t row) const { return hi[row] - event[row]; }
    [[nodiscard]] double weight_of(std::size_t row) const { return weight.empty() ? 1.0 : weight[row]; }
    /// Whether the interval says anything. Where nobody at risk has an event its intercept is minus infinity, where all
    /// have one it is infinity; in both limits its likelihood is 1 whatever the effects are, and it is left out.
    [[nodiscard]] bool informative(std::size_t interval) const {
        return deaths[interval] > 0 && survivors[interval] > 0;
    }
    /// Intervals in which everybody at risk has an event.
    [[nodiscard]] std::size_t saturated() const;

    /// Whether any interval says anything.
    [[nodiscard]] bool any_informative() const;

    /// Fills in what follows from lo, hi and event.
    void index();
};

/// Of risk sets without weights and without Fine and Gray's late rows, which grouped time does not have.
[[nodiscard]] DiscreteRows discrete_rows(const RiskSets& sets);

/// Those of the rows that are kept (n, 1 = kept).
[[nodiscard]] DiscreteRows kept_rows(const DiscreteRows& rows, std::span<const std::uint8_t> kept);

}  // namespace atria::survival
