#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/association/linear_sums.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>

namespace atria::association {

/// What the standard errors of a linear scan rest on.
enum class StandardErrors : std::uint8_t {
    equal_variance,  ///< one residual variance: ordinary least squares
    robust,          ///< each person's own: HC3, of MacKinnon and White (1985)
};

/// The fit of one variant to the T traits of a group, as residuals and leverages need it. K covariate columns.
struct LinearFit {
    bool usable = false;        ///< false: no estimate, so no standard error
    Eigen::MatrixXd whitening;  ///< K × K: |W q|² is the leverage of the covariates q
    Eigen::VectorXd g_effects;  ///< K: of the variant on the covariates
    Eigen::MatrixXd y_effects;  ///< K × T
    double gg = 0;              ///< of the variant, after the covariates
    Eigen::VectorXd beta;       ///< T
};

/// `sums` are those of the T traits, `unchanged` the factor of the Q'Q of all people.
[[nodiscard]] LinearFit linear_fit(std::span<const CentredSums> sums, const math::RankedCholesky& unchanged);

/// Two sums over the people of one cohort, at a fit.
struct RobustSums {
    Eigen::VectorXd squares;  ///< T: of g e / (1 - h), with the variant g after the covariates, residual e, leverage h
    double full = 0;          ///< people of leverage 1, whom the model fits whatever their trait

    explicit RobustSums(Eigen::Index traits) : squares(Eigen::VectorXd::Zero(traits)) {}
};

/// `sums` is the cohort's part of the first round's contribution for this variant.
[[nodiscard]] RobustSums robust_sums(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                                     const Eigen::Ref<const Eigen::VectorXd>& sums, const GenotypeView& variant,
                                     const LinearFit& fit);

/// The estimate with its standard error by HC3, sqrt(Σ squares) / gg, and Student's t of it. An estimate that hangs on
/// one person alone has none: the status is `full_leverage`.
[[nodiscard]] Estimate robust_estimate(Estimate ordinary, double squares, double full, double gg);

}  // namespace atria::association
