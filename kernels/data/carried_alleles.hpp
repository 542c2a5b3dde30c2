#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/predictor_moments.hpp"

#include <algorithm>
#include <cmath>

namespace atria {

/// Alleles and codes of the people of a row, in one cohort or several.
struct CarriedAlleles {
    double effect = 0;      ///< effect alleles of people with a call
    double all = 0;         ///< alleles of people with a call
    double het = 0;         ///< people with code 1, as PredictorCounts has them
    double hom_effect = 0;  ///< people with code 2

    /// Do `n` people all have the same code or number? A variance below `none` of the squares and the sum is rounding
    /// of numbers that are equal; one other code among a hundred million people has more.
    [[nodiscard]] bool one_code(double n) const {
        constexpr double none = 1e-14;
        if (het == n || hom_effect == n || (het == 0 && hom_effect == 0)) { return true; }
        const double sum = het + 2 * hom_effect;
        const double squares = het + 4 * hom_effect;
        return n * squares - sum * sum <= none * n * (squares + std::fabs(sum));
    }

    /// Frequency, count, mean and standard deviation into a row, all of whose n people have a call or number.
    void set_frequency(Estimate& row) const {
        PredictorMoments{row.n, het + 2 * hom_effect, het + 4 * hom_effect}.write(row);
        row.effect_allele_frequency = effect / all;
        row.mac = std::min(effect, all - effect);
    }
};

}  // namespace atria
