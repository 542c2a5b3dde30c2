#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// Derivatives of the log partial likelihood of one variant, summed over the strata that have it, along the covariates
/// x and along z = g - a'x (see CoxPoint).
struct CoxSums {
    double log_likelihood = 0;
    Eigen::VectorXd score_x;
    double score_z = 0;
    Eigen::VectorXd information_xz;
    double information_zz = 0;
    double third = 0;
    double fourth = 0;
    Eigen::VectorXd third_x;         ///< third cumulant of g, g and x (at the null point only)
    Eigen::MatrixXd information_xx;  ///< only when the fit wants it

    explicit CoxSums(Eigen::Index k)
        : score_x(Eigen::VectorXd::Zero(k)),
          information_xz(Eigen::VectorXd::Zero(k)),
          third_x(Eigen::VectorXd::Zero(k)) {}
};

/// The course of one variant's fit, from the null model over the score test to the maximum of the likelihood in the
/// variant and all covariates together. It is moved on by the sums at its present point and says where it wants them
/// next.
///
/// Newton's method with the exact gradient, the exact information of the variant and between variant and covariates,
/// and the covariates' own information frozen at the null model: near the null that errs by a fraction of a percent, so
/// each round gains two or three digits without any K × K sum over people. A fit that is not there after three rounds
/// gets the covariates' information too. The fit ends when the error left, judged from the last two steps, is far below
/// 1e-9 standard errors.
class CoxFit {
public:
    /// `refit_null`: the people differ from those of the null model (missing calls, absent cohorts), so that the
    /// covariate effects without the variant must be found anew before the score test.
    /// `refine_from`: a variant whose score statistic is smaller than this in magnitude is not taken to the maximum;
    /// its estimate is that of the expansion about the null model, and its status says so. 0 refines every variant.
    CoxFit(Eigen::Index covariates, bool refit_null, double refine_from);

    [[nodiscard]] bool done() const { return stage_ == Stage::done; }
    /// Whether the variant is, or was, taken to the maximum of its likelihood.
    [[nodiscard]] bool refined() const { return status_ != RowStatus::expansion; }
    [[nodiscard]] bool refits_null() const { return refit_null_; }
    [[nodiscard]] bool at_null() const { return at_null_; }
    [[nodiscard]] bool wants_information_xx() const { return wants_information_xx_; }
    [[nodiscard]] const Eigen::VectorXd& delta() const { return delta_; }
    [[nodiscard]] const Eigen::VectorXd& a() const { return a_; }
    [[nodiscard]] double gamma() const { return gamma_; }

    [[nodiscard]] RowStatus status() const { return status_; }
    /// Signed square root of the score chi-square; NaN where there is none.
    [[nodiscard]] double score() const { return score_; }
    /// The variant's information at the null model, free of the covariates.
    [[nodiscard]] double null_information() const { return null_information_; }
    // Cumulants of g over the risk sets of the null model: of the second (its whole information), third and fourth
    // order.
    [[nodiscard]] double copies_information() const { return copies_information_; }
    [[nodiscard]] double third() const { return third_; }
    [[nodiscard]] double fourth() const { return fourth_; }

    /// `null_factor`: of the covariates' information at the null model, in the strata that have the variant, without
    /// the people who lack a call (nearly; the nearer, the fewer rounds). `infinite`: the maximum is known to lie at
    /// infinity, so only the score test is wanted.
    void advance(const CoxSums& sums, const math::RankedCholesky& null_factor, bool infinite);

    /// Ends the fit with its expansion when the sums at the null point, as CoxScreen gives them, show that it need not
    /// be refined, or with the score test alone when the maximum lies at infinity and the null model stands. Otherwise
    /// the fit begins; where the null model must be fitted anew, from what they tell of it.
    void screen(const CoxSums& sums, const math::RankedCholesky& null_factor, bool infinite);

    /// Ends the fit without a result: the null model itself has none.
    void fail(RowStatus status) { finish(status); }

    /// Writes score test, estimate and log likelihoods into a row whose counts are set.
    void report(Estimate& row) const;

private:
    enum class Stage : std::uint8_t { null_model, maximum, done };
    /// A Newton step and what it was made from.
    struct Step;

    void advance_null(const CoxSums& sums, const Step& step, bool infinite);
    /// Estimates by the expansion. False when its own last term says that it cannot be trusted to about a hundredth of
    /// a standard error.
    bool expand(const Step& step, const Eigen::VectorXd& a);
    void advance_maximum(const CoxSums& sums, const Step& step);
    [[nodiscard]] bool separates(const CoxSums& sums, const math::RankedCholesky& null_factor) const;
    void finish(RowStatus status);
    /// Whether z is free enough of the covariates, given how much of it lies along them.
    [[nodiscard]] bool is_orthogonal(double share);

    Stage stage_ = Stage::null_model;
    RowStatus status_ = RowStatus::not_converged;
    bool refit_null_;
    double refine_from_;
    bool at_null_ = true;
    bool wants_information_xx_ = false;
    int rounds_ = 0;
    int halvings_ = 0;

    Eigen::VectorXd delta_;
    Eigen::VectorXd a_;
    double gamma_ = 0;
    Eigen::VectorXd previous_delta_;
    double previous_gamma_ = 0;
    double previous_log_likelihood_ = 0;
    double previous_distance_ = 0;     // of the last step, in standard errors
    double previous_information_ = 0;  // of the variant, at the last point
    double previous_share_ = 0;        // of z along the covariates, at the last point
    double rate_ = 0;                  // by which the distance to the maximum has shrunk in the last round

    double score_ = not_available;  // signed square root of the score chi-square
    double null_information_ = 0;
    double copies_information_ = 0;
    double third_ = 0;  // cumulants of g at the null model, of the third and fourth order
    double fourth_ = 0;
    Eigen::VectorXd third_x_;
    double log_likelihood_null_ = not_available;
    double log_likelihood_ = not_available;
    double beta_ = not_available;
    double information_ = not_available;
};

}  // namespace atria::survival
