#pragma once

#include <string>
#include <vector>

namespace atria {

/// A quantitative or binary trait of one cohort, in record order.
struct Phenotype {
    std::string name;
    std::vector<double> values;  ///< N people; NaN = missing
    /// N people, in the unit of the linear predictor, with the effect 1; NaN = missing; empty: none.
    std::vector<double> offset = {};
};

}  // namespace atria
