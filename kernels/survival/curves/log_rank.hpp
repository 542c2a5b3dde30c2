#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/survival/curves/curve_test.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// An event counts S^rho (1 - S)^gamma, where S is Kaplan and Meier's survival of the stratum just before it, all
/// groups together: Harrington and Fleming's family. (0, 0) is the log-rank test, (1, 0) Peto and Peto's Wilcoxon test.
struct LogRankWeight {
    double rho = 0;
    double gamma = 0;
};

/// Sums of one cohort for the comparison of K groups; a cohort is a stratum of its own. Cohorts add.
struct LogRankSums {
    Eigen::VectorXd rows;      ///< K; rows of each group
    Eigen::VectorXd observed;  ///< K; events, each counted with its weight
    Eigen::VectorXd expected;  ///< K; those that the groups would have at the hazard of all
    Eigen::MatrixXd variance;  ///< K × K; hypergeometric, of observed - expected

    explicit LogRankSums(Eigen::Index groups = 0);

    void add(const LogRankSums& other);
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static LogRankSums from_numbers(std::span<const double> numbers);
};

/// Events of every cause count alike; times of entry are heeded. Whole weights of rows count as so many people.
[[nodiscard]] LogRankSums log_rank_sums(const SurvivalRows& rows, const LogRankWeight& weight = {});

/// From the sums of all cohorts. As R's survdiff, which has no entries and no weights.
[[nodiscard]] CurveTest log_rank_test(const LogRankSums& sums);

}  // namespace atria::survival
