#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_fit.hpp"
#include "kernels/association/logistic_null.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::association {

/// The calls of the analysed people of a cohort, a variant at a time.
class AnalysedCalls {
public:
    /// `records`: all people of the cohort. The calls stay until the next variant's are asked for.
    [[nodiscard]] std::span<const std::uint8_t> of(const GenotypeView& variant, std::size_t records,
                                                   const LogisticNullCohort& cohort);

private:
    std::vector<std::uint8_t> all_;
    std::vector<std::uint8_t> analysed_;
};

/// One cohort's sums at the present point of a fit, in which it is number `index`.
[[nodiscard]] LogisticSums sums_for(const LogisticFit& fit, Eigen::Index index, const LogisticNullCohort& cohort,
                                    std::span<const std::uint8_t> calls);

/// A cohort by itself, from its sums at its own null model to the end.
void analyse_own(const LogisticTest& test, const LogisticNullCohort& cohort, const LogisticSums& at_null, bool missing,
                 std::span<const std::uint8_t> calls, Estimate& row);

}  // namespace atria::association
