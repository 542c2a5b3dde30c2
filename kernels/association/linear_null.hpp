#pragma once

#include "kernels/data/analysis_set.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/people_subset.hpp"
#include "kernels/data/phenotype.hpp"
#include "kernels/math/fixed_point_columns.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
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

/// The people of a cohort over whom columns are held.
struct LinearPeople {
    std::vector<std::uint8_t> included;  ///< N
    std::vector<std::uint64_t> mask;     ///< the same as 2-bit fields 01 / 00 beside packed calls
    double people = 0;                   ///< included

    LinearPeople() = default;
    explicit LinearPeople(std::vector<std::uint8_t> included);
};

/// Those of the people whom columns are held for who lack a trait, and their rows of the covariate columns: what they
/// add to sums over all is taken out again.
struct AbsentPeople {
    PeopleSubset people;
    math::FixedPointColumns columns;
};

/// One cohort's part of a null model: everything that a variant's sums are held against. K covariate columns (0 where
/// the cohort has effects of its own, and fewer of them); residuals are centred within the analysed.
struct LinearNullCohort : LinearPeople {
    std::shared_ptr<const math::FixedPointColumns> columns;  ///< those of LinearColumns; null when nobody is included
    std::optional<AbsentPeople> absent;
    Eigen::VectorXd covariate_sums;  ///< K: Σq; exactly 0 where nobody is absent
    Eigen::VectorXd gram;            ///< packed K × K: Q'Q about the means
    Eigen::VectorXd gram_diagonal;   ///< K
    math::RankedCholesky gram_factor;
    Eigen::MatrixXd products;  ///< K × traits: Q'y
    Eigen::VectorXd squares;   ///< traits: y'y
};

/// Traits that are measured in the same people.
struct LinearNullGroup {
    std::vector<std::size_t> traits;
    std::vector<LinearNullCohort> cohorts;
    Eigen::Index rank = 0;            ///< K; with effects by cohort that of the cohort that has most
    Eigen::Index first_residual = 0;  ///< where the residual of its first trait stands among the columns; others follow
    std::vector<std::string> dropped_covariates;
    math::RankedCholesky gram_factor;  ///< of the sum over all cohorts; of use where effects are shared
};

/// Columns that groups share: K of covariates, orthonormal over the people they are held for, then a residual a trait.
/// A trait that few lack is held beside the columns of everybody with covariates; another has columns of its own
/// people. What becomes of a trait hangs on no other trait.
struct LinearColumns {
    struct Cohort : LinearPeople {
        std::shared_ptr<const math::FixedPointColumns> columns;  ///< null when nobody is included
    };
    std::vector<std::size_t> groups;
    std::vector<Cohort> cohorts;
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
    std::vector<LinearColumns> columns;
    std::vector<TraitSummary> summaries;  ///< a trait

    [[nodiscard]] std::size_t bytes() const;  ///< held for the scan
};

[[nodiscard]] LinearNull fit_linear_null(std::span<const LinearCohort> cohorts,
                                         CovariateEffects effects = CovariateEffects::shared);

}  // namespace atria::association
