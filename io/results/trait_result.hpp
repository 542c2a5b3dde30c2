#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace atria::io {

/// The family of a scan decides which columns a result has.
enum class ScanModel : std::uint8_t {
    linear,
    logistic,
    cox,
    linear_joint,    ///< several effects of a linear model tested together
    logistic_joint,  ///< several effects of a logistic model tested together
};

/// What an effect of a predictor is per.
enum class EffectPer : std::uint8_t {
    unit,       ///< of the predictor as it was given
    sd,         ///< standard deviation among the people of the pooled row, in the cohorts' rows too
    cohort_sd,  ///< standard deviation of each cohort, which the predictor is divided by before the models are fitted
};

/// Has it cases and controls?
[[nodiscard]] constexpr bool is_binary(ScanModel model) {
    return model == ScanModel::logistic || model == ScanModel::logistic_joint;
}
[[nodiscard]] constexpr bool is_linear(ScanModel model) {
    return model == ScanModel::linear || model == ScanModel::linear_joint;
}

/// What a trait's result is about: everything in its files but the rows.
struct TraitResult {
    std::string name;  ///< names the files, so no '/' in it
    ScanModel model = ScanModel::linear;
    std::string term;                  ///< ADD-INT_SNPxage, DOMDEV: what of the variant, where it is not its one effect
    std::string test;                  ///< which test p_value belongs to: "ADD-T", "COX-SCORE"; rows may add to it
    std::vector<std::string> cohorts;  ///< C, in the order of the sums
    std::string reference_allele;      ///< "EA" or "OA" when all sources say so; empty = not known
    std::string genome_build;          ///< GRCh37, GRCh38, or empty when the study does not say
    std::string description;           ///< of the trait, in words; the name when empty
    std::vector<std::string> covariates;
    std::uint64_t case_count = 0;              ///< binary traits
    std::uint64_t sample_size = 0;             ///< people analysed, over all cohorts
    std::vector<std::uint64_t> cohort_people;  ///< C; people analysed of each cohort
    bool cohort_table = true;                  ///< has a table of the cohorts' own rows
    bool leave_one_out = false;                ///< rows tell the cohort whose absence changes most
    std::string predictors;                    ///< name of the set whose features were scanned; empty: variants
    EffectPer effect_per = EffectPer::unit;    ///< of predictors
    std::string notes;                         ///< free words for the metadata (ties, missing genotypes, ...)
};

/// "linear", "logistic", "cox", "linear-joint" or "logistic-joint".
[[nodiscard]] const char* model_name(ScanModel model);

/// "unit", "sd" or "cohort-sd".
[[nodiscard]] const char* effect_per_word(EffectPer per);

/// What the trait's effects are per, in words: "copy of the effect allele", "unit of the predictor", ...
[[nodiscard]] std::string effect_unit(const TraitResult& trait);

/// Throws Error(bad_config) when the trait's name cannot name a file.
void check_trait_name(const std::string& name);

}  // namespace atria::io
