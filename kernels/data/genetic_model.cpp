#include "kernels/data/genetic_model.hpp"

#include <algorithm>

namespace atria {

std::string_view model_word(GeneticModel model) {
    switch (model) {
        case GeneticModel::dominant:
            return "DOM";
        case GeneticModel::recessive:
            return "REC";
        case GeneticModel::additive:
            break;
    }
    return "ADD";
}

GeneticModel model_of_test(std::string_view test) {
    for (std::size_t at = 0; at <= test.size();) {
        const std::size_t end = std::min(test.find('-', at), test.size());
        const std::string_view word = test.substr(at, end - at);
        if (word == "DOM") { return GeneticModel::dominant; }
        if (word == "REC") { return GeneticModel::recessive; }
        at = end + 1;
    }
    return GeneticModel::additive;
}

}  // namespace atria
