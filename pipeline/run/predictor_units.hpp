#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/chosen_people.hpp"
#include "pipeline/run/predictor_scaling.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace atria::pipeline {

/// What a feature's number is in a scan: (number - centre) / scale, about 0 and a unit or so wide, as kernels want it.
struct PredictorUnit {
    double centre = 0;
    double scale = 1;
};

/// Of the features of a block, M, in each of C cohorts.
struct PredictorUnits {
    std::vector<std::vector<PredictorUnit>> cohorts;  ///< C × M

    [[nodiscard]] bool empty() const { return cohorts.empty(); }
};

/// Puts the features of a block, one GenotypeBlock of real numbers a cohort, into units of their own, which it returns;
/// what the chosen people with a number have decides. The centre is each cohort's mean, so that cohorts far apart cost
/// no digits and one in which all have the same number has 0. For effects per unit and per standard deviation of all
/// the scale is common: the power of two next to the standard deviation within cohorts, which is exact. For effects per
/// standard deviation of the cohorts it is each cohort's own (of n - 1). A feature without variation has a scale of 1.
PredictorUnits standardise(const PredictorScaling& scaling, std::span<const ChosenPeople> cohorts,
                           std::span<GenotypeBlock> genotypes);

/// Effects, errors, means and standard deviations of a trait's rows, from the block's units to those that are asked
/// for. Per standard deviation of all: that of the people of the pooled row, in the cohorts' rows too.
void restore_units(const PredictorScaling& scaling, const PredictorUnits& units, ScanRows& rows);

}  // namespace atria::pipeline
