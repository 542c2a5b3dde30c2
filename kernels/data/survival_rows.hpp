#pragma once

#include "kernels/data/ticks.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria {

/// What one cohort gives a survival model: n rows of people who are analysed (nothing is missing). A person has several
/// rows where covariates change with time; each row is at risk in (entry, exit].
struct SurvivalRows {
    std::vector<Ticks> entry;            ///< n, below exit; empty: everybody is at risk from the beginning
    std::vector<Ticks> exit;             ///< n
    std::vector<std::uint32_t> event;    ///< n; 0 = censored at exit, otherwise the cause of the event there: 1, 2, ...
    std::vector<double> weight;          ///< n, above 0; empty: 1 each
    std::vector<double> offset;          ///< n, added to the linear predictor; empty: 0
    std::vector<std::uint32_t> stratum;  ///< n, numbers below `strata`, the same in all cohorts; empty: all 0
    std::vector<std::uint32_t> group;    ///< n, numbers below `groups`, of curves and their tests; empty: all 0
    std::vector<std::uint32_t> person;   ///< n, numbers of the people; empty: every row is another person
    std::vector<std::uint32_t> cluster;  ///< n, numbers of the clusters of robust variances; empty: the person
    std::uint32_t strata = 1;            ///< S
    std::uint32_t groups = 1;            ///< K
    Eigen::MatrixXd x;                   ///< n × p covariates, categorical ones against their reference level

    [[nodiscard]] std::size_t rows() const { return exit.size(); }
    [[nodiscard]] bool delayed_entry() const { return !entry.empty(); }
    [[nodiscard]] Ticks entry_of(std::size_t row) const { return entry.empty() ? before_all_times : entry[row]; }
    [[nodiscard]] double weight_of(std::size_t row) const { return weight.empty() ? 1.0 : weight[row]; }
    [[nodiscard]] double offset_of(std::size_t row) const { return offset.empty() ? 0.0 : offset[row]; }
    [[nodiscard]] std::uint32_t stratum_of(std::size_t row) const { return stratum.empty() ? 0 : stratum[row]; }
    [[nodiscard]] std::uint32_t group_of(std::size_t row) const { return group.empty() ? 0 : group[row]; }

    static constexpr Ticks before_all_times = INT64_MIN;
};

}  // namespace atria
