#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/survival/model/aft_profile_bound.hpp"
#include "kernels/survival/model/aft_sums.hpp"
#include "kernels/survival/model/aft_system.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atria::survival {

/// An accelerated failure time model with an intercept and p columns, log T = offset + intercept + x'b + sigma W.
struct AftModel {
    AftDistribution distribution = AftDistribution::weibull;
    std::vector<std::string> names;  ///< p
    /// So many leading columns belong to the null model too: columns of the cohorts' intercepts, say.
    std::size_t null_columns = 0;
};

/// What is known at the end. Where a column was dropped its coefficient is NaN and its variance 0, as in R's survreg.
struct AftResult {
    /// ok; no_people, no_events: nothing to fit; perfect_fit: sigma goes to 0 and the likelihood beyond all bounds;
    /// infinite_estimate: see `infinite`; not_converged.
    RowStatus status = RowStatus::no_people;
    AftDistribution distribution = AftDistribution::weibull;
    double rows = 0;
    double events = 0;
    double not_positive = 0;  ///< rows left out because log T has no value at an exit up to 0: to be refused by callers
    double weight = 0;

    Eigen::VectorXd coefficients;     ///< p + 1: intercept, then the columns; infinite ones are ±infinity
    Eigen::VectorXd standard_errors;  ///< p + 1
    /// p + 1: of an infinite effect its one-sided limit on the finite side by the profile likelihood; NaN where it was
    /// not found, or not looked for.
    Eigen::VectorXd profile_bounds;
    double log_scale = not_available;
    double log_scale_error = not_available;  ///< NaN where the scale is fixed (exponential)
    double scale = not_available;
    Eigen::MatrixXd covariance;  ///< (p + 2)²: intercept, columns, log(scale): inverse of the observed information
    AftPoint point;              ///< the maximum, about the columns' means
    Eigen::MatrixXd centred_covariance;  ///< (p + 2)²: the same with the intercept there, where sums keep their digits

    double log_likelihood = not_available;       ///< on the scale of T, as R has it
    double log_likelihood_null = not_available;  ///< the same without the columns behind `null_columns`
    double likelihood_ratio = not_available;     ///< chi-square of these columns
    double wald = not_available;                 ///< chi-square of these columns
    int degrees_of_freedom = 0;                  ///< of both: those columns that were kept
    std::vector<Eigen::Index> tested;            ///< their places among the coefficients

    std::vector<std::string> dropped;  ///< constant, or combinations of columns before them
    /// Columns whose effect the likelihood would have infinite, because all who have the event lack them, say;
    /// "(Intercept)" first where those whose columns are 0 are the ones without events.
    std::vector<std::string> infinite;
    std::vector<std::string> unsettled;  ///< columns that the last step still moved, when not_converged
    int rounds = 0;
    double decrement = not_available;  ///< squared distance to the maximum at the last round, in standard errors
};

/// The covariance of (intercept, columns, log(scale)), with the intercept where the columns are 0 in place of where
/// they have their means.
[[nodiscard]] Eigen::MatrixXd aft_covariance_at_origin(const Eigen::MatrixXd& centred, const AftPoint& point);

/// The course of a fit: wants sums of all cohorts, added in their order, at point(), and is moved on by them.
///
/// Two rounds for means and spreads: the columns are centred, those that are constant or depend on earlier ones are
/// dropped, and the null model starts at the mean and spread of log T. Then Newton's method, first for the null model,
/// then for all columns. Its steps are those of the parameters (b / sigma, 1 / sigma), in which the log likelihood of
/// these four distributions is concave without left truncation, with halving when the likelihood falls; where
/// truncation bends it the other way the diagonal is raised until the step leads uphill. The fit ends when the squared
/// distance to the maximum is below 1e-20 squared standard errors, or with a status.
class AftFit {
public:
    /// `bound_level`: one-sided confidence of the bounds of infinite effects; up to a half there are none.
    explicit AftFit(AftModel model, double bound_level = 0.95);

    [[nodiscard]] bool done() const { return stage_ == Stage::done; }
    [[nodiscard]] const AftPoint& point() const { return point_; }
    void advance(const AftSums& sums);

    [[nodiscard]] const AftResult& result() const { return result_; }

private:
    enum class Stage : std::uint8_t { means, spread, null_model, full_model, bounds, done };

    void advance_means(const AftSums& sums);
    void advance_spread(const AftSums& sums);
    void advance_newton(const AftSums& sums);
    void activate(std::size_t columns);
    void begin_full_model();
    /// Places among the active parameters of the columns along which next to no information is left; none before the
    /// likelihood is flat, or what is left could not be told from rounding.
    [[nodiscard]] std::vector<std::size_t> flattened(const AftSystem& system, bool is_flat);
    void finish_infinite(const std::vector<std::size_t>& places, const AftSums& sums);
    void tell_unsettled();
    void next_bound();
    void advance_bound(const AftSums& sums);
    /// `share` of the last step from the point where it began.
    void take_step(double share);
    void finish(RowStatus status, const AftSums& sums);
    void report(const AftSums& sums);
    [[nodiscard]] Eigen::Index columns() const { return static_cast<Eigen::Index>(model_.names.size()); }

    AftModel model_;
    AftPoint point_;
    AftResult result_;
    Stage stage_ = Stage::means;
    std::vector<std::uint8_t> kept_;    // p
    std::vector<Eigen::Index> active_;  // of (intercept, columns, log sigma): those that the stage moves
    double spread_ = 1;                 // standard deviation of log T
    int halvings_ = 0;
    bool started_ = false;           // there is a point before
    AftPoint previous_;              // it
    double previous_value_ = 0;      // log likelihood there
    double previous_decrement_ = 0;  // there
    Eigen::VectorXd step_;           // from there
    double bound_level_;
    double supremum_ = 0;                            // of the log likelihood, where there is no maximum
    std::vector<std::pair<AftPoint, double>> path_;  // of the stage, with the log likelihood
    std::vector<Eigen::Index> infinite_;             // columns
    std::vector<std::uint8_t> rises_;                // of them: to plus infinity
    std::size_t bound_ = 0;
    AftProfileBound profile_;
    Eigen::VectorXd deviation_;        // p: standard deviations of the columns
    Eigen::VectorXd own_information_;  // of each active parameter, free of the others, where the stage began
};

}  // namespace atria::survival
