#pragma once

#include "kernels/data/genetic_model.hpp"
#include "kernels/data/region.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/run/predictor_scaling.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::pipeline {

/// chr:from-to or chr:position. Throws Error(usage) when the text has another form.
[[nodiscard]] Region parse_region(const std::string& text);

/// Names of chromosomes (1-22, X, Y, MT, or 23-25 for these) and ranges of them (1-22). Throws Error(usage).
[[nodiscard]] std::vector<Chromosome> parse_chromosomes(const std::vector<std::string>& names);

/// What lies between the stored calls and the model: who, which variants, and how calls become numbers. All thresholds
/// have defaults that leave nothing out.
struct GenotypeRequest {
    bool predictors = false;   ///< features are scanned in place of variants
    PredictorScaling scaling;  ///< of features
    GeneticModel model = GeneticModel::additive;
    std::string sex = "sex";        ///< column of the records
    bool men_count_two = true;      ///< additive: a man's X counts 0 or 2, else 0 or 1
    bool missing_get_mean = false;  ///< the model gives people without a call a mean
    std::vector<Chromosome> chromosomes;
    std::vector<Region> regions;
    std::filesystem::path extract;  ///< names of variants; empty: all
    std::filesystem::path exclude;
    std::filesystem::path keep;  ///< names of people; empty: all
    std::filesystem::path remove;
    double min_maf = 0;
    double min_mac = 0;         ///< over all cohorts
    double min_mac_cohort = 0;  ///< a cohort below it is taken not to have the variant
    double max_missing = 1;     ///< share of people without a call, over all cohorts
    /// Calls: variance of the copies over 2p(1 - p), over all cohorts. Dosages: imputation quality; a cohort below it
    /// is taken not to have the variant, and where any cohort has dosages the calls of others are not looked at.
    double min_info = 0;
    double min_hwe_p = 0;  ///< a cohort below it is taken not to have the variant
};

}  // namespace atria::pipeline
