#pragma once

#include "kernels/survival/risk_sets.hpp"

namespace atria::survival {

/// Variance of the score of a variant that has nothing to do with the outcome, and the information that the partial
/// likelihood gives it, both in units of the variant's variance and summed over event times. Where events at the same
/// time are many among those at risk the two part, and the score test has the mean chi-square variance / information.
///
/// With n at risk, all of equal risk, and d deaths, whose codes are drawn without replacement: Efron's score is E1 (1 +
/// Σ_j (j/d) / (n - j)) - S1 Σ_j 1 / (n - j), j = 0 ... d - 1, Breslow's E1 - d S1 / n, and E1 has the hypergeometric
/// variance d (n - d) / (n - 1).
struct TieCalibration {
    double variance = 0;
    double information = 0;

    void add(const TieCalibration& other) {
        variance += other.variance;
        information += other.information;
    }
    [[nodiscard]] double mean_chi_square() const { return information > 0 ? variance / information : 1; }
};

[[nodiscard]] TieCalibration tie_calibration(const RiskSets& sets, Ties ties);

}  // namespace atria::survival
