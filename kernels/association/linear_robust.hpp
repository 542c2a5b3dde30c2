#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/association/linear_sums.hpp"
#include "kernels/association/variant_terms.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::association {

/// What the standard errors of a linear scan rest on.
enum class StandardErrors : std::uint8_t {
    equal_variance,  ///< one residual variance: ordinary least squares
    robust,          ///< each person's own: HC3, of MacKinnon and White (1985)
};

/// The fit of one variant, as k terms, to the T traits of a group, as residuals and leverages need it. K covariate
/// columns.
struct LinearFit {
    bool usable = false;             ///< false: no estimate, so no standard error
    Eigen::MatrixXd whitening;       ///< K × K: |W q|² is the leverage of the covariates q
    Eigen::MatrixXd z_effects;       ///< K × k: of the terms on the covariates
    Eigen::MatrixXd y_effects;       ///< K × T
    Eigen::MatrixXd term_whitening;  ///< k × k: |W z|² is the leverage of the terms z, after the covariates
    Eigen::MatrixXd beta;            ///< k × T
};

/// `sums` are those of the T traits, `unchanged` the factor of the Q'Q of all people.
[[nodiscard]] LinearFit linear_fit(std::span<const CentredSums> sums, const math::RankedCholesky& unchanged);

/// Sums over the people of one cohort, at a fit.
struct RobustSums {
    /// T of k × k: of z z' (e / (1 - h))², with the terms z after the covariates, residual e, leverage h.
    std::vector<Eigen::MatrixXd> squares;
    double full = 0;  ///< people of leverage 1, whom the model fits whatever their trait

    RobustSums(Eigen::Index terms, Eigen::Index traits)
        : squares(static_cast<std::size_t>(traits), Eigen::MatrixXd::Zero(terms, terms)) {}
};

/// The people of one cohort at one variant. `sums` is the cohort's part of the first round's contribution, `means` (k)
/// those of the terms over people with a call.
struct RobustPeople {
    std::size_t cohort;
    const LinearNullCohort& null;
    const LinearLayout& layout;
    MissingGenotype policy;
    Eigen::Ref<const Eigen::VectorXd> sums;
    const GenotypeView& variant;
    const VariantTerms& terms;
    Eigen::VectorXd means;
};
[[nodiscard]] RobustSums robust_sums(const RobustPeople& people, const LinearFit& fit);

/// The estimate with its standard error by HC3, sqrt(Σ squares) / gg, and Student's t of it. An estimate that hangs on
/// one person alone has none: the status is `full_leverage`.
[[nodiscard]] Estimate robust_estimate(Estimate ordinary, double squares, double full, double gg);

}  // namespace atria::association
