#pragma once

#include "kernels/association/linear_null.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// The covariates of all cohorts as columns that are centred within cohorts and orthonormal over the included people:
/// over those of all cohorts or, where cohorts have effects of their own, over those of each.
struct LinearBasis {
    CovariateEffects effects = CovariateEffects::shared;
    std::vector<std::vector<std::uint8_t>> included;  ///< a cohort: N
    std::vector<Eigen::MatrixXd> columns;             ///< a cohort: N × rank; 0 behind the cohort's own rank
    std::vector<Eigen::MatrixXd> grams;               ///< a cohort: rank × rank
    std::vector<Eigen::Index> ranks;                  ///< a cohort
    Eigen::Index rank = 0;                            ///< the largest
    std::vector<std::string> dropped;                 ///< covariates
};

[[nodiscard]] LinearBasis linear_basis(std::span<const LinearCohort> cohorts, CovariateEffects effects,
                                       std::vector<std::vector<std::uint8_t>> included);

/// What the columns are over fewer people.
struct RestrictedBasis {
    struct Cohort {
        std::vector<std::uint32_t> absent;
        double people = 0;     ///< left
        Eigen::VectorXd sums;  ///< rank: Σq of those left; exactly 0 where nobody is absent
        Eigen::MatrixXd gram;  ///< rank × rank, about their means
    };
    std::vector<Cohort> cohorts;
    double parameters = 0;  ///< covariate effects
};
[[nodiscard]] RestrictedBasis restricted(const LinearBasis& basis, std::span<const std::vector<std::uint8_t>> included);

/// Are these people so many of those of the basis, and spread so much alike, that its columns serve them too? In each
/// cohort all or none of them, or three quarters and no fewer than 64; and no direction that keeps less than a tenth of
/// its length squared.
[[nodiscard]] bool serves(const LinearBasis& basis, const RestrictedBasis& fewer);

}  // namespace atria::association
