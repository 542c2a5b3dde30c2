#pragma once

#include "kernels/survival/curves/risk_table.hpp"

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

namespace atria::survival {

/// Squares of what each person (or cluster, where rows have them) weighs in curves: the infinitesimal jackknife, by
/// which R's survfit has the errors of weights with fractions, of clusters, and of cumulative incidences. A person's
/// influence is the derivative of the curve by the weight of all of the person's rows, times that weight. Cohorts add.
struct JackknifeSums {
    /// K × ((C + 2) × T), T the times of the group's pooled table. Row c is the cumulative incidence of cause c + 1,
    /// row C Kaplan and Meier's survival, row C + 1 Nelson and Aalen's cumulative hazard.
    std::vector<Eigen::MatrixXd> group;

    void add(const JackknifeSums& other);
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static JackknifeSums from_numbers(std::span<const double> numbers);
};

/// Those of one cohort, about the pooled tables of all cohorts; `start`: that of the curves' options. A cluster lies
/// within a cohort. O(n log n + T C).
[[nodiscard]] JackknifeSums jackknife_sums(const SurvivalRows& rows, const RiskTables& pooled,
                                           std::optional<Ticks> start = std::nullopt);

}  // namespace atria::survival
