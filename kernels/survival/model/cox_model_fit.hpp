#pragma once

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/survival/model/cox_model_sums.hpp"
#include "kernels/survival/model/cox_profile_bound.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace atria::survival {

enum class CoxModelStatus : std::uint8_t {
    ok,
    no_events,
    infinite,       ///< the likelihood rises for ever along some coefficients; the others have their limits
    not_converged,  ///< `reason` says why
};

enum class CoefficientStatus : std::uint8_t {
    ok,
    aliased,   ///< follows from the columns before it, or does not vary within any risk set; R's NA
    infinite,  ///< the likelihood has no maximum at a finite value
};

[[nodiscard]] const char* name_of(CoxModelStatus status);
[[nodiscard]] const char* name_of(CoefficientStatus status);

/// A chi-square test; NaN statistic where there is none (the fit's status tells why).
struct ChiSquareTest {
    double statistic = std::numeric_limits<double>::quiet_NaN();
    int df = 0;
    double neg_log10_p = std::numeric_limits<double>::quiet_NaN();
};

/// NaN where the statistic is; df = 0 gives the statistic 0 and p = 1.
[[nodiscard]] ChiSquareTest chi_square_test(double statistic, int df);

struct CoxModelCoefficient {
    CoefficientStatus status = CoefficientStatus::ok;
    double beta = std::numeric_limits<double>::quiet_NaN();  ///< log hazard ratio; NaN aliased, ±infinity infinite
    double standard_error = std::numeric_limits<double>::quiet_NaN();  ///< NaN unless ok
    double z = std::numeric_limits<double>::quiet_NaN();               ///< NaN unless ok
    double neg_log10_p = std::numeric_limits<double>::quiet_NaN();     ///< NaN unless ok
    /// Of an infinite coefficient: its one-sided limit on the finite side by the profile likelihood, a lower limit of
    /// +infinity and an upper limit of -infinity. NaN where it was not found, or not looked for.
    double profile_bound = std::numeric_limits<double>::quiet_NaN();
};

/// One round of the fit.
struct CoxModelRound {
    double log_likelihood = 0;
    double decrement = 0;  ///< U'I^-1 U: squared distance to the maximum, in standard errors
};

struct CoxModelResult {
    CoxModelStatus status = CoxModelStatus::not_converged;
    std::string reason;                   ///< empty when ok
    std::vector<Eigen::Index> unsettled;  ///< columns that the last step still moved, when not_converged
    double events = 0;
    double event_weight = 0;
    double log_likelihood_init = std::numeric_limits<double>::quiet_NaN();
    double log_likelihood = std::numeric_limits<double>::quiet_NaN();  ///< the supremum, when infinite
    std::vector<CoxModelCoefficient> coefficients;                     ///< p
    Eigen::VectorXd init;                                              ///< p
    /// p, finite: beta, with 0 for aliased columns and a far point along infinite ones. Residuals, baseline and further
    /// sums are taken here.
    Eigen::VectorXd point;
    Eigen::MatrixXd variance;  ///< p × p: inverse information; rows and columns 0 unless the coefficient is ok
    ChiSquareTest score_test;  ///< at init
    ChiSquareTest wald_test;   ///< of beta = init; NaN when infinite
    ChiSquareTest likelihood_ratio_test;
    std::vector<CoxModelRound> rounds;  ///< to the maximum
};

inline constexpr int cox_most_rounds = 100;

/// The fit of a Cox model as a course of rounds: sum cox_model_sums(cohort, point()) over the cohorts, in their order,
/// advance, until done(). Newton's method, with step halving, until the decrement is below 1e-20, and one step more. A
/// likelihood without a maximum is recognised by steps that do not shrink while the likelihood has stopped rising;
/// rounds that follow it find the profile bounds.
class CoxModelFit {
public:
    /// `init`: p coefficients to begin at and to test against; aliased columns begin at 0.
    /// `bound_level`: one-sided confidence of the profile bounds; up to a half there are none.
    explicit CoxModelFit(Eigen::VectorXd init, int most_rounds = cox_most_rounds, double bound_level = 0.95);

    [[nodiscard]] bool done() const { return stage_ == Stage::done; }
    [[nodiscard]] const Eigen::VectorXd& point() const { return point_; }
    void advance(const CoxModelSums& sums);
    /// When done.
    [[nodiscard]] const CoxModelResult& result() const { return result_; }

private:
    enum class Stage : std::uint8_t { maximum, bounds, done };

    /// The last point at which the likelihood had a value.
    struct Last {
        double log_likelihood = 0;
        Eigen::MatrixXd information;
        Eigen::VectorXd step;
        double decrement = 0;
    };

    /// False: the fit has failed, or aliased columns had initial values and the sums are wanted without them.
    [[nodiscard]] bool begin(const CoxModelSums& sums, const Eigen::MatrixXd& information);
    void advance_maximum(const CoxModelSums& sums);
    void advance_bounds(const CoxModelSums& sums);
    /// Back half of the way to the last good point; `reason`: why the fit fails where that does not help.
    void halve(const char* reason);
    /// Which coefficients the last step still moves by a fair part of all the way they have come.
    [[nodiscard]] std::vector<Eigen::Index> runaways(const Eigen::VectorXd& step) const;
    [[nodiscard]] Eigen::MatrixXd without_aliased(const Eigen::VectorXd& packed) const;
    /// Those along which next to nothing is left of the information at the start.
    [[nodiscard]] std::vector<Eigen::Index> flattened(const Eigen::MatrixXd& information) const;
    void finish(const CoxModelSums& sums, const Eigen::MatrixXd& information);
    void finish_at_maximum(const CoxModelSums& sums, const Eigen::MatrixXd& information);
    void finish_infinite(double log_likelihood, const Eigen::MatrixXd& information, const Eigen::VectorXd& step,
                         double decrement);
    void fail(const std::string& reason);
    void report(const Eigen::MatrixXd& information);
    void next_bound();
    [[nodiscard]] CoxModelCoefficient& coefficient(Eigen::Index j) {
        return result_.coefficients[static_cast<std::size_t>(j)];
    }
    [[nodiscard]] const CoxModelCoefficient& coefficient(Eigen::Index j) const {
        return result_.coefficients[static_cast<std::size_t>(j)];
    }

    Stage stage_ = Stage::maximum;
    int most_rounds_;
    double bound_level_;
    int halvings_ = 0;
    int linear_rounds_ = 0;  // in a row in which the decrement fell by no more than a factor
    double previous_decrement_ = 0;
    double previous_log_likelihood_ = 0;
    Eigen::VectorXd point_;
    Eigen::VectorXd previous_;
    Last last_;
    math::RankedCholesky start_;  // the information at the start
    Eigen::VectorXd scale_;       // about the standard deviation of the columns within the risk sets
    std::vector<Eigen::VectorXd> path_;
    std::vector<double> path_log_likelihood_;
    std::vector<Eigen::Index> infinite_;
    std::size_t bound_ = 0;
    CoxProfileBound profile_;
    CoxModelResult result_;
};

}  // namespace atria::survival
