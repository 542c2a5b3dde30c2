#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/survival/discrete_sums.hpp"

#include <Eigen/Core>
#include <cstdint>

namespace atria::survival {

/// The course of one variant's fit in grouped time, from the screen at the null model to the maximum of the likelihood
/// in K covariates and the variant together (p = K + 1, the variant last). It is moved on by the sums of all cohorts
/// at its present point and says where it wants them next.
///
/// Steps are Newton's, with the observed information. What is reported has the expected information: the score test is
/// Rao's, and standard errors are those of iteratively reweighted least squares, as of R's glm.
class DiscreteFit {
public:
    /// `refit_null`: the people differ from those of the null model, so that the covariate effects without the variant
    /// must be found anew before the score test counts.
    /// `refine_from`: a variant whose score statistic is smaller than this in magnitude is not taken to the maximum;
    /// its estimate is that of the expansion about the null model, or where that would not do, about a point near the
    /// maximum. 0 refines every variant.
    DiscreteFit(Eigen::Index covariates, bool refit_null, double refine_from);

    [[nodiscard]] bool done() const { return stage_ == Stage::done; }
    /// Whether the variant is, or was, taken to the maximum of its likelihood.
    [[nodiscard]] bool refined() const { return status_ != RowStatus::expansion && !near_; }
    /// Where sums are wanted next: p effects, in addition to those of the null model.
    [[nodiscard]] const Eigen::VectorXd& point() const { return point_; }
    [[nodiscard]] bool wants_expected() const { return wants_expected_; }

    /// The first sums, of a screen, at the null point. `third`: minus the third derivative along the variant, free of
    /// the intercepts. `infinite`: the maximum is known to lie at infinity, so only the score test is wanted.
    void screen(const DiscreteSums& sums, double third, bool infinite);
    void advance(const DiscreteSums& sums);
    /// Ends the fit without a result: the null model itself has none.
    void fail(RowStatus status) { finish(status); }

    /// Writes score test, estimate and log likelihoods into a row whose counts are set.
    void report(Estimate& row) const;

private:
    enum class Stage : std::uint8_t { null_model, maximum, done };
    struct Efficient;

    void set_score(const DiscreteSums& sums, const Efficient& efficient);
    /// Estimates by the expansion; false when it cannot be trusted to about a hundredth of a standard error.
    [[nodiscard]] bool expand(const DiscreteSums& sums, const Efficient& efficient, double third);
    /// The same about a point that is near the maximum.
    void expand_here(const DiscreteSums& sums, double move, double decrement);
    void advance_null(const DiscreteSums& sums);
    void advance_maximum(const DiscreteSums& sums);
    void begin_maximum(const Eigen::VectorXd& covariates, const Eigen::VectorXd& follow, double gamma);
    /// Whether the last step was too long; then the point has been moved back.
    [[nodiscard]] bool step_back(double log_likelihood);
    /// `found`, unless the information at the maximum says that the maximum lies at infinity.
    [[nodiscard]] RowStatus status_at(double information, RowStatus found) const;
    void finish(RowStatus status);

    Stage stage_ = Stage::null_model;
    RowStatus status_ = RowStatus::not_converged;
    bool refit_null_;
    bool infinite_ = false;
    bool near_ = false;  // the estimate is to be an expansion about a point near the maximum
    bool wants_expected_ = false;
    double refine_from_;
    int rounds_ = 0;
    int halvings_ = 0;
    Eigen::VectorXd point_;
    Eigen::VectorXd previous_;
    double previous_log_likelihood_ = not_available;
    double previous_decrement_ = 0;
    double bend_ = 0;   // slope of the log of the information along the variant, at the null model
    double start_ = 0;  // of the variant's effect

    double null_information_ = 0;   // of the variant, expected, free of the covariates
    double score_ = not_available;  // signed square root of the score chi-square
    double log_likelihood_null_ = not_available;
    double log_likelihood_ = not_available;
    double beta_ = not_available;
    double information_ = not_available;
};

}  // namespace atria::survival
