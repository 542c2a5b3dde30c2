#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/survival/model/aft_distribution.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// Where the sums of an accelerated failure time model are wanted. With y = log time - offset and z = x - centre:
/// log T = offset + intercept + z'effects + sigma W.
struct AftPoint {
    enum class Wanted : std::uint8_t { means, spread, likelihood };

    AftDistribution distribution = AftDistribution::weibull;
    Wanted wanted = Wanted::means;
    Eigen::VectorXd centre;  ///< p: what is taken off the columns of x
    double log_time = 0;     ///< spread only: what is taken off y
    double intercept = 0;
    Eigen::VectorXd effects;  ///< p, 0 where a column takes no part
    double log_sigma = 0;
};

/// What one cohort gives, in the parameters theta = (intercept, effects, log sigma): m = p + 2 numbers. Which of the
/// fields are filled depends on what the point wants:
///
/// - means: `score` holds the weighted sums of (1, x, y)
/// - spread: `information` holds the weighted sums of products of (1, z, y - log_time)
/// - likelihood: log likelihood on the scale of T, its gradient, and the negative of its second derivatives
///
/// The counts are filled every time.
struct AftSums {
    double rows = 0;
    double events = 0;
    double not_positive = 0;  ///< rows whose exit is not above 0: log T has no value there, and they are left out
    double weight = 0;        ///< sum of the weights
    double event_weight = 0;  ///< of those with an event
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< m
    Eigen::MatrixXd information;  ///< m × m

    explicit AftSums(Eigen::Index columns)
        : score(Eigen::VectorXd::Zero(columns + 2)), information(Eigen::MatrixXd::Zero(columns + 2, columns + 2)) {}

    void add(const AftSums& other);

    /// 6 + m + m (m + 1) / 2 numbers.
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static AftSums from_numbers(const std::vector<double>& numbers, Eigen::Index columns);
};

/// The sums of one cohort. Any event code but 0 is the event. With weights w, and w_i the standardised residual
/// (y - linear predictor) / sigma, an event adds log f(w_i) - log sigma - log t and a censored row log S(w_i), as in
/// R's survreg. A row with an entry above 0 is taken as left truncated: it is there because the event was later than
/// the entry, and log S at the entry is taken off. That is right for people with one row each; for several rows of a
/// person it takes the effects of covariates that change as acting on the hazard at the time, which is the accelerated
/// failure time model only where nothing changes.
[[nodiscard]] AftSums aft_sums(const SurvivalRows& rows, const AftPoint& point);

/// n × 2: the derivatives of each row's log likelihood along its linear predictor and along log sigma, without its
/// weight; 0 for rows whose exit is not above 0.
[[nodiscard]] Eigen::MatrixXd aft_row_scores(const SurvivalRows& rows, const AftPoint& point);

}  // namespace atria::survival
