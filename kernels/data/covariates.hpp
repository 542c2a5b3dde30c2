#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

namespace atria {

/// The covariate columns of one cohort, categorical ones already expanded against their reference level.
struct Covariates {
    std::vector<std::string> names;  ///< K, equal in all cohorts
    Eigen::MatrixXd values;          ///< N people × K; NaN = missing

    [[nodiscard]] std::size_t people() const { return static_cast<std::size_t>(values.rows()); }
};

}  // namespace atria
