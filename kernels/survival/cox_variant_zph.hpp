#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_derivatives.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_null.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// What a cohort gives the test of one variant's proportional hazards at a point (K covariates and the variant, p = K +
/// 1). g(t) counts from its least value: the test is the same about any origin.
struct CoxZphLine {
    CoxDerivatives model;   ///< in the covariates' and the variant's coefficients
    double score = 0;       ///< along the variant × g(t)
    Eigen::VectorXd cross;  ///< p: information between the model and the variant × g(t)
    double square = 0;      ///< information of the variant × g(t)

    explicit CoxZphLine(Eigen::Index p) : model(p), cross(Eigen::VectorXd::Zero(p)) {}
};

/// `null`: the fit that the point starts from; `delta` and `gamma`: the point, as CoxFit has it. 0 where the fit has no
/// g(t).
[[nodiscard]] CoxZphLine cox_zph_line(const CoxNullCohort& cohort, const CoxNullFit& null, Ties ties,
                                      const GenotypeView& variant, const Eigen::VectorXd& delta, double gamma);

/// The test of proportional hazards of one variant beside the covariates: the score test of the variant × g(t) with the
/// information of all coefficients, as R's cox.zph (3.0 and later) has it. It takes the estimate to the maximum with
/// the whole information, and says until then where it wants the sums of all strata.
class CoxVariantZph {
public:
    /// Nothing is tested.
    CoxVariantZph() = default;
    /// Tests a fit that is at its maximum and whose score test has p up to `zph_p`.
    CoxVariantZph(double zph_p, const CoxFit& fit);

    [[nodiscard]] bool wants_line() const { return going_; }
    [[nodiscard]] const Eigen::VectorXd& delta() const { return delta_; }
    [[nodiscard]] double gamma() const { return gamma_; }
    void advance(const CoxZphLine& line);

    void report(Estimate& row) const;

private:
    bool going_ = false;
    int rounds_ = 0;
    Eigen::VectorXd delta_;
    double gamma_ = 0;
    double chi_square_ = not_available;
};

}  // namespace atria::survival
