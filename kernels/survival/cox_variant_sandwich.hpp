#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/survival/cox_derivatives.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_variant_rows.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// Sum over the people of one cohort of the squares of their score residuals along `direction` (K + 1 coefficients), by
/// weight: R's residuals of type score, weighted and collapsed by person.
[[nodiscard]] double squared_score_residuals(const CoxNullCohort& cohort, Ties ties, const CoxVariantRows& rows,
                                             const Eigen::VectorXd& direction);

/// The robust standard error (Lin and Wei's sandwich) of a variant's maximum likelihood estimate, and Wald's test with
/// it. First it takes the estimate to the maximum with the whole information, then it asks for the squares of the score
/// residuals along the variant's row of the inverse information, of all strata.
class CoxVariantSandwich {
public:
    /// Nothing is asked for.
    CoxVariantSandwich() = default;
    /// For a fit that is at its maximum.
    CoxVariantSandwich(bool robust, const CoxFit& fit);

    [[nodiscard]] bool wants_model() const { return stage_ == Stage::model; }
    [[nodiscard]] bool wants_squares() const { return stage_ == Stage::squares; }
    [[nodiscard]] const Eigen::VectorXd& delta() const { return delta_; }
    [[nodiscard]] double gamma() const { return gamma_; }
    [[nodiscard]] const Eigen::VectorXd& direction() const { return direction_; }

    /// `model`: at the point.
    void advance_model(const CoxDerivatives& model);
    void advance_squares(double squares);

    void report(Estimate& row) const;

private:
    enum class Stage : std::uint8_t { nothing, model, squares, done };

    Stage stage_ = Stage::nothing;
    int rounds_ = 0;
    Eigen::VectorXd delta_;
    double gamma_ = 0;
    Eigen::VectorXd direction_;
    double variance_ = 0;
    RowStatus failure_ = RowStatus::not_converged;  // where there is no variance
};

}  // namespace atria::survival
