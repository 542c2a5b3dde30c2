#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_null.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The listed rows of one cohort (n) with one variant, at a point of the coefficients: for the few variants that are
/// looked at more closely than a scan of all can.
struct CoxVariantRows {
    Eigen::MatrixXd x;             ///< n × (K + 1): covariates, and the copies in the last column
    Eigen::VectorXd eta;           ///< n
    std::vector<std::uint8_t> in;  ///< n: 0 = without a call
};

/// `null`: the fit that the point starts from; `delta` and `gamma`: the point, as CoxFit has it.
[[nodiscard]] CoxVariantRows cox_variant_rows(const CoxNullCohort& cohort, const CoxNullFit& null,
                                              const GenotypeView& variant, const Eigen::VectorXd& delta, double gamma);

}  // namespace atria::survival
