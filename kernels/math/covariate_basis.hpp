#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::math {

/// The covariates of all cohorts of an analysis as orthonormal columns, free of the cohorts' intercepts.
///
/// Each column is centred within each cohort (which removes the cohort intercepts), scaled to unit variance over all,
/// and the stack is orthogonalised column by column; a column that keeps less than 1e-7 of its length after the earlier
/// ones are taken out is dropped. Neither the units nor the offsets of covariates reach the result.
struct CovariateBasis {
    std::vector<Eigen::MatrixXd> columns;  ///< a cohort: N people × rank; rows of people not analysed are 0
    std::vector<std::size_t> kept;         ///< rank: which covariates
    std::vector<std::size_t> dropped;  ///< which covariates are constant within every cohort or collinear with others
    Eigen::Index rank = 0;
};

/// A cohort's covariates (N × K, no missing value among included people) and who is included (N).
struct CohortDesign {
    const Eigen::MatrixXd* covariates;
    std::span<const std::uint8_t> included;
};

[[nodiscard]] CovariateBasis covariate_basis(std::span<const CohortDesign> cohorts);

/// Takes the mean over included people from a column and sets the others to 0. The mean is corrected once, so that a
/// large offset does not cost digits.
void centre(Eigen::Ref<Eigen::VectorXd> column, std::span<const std::uint8_t> included);

}  // namespace atria::math
