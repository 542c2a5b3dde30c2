#include "io/results/trait_result.hpp"

#include "kernels/data/error.hpp"

#include <stdexcept>

namespace atria::io {

const char* model_name(ScanModel model) {
    switch (model) {
        case ScanModel::linear:
            return "linear";
        case ScanModel::logistic:
            return "logistic";
        case ScanModel::cox:
            return "cox";
        case ScanModel::linear_joint:
            return "linear-joint";
        case ScanModel::logistic_joint:
            return "logistic-joint";
    }
    throw std::logic_error("a model without a name");
}

const char* effect_per_word(EffectPer per) {
    switch (per) {
        case EffectPer::unit:
            return "unit";
        case EffectPer::sd:
            return "sd";
        case EffectPer::cohort_sd:
            return "cohort-sd";
    }
    throw std::logic_error("an effect per nothing");
}

std::string effect_unit(const TraitResult& trait) {
    if (trait.predictors.empty()) { return "copy of the effect allele"; }
    switch (trait.effect_per) {
        case EffectPer::unit:
            return "unit of the predictor";
        case EffectPer::sd:
            return "standard deviation of the predictor among the people of the pooled row";
        case EffectPer::cohort_sd:
            return "standard deviation of the predictor in each cohort";
    }
    throw std::logic_error("an effect per nothing");
}

void check_trait_name(const std::string& name) {
    const bool good = !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
                      name != "variants" && name != "predictors";
    if (!good) {
        throw Error(Fault::bad_config, "the trait name '" + name +
                                           "' cannot name a file of results; rename the trait: no '/', no '.' at its "
                                           "beginning, not 'variants' or 'predictors'");
    }
}

}  // namespace atria::io
