#pragma once

#include "kernels/data/association_row.hpp"

#include <algorithm>

namespace atria {

/// Alleles and codes of the people of a row, in one cohort or several.
struct CarriedAlleles {
    double effect = 0;      ///< effect alleles of people with a call
    double all = 0;         ///< alleles of people with a call
    double het = 0;         ///< people with code 1
    double hom_effect = 0;  ///< people with code 2

    /// Do `n` people all have the same code?
    [[nodiscard]] bool one_code(double n) const { return het == n || hom_effect == n || het + hom_effect == 0; }

    void set_frequency(Estimate& row) const {
        row.effect_allele_frequency = effect / all;
        row.mac = std::min(effect, all - effect);
    }
};

}  // namespace atria
