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

void check_trait_name(const std::string& name) {
    const bool good = !name.empty() && name.front() != '.' && name.find('/') == std::string::npos && name != "variants";
    if (!good) {
        throw Error(
            Fault::bad_config,
            "the trait name '" + name +
                "' cannot name a file of results; rename the trait: no '/', no '.' at its beginning, not 'variants'");
    }
}

}  // namespace atria::io
