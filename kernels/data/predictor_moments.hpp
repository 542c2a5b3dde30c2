#pragma once

#include "kernels/data/association_row.hpp"

#include <algorithm>
#include <cmath>

namespace atria {

/// What a scanned predictor is like among the people of a row who have a call or number, in one cohort or several.
struct PredictorMoments {
    double people = 0;
    double sum = 0;
    double squares = 0;

    void add(const PredictorMoments& other) {
        people += other.people;
        sum += other.sum;
        squares += other.squares;
    }

    /// Mean and standard deviation (of n - 1) into a row. Numbers that lie about 0, a unit or so wide, keep their
    /// digits.
    void write(Estimate& row) const {
        if (people > 0) { row.predictor_mean = sum / people; }
        if (people > 1) {
            row.predictor_sd = std::sqrt(std::max(squares - sum * row.predictor_mean, 0.0) / (people - 1));
        }
    }
};

}  // namespace atria
