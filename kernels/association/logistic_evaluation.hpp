#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

namespace atria::association {

/// The people of one cohort as a logistic likelihood sees them: n of them, K covariate columns.
struct LogisticPeople {
    Eigen::MatrixXd x;       ///< K × n: a person's covariates together
    Eigen::VectorXd y;       ///< n: 1 case, 0 control
    Eigen::VectorXd offset;  ///< n: known part of the linear predictor
};

/// Where a cohort's likelihood is asked for: linear predictor = offset + intercept + x'effects + beta g.
struct LogisticPoint {
    double intercept = 0;
    Eigen::VectorXd effects;  ///< K
    double beta = 0;
};

/// The log likelihood of one cohort and its derivatives along (intercept, x, g): K + 2 of them.
struct LogisticSums {
    double log_likelihood = 0;
    Eigen::VectorXd score;        ///< K + 2
    Eigen::MatrixXd information;  ///< (K + 2) × (K + 2)
    double largest = 0;           ///< of the linear predictors, in magnitude
    Eigen::VectorXd penalty;      ///< K + 2: what Firth's penalty adds to the score; 0 unless the inverse was given

    explicit LogisticSums(Eigen::Index k = 0)
        : score(Eigen::VectorXd::Zero(k + 2)),
          information(Eigen::MatrixXd::Zero(k + 2, k + 2)),
          penalty(Eigen::VectorXd::Zero(k + 2)) {}
};

/// What a variant gives n people: codes (0, 1, 2, missing_call) or numbers (NaN = missing), or neither for a model
/// without a variant.
struct PeopleCalls {
    std::span<const std::uint8_t> codes;
    std::span<const double> numbers;

    [[nodiscard]] bool empty() const { return codes.empty() && numbers.empty(); }
};

/// Sums over the people with a call. `calls`: of n people; without a variant the last entries stay 0. `inverse`: the
/// rows and columns of the inverse information of the whole model that belong to (this cohort's intercept, x, g); with
/// it the leverages h give the penalty Σ h (1/2 - mu) (1, x, g).
[[nodiscard]] LogisticSums logistic_sums(const LogisticPeople& people, const PeopleCalls& calls,
                                         const LogisticPoint& point, const Eigen::MatrixXd* inverse = nullptr);

/// Σ (y - mu)² (1, x)(1, x)' at a point without a variant: K + 1 rows and columns. The middle of the sandwich variance.
[[nodiscard]] Eigen::MatrixXd logistic_score_squares(const LogisticPeople& people, const LogisticPoint& point);

}  // namespace atria::association
