#pragma once

#include "kernels/survival/discrete_rows.hpp"

#include <Eigen/Core>
#include <cstdint>

namespace atria::survival {

/// Which rows an interval counts: all that are at risk in it, those of them who get through, or who have their event.
enum class Counted : std::uint8_t { at_risk, survivors, deaths };

/// (D + 1) × (1 + p): of every interval, by number, the sums of `values` (n) and of values times x (n × p; no rows: p =
/// 0) over the rows that count. One pass over the rows, whatever the number of intervals: they are suffix sums.
[[nodiscard]] RowMatrix interval_sums(const DiscreteRows& rows, Counted counted, const Eigen::VectorXd& values,
                                      const RowMatrix& x = {});

}  // namespace atria::survival
