#pragma once

#include "kernels/data/analysis_set.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/phenotype.hpp"
#include "kernels/math/fixed_point_columns.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// The records of one cohort for a scan of quantitative traits: N people.
struct LinearCohort {
    std::string name;
    Covariates covariates;
    std::vector<Phenotype> traits;  ///< equal names in all cohorts
};

/// Who is analysed for a trait: those with trait, covariates and, where there is an offset, an offset.
[[nodiscard]] AnalysisSet people_of_trait(const LinearCohort& cohort, std::size_t trait);

/// One cohort's part of a null model: everything that a variant's sums are held against.
/// Columns: the covariate columns up to the group's rank (0 where the cohort has effects of its own, and fewer of
/// them), then one residual a trait of the group; centred within the cohort's included people.
struct LinearNullCohort {
    std::vector<std::uint8_t> included;              ///< N
    std::vector<std::uint64_t> mask;                 ///< the same as 2-bit fields 01 / 00 beside packed calls
    double people = 0;                               ///< included
    std::optional<math::FixedPointColumns> columns;  ///< absent when nobody is included
    Eigen::MatrixXd gram;                            ///< rank × rank: Q'Q
    math::RankedCholesky gram_factor;
    Eigen::MatrixXd products;  ///< rank × traits: Q'y
    Eigen::VectorXd squares;   ///< traits: y'y
};

/// Traits that are measured in the same people share the covariate columns of one group.
struct LinearNullGroup {
    std::vector<std::size_t> traits;
    std::vector<LinearNullCohort> cohorts;
    Eigen::Index rank = 0;  ///< columns; with effects by cohort those of the cohort that has most
    std::vector<std::string> dropped_covariates;
    math::RankedCholesky gram_factor;  ///< of the sum over all cohorts; of use where effects are shared
};

/// What is worth telling about one trait's null model.
struct TraitSummary {
    std::string trait;
    std::vector<AnalysisSet> sets;  ///< a cohort; `included` is left empty
    std::vector<std::string> dropped_covariates;
    std::vector<std::size_t> constant_in;  ///< cohorts of several people who all have the same value
    double residual_sd = 0;  ///< of the trait after cohorts and covariates, with the degrees of freedom they leave
};

/// The null models of all traits: y - offset = cohort intercept + covariate effects, shared or each cohort's own.
struct LinearNull {
    CovariateEffects effects = CovariateEffects::shared;
    std::vector<std::string> traits;
    std::size_t cohorts = 0;
    std::vector<LinearNullGroup> groups;
    std::vector<TraitSummary> summaries;  ///< a trait

    [[nodiscard]] std::size_t bytes() const;  ///< held for the scan
};

[[nodiscard]] LinearNull fit_linear_null(std::span<const LinearCohort> cohorts,
                                         CovariateEffects effects = CovariateEffects::shared);

}  // namespace atria::association
