#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_correction.hpp"
#include "kernels/survival/cox_layout.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_screen.hpp"

#include <Eigen/Core>
#include <span>

namespace atria::survival {

/// Fits all present variants of the block in one cohort by itself, with covariate effects of its own, and writes the
/// results into its contribution `sums`. `pooled`: where the pooled fits stand, which says what is refined; `screen`:
/// of the cohort's own null model, which has converged.
void fit_cohort(const CoxTest& test, const CoxNullCohort& cohort, Ties ties, const GenotypeBlock& genotypes,
                const CoxLayout& layout, std::span<const CoxFit> pooled, const CoxScreen& screen,
                Eigen::MatrixXd& sums);

}  // namespace atria::survival
