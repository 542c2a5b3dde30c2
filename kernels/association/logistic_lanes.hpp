#pragma once

#include "kernels/association/logistic_evaluation.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace atria::association {

/// The n people of a cohort as vector instructions take them: a column's numbers together, with zeros behind the last
/// person up to a multiple of eight.
class LogisticLanes {
public:
    LogisticLanes() = default;
    explicit LogisticLanes(const LogisticPeople& people);

    [[nodiscard]] std::size_t people() const { return people_; }
    [[nodiscard]] std::size_t padded() const { return padded_; }
    [[nodiscard]] std::size_t covariates() const { return covariates_; }
    [[nodiscard]] const double* covariate(std::size_t k) const { return x_.data() + k * padded_; }
    [[nodiscard]] const double* y() const { return y_.data(); }

    /// Everybody's linear predictor without a variant, padded.
    [[nodiscard]] std::vector<double> predictor(const LogisticPoint& point) const;

    /// The same of `count` people from `person` on; both are multiples of eight.
    void predict(const LogisticPoint& point, std::size_t person, std::size_t count, double* out) const;

    /// first + Σ x[k] · effects[k] of `count` people from `person` on; both are multiples of eight.
    void combine(double first, const Eigen::VectorXd& effects, std::size_t person, std::size_t count,
                 double* out) const;

    [[nodiscard]] std::size_t bytes() const { return (x_.size() + y_.size() + offset_.size()) * sizeof(double); }

private:
    std::size_t people_ = 0;
    std::size_t padded_ = 0;
    std::size_t covariates_ = 0;
    std::vector<double> x_;       // K columns
    std::vector<double> y_;       // 1 case, 0 control
    std::vector<double> offset_;  // empty where nobody has one
};

}  // namespace atria::association
