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

/// The calls of the analysed people of a cohort, for a variant at a time. What is not asked for is not decoded.
class AnalysedCalls {
public:
    AnalysedCalls(const LogisticNullCohort& cohort, std::size_t records) : cohort_(&cohort), all_(records) {}

    void turn_to(const GenotypeView& variant);

    [[nodiscard]] const LogisticNullCohort& cohort() const { return *cohort_; }
    [[nodiscard]] const GenotypeView& variant() const { return *variant_; }
    /// Of the n people; they stay until the next variant.
    [[nodiscard]] PeopleCalls calls();
    /// Those with a call that is not the `usual` one; the variant has codes.
    [[nodiscard]] std::span<const Carrier> carriers(std::uint8_t usual);

private:
    const LogisticNullCohort* cohort_;
    const GenotypeView* variant_ = nullptr;
    std::vector<std::uint8_t> all_;  // N
    std::vector<std::uint8_t> analysed_;
    std::vector<double> all_numbers_;  // N
    std::vector<double> numbers_;      // of the analysed
    std::vector<Carrier> carriers_;
    bool decoded_ = false;
    bool listed_ = false;
};

/// One cohort's sums at the present point of a fit, in which it is number `index`.
[[nodiscard]] LogisticSums sums_for(const LogisticFit& fit, Eigen::Index index, AnalysedCalls& calls);

/// The same along a line, of a fit that was started at `null`. As far as `series` reaches, it answers, with the
/// carriers one by one where it is without them; beyond, everybody is passed over and the series taken anew.
[[nodiscard]] LogisticLineSums line_sums_for(const LogisticFit& fit, const LogisticNullFit& null, Eigen::Index index,
                                             AnalysedCalls& calls, LogisticLineSeries& series);

/// Takes a cohort's fit of a variant by itself from its start to the end, and reports.
void finish_own(LogisticFit& fit, AnalysedCalls& calls, Estimate& row);

}  // namespace atria::association
