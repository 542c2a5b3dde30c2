#pragma once

#include "kernels/association/logistic_fit.hpp"
#include "kernels/association/logistic_lanes.hpp"
#include "kernels/data/analysis_set.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/covariates.hpp"
#include "kernels/data/phenotype.hpp"
#include "kernels/math/fixed_point_columns.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// The records of one cohort for a scan of binary traits: N people. Trait values are 1 (case), 0 (control) or NaN; an
/// offset is part of the log odds.
struct LogisticCohort {
    std::string name;
    Covariates covariates;
    std::vector<Phenotype> traits;  ///< equal names in all cohorts
};

/// Where a null model's columns stand among those of its cohort.
struct NullColumns {
    std::size_t weight = 0;  ///< w
    std::size_t first = 0;   ///< w x (K of them), then y - mu
};

/// A fitted null model as one cohort sees it.
struct LogisticNullFit {
    RowStatus status = RowStatus::no_people;
    LogisticNullPoint point;        ///< of one cohort: one intercept
    std::vector<double> predictor;  ///< at it (LogisticLanes::predictor)
    LogisticSums sums{0};           ///< of all its people; nothing of a variant
    double slants = 0;              ///< Σ w (1/2 - mu)
    NullColumns columns;
    std::optional<LogisticSystem> system;  ///< the sums as a system of one cohort
};

/// One cohort of one trait.
struct LogisticNullCohort {
    std::vector<std::uint8_t> included;  ///< N
    std::vector<std::uint64_t> mask;     ///< as 2-bit fields
    std::vector<std::uint32_t> person;   ///< n people: position in the cohort's records
    LogisticPeople people;
    LogisticLanes lanes;  ///< the same people
    double cases = 0;
    RowStatus status = RowStatus::no_people;  ///< ok: takes part
    LogisticNullFit pooled;                   ///< at the effects that all cohorts share
    LogisticNullFit own;                      ///< at this cohort's own effects
    /// N × 2 (K + 2), the columns that genotypes are multiplied with: w of each fit, then what else is of one and the
    /// other. A fit that failed has none, and those of a single cohort are the same.
    std::optional<math::FixedPointColumns> columns;
    std::size_t weights = 0;  ///< how many of the columns are w

    [[nodiscard]] double size() const { return static_cast<double>(person.size()); }
};

/// What is worth telling about one trait's null model.
struct BinaryTraitSummary {
    std::string trait;
    std::vector<AnalysisSet> sets;  ///< a cohort; `included` is left empty
    std::vector<std::size_t> cases;
    std::vector<RowStatus> cohort_status;
    std::vector<std::string> dropped_covariates;
    RowStatus status = RowStatus::ok;
    double log_likelihood = 0;
    int rounds = 0;
};

struct LogisticNullTrait {
    std::vector<LogisticNullCohort> cohorts;
    LogisticNullPoint point;               ///< of all cohorts together
    std::optional<LogisticSystem> system;  ///< the sums of all who take part, at it
    Eigen::Index covariates = 0;           ///< K
    BinaryTraitSummary summary;
};

/// The null models of all binary traits: log odds = offset + cohort intercept + shared covariate effects. A cohort with
/// cases only, or controls only, takes no part in a trait.
struct LogisticNull {
    std::vector<std::string> traits;
    std::size_t cohorts = 0;
    std::vector<LogisticNullTrait> nulls;

    [[nodiscard]] std::size_t bytes() const;  ///< held for the scan
};

[[nodiscard]] LogisticNull fit_logistic_null(std::span<const LogisticCohort> cohorts);

}  // namespace atria::association
