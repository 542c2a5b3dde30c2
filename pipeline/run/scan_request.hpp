#pragma once

#include "io/results/result_format.hpp"
#include "kernels/cohort_pooling.hpp"
#include "kernels/data/covariates.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/record/run_record.hpp"
#include "pipeline/run/genotype_request.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Stepwise conditional analysis of the loci that a scan finds.
struct TopSignals {
    bool wanted = false;
    double p = 5e-8;                 ///< of a signal, also given those of its locus found before
    std::uint32_t window = 500'000;  ///< base pairs that a locus goes on to either side of a variant with such a p
    std::size_t most = 20;           ///< signals of a locus
};

/// What the user asked of a scan, whatever its model. Validated when made, const ever after.
struct ScanRequest {
    std::filesystem::path study;
    std::filesystem::path results;
    std::string predictors;                ///< set of predictors to scan in place of variants; empty = variants
    std::vector<std::string> cohorts;      ///< to analyse; empty = all with genotypes, or with the predictors
    std::vector<std::string> dropped;      ///< VARIABLE=COHORT: the cohort lacks the variable, and goes without
    std::vector<std::string> covariates;   ///< names, ranges (PC1-10), powers (age^2), products (age*sex)
    std::vector<std::string> categorical;  ///< further covariates, by level against the reference
    std::vector<std::string> references;   ///< NAME=LEVEL of categorical covariates; otherwise the first level
    CovariateEffects covariate_effects = CovariateEffects::shared;
    std::vector<std::string> may_be_constant;  ///< covariates that may have one value within a cohort
    std::filesystem::path condition;           ///< list of variants to condition on; empty = none
    TopSignals top_signals;
    std::vector<io::ResultFormat> formats;  ///< of further tables, without repetition
    bool cohort_tables = true;              ///< text of the cohorts' own rows, too
    CohortPooling pooling;                  ///< of the cohorts' own estimates
    std::uint64_t block_variants = default_block_variants;
    GenotypeRequest genotypes;         ///< who, which variants, which genetic model
    bool records_alone = false;        ///< cohorts without genotypes take part, too
    bool products_as_written = false;  ///< powers and products are those of the columns as they are, never centred
    bool check = false;                ///< look at everything, compute nothing
    bool shape_only = false;           ///< names and numbers of columns are asked for; values are not examined
    bool force = false;                ///< overwrite a finished result, begin anew where one was begun otherwise
    std::uint64_t max_seconds = 0;     ///< after which the scan stops in good order; 0: no limit
    double part_seconds = 300;         ///< how often what is finished is written down
    RunRequest run;
};

}  // namespace atria::pipeline
