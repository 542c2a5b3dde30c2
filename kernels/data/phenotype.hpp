#pragma once

#include <string>
#include <vector>

namespace atria {

/// A quantitative or binary trait of one cohort, in record order.
struct Phenotype {
    std::string name;
    std::vector<double> values;  ///< N people; NaN = missing
};

}  // namespace atria
