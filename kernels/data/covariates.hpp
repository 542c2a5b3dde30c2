#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria {

/// Whose the effects of the covariates are in the pooled model.
enum class CovariateEffects : std::uint8_t {
    shared,     ///< one effect a covariate
    by_cohort,  ///< every cohort has its own
};

/// The covariate columns of one cohort, categorical ones already expanded against their reference level.
struct Covariates {
    std::vector<std::string> names;       ///< K, equal in all cohorts
    Eigen::MatrixXd values;               ///< N people × K; NaN = missing
    std::vector<std::string> terms = {};  ///< K: as the user named them (`site` for site=B); empty: the names up to '='
    std::vector<std::uint8_t> chosen = {};  ///< N: 1 = may be analysed at all; empty: everybody

    [[nodiscard]] std::size_t people() const { return static_cast<std::size_t>(values.rows()); }
    [[nodiscard]] std::string term(std::size_t column) const;
};

/// "age in CEU": covariate columns that belong to one cohort only.
[[nodiscard]] std::string name_in_cohort(const std::string& covariate, const std::string& cohort);

/// The columns of a model in which every cohort has its own effects, as a model with shared effects takes them:
/// K columns for each of the C cohorts, which are the covariates in that cohort and 0 in the others. `own` are the
/// columns of cohort `cohort`; the answer is N × (C·K).
[[nodiscard]] Covariates spread_over_cohorts(const Covariates& own, std::size_t cohort,
                                             std::span<const std::string> cohorts);

}  // namespace atria
