#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/math/leave_one_out.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// A column of numbers of a result: how it is called, in which unit it is, and where it comes from.
template <typename Row>
struct ResultColumn {
    std::string_view name;
    std::string_view unit;
    double (*value)(const Row&);
    bool is_p = false;  ///< value gives -log10 p: text holds p from log space, HDF5 holds p as a double
};
using EstimateColumn = ResultColumn<Estimate>;
using MetaColumn = ResultColumn<MetaAnalysis>;

/// The columns of one estimate, in the order of the text tables, which put the columns without numbers between them:
/// effect:  beta standard_error effect_allele_frequency p_value neg_log_10_p_value
/// counts:  n [n_cases n_controls | n_events] mac, and of Cox effect_alleles_events effect_allele_frequency_events
/// effect_alleles_no_event effect_allele_frequency_no_event
/// details: linear t_statistic degrees_of_freedom; logistic odds_ratio z_statistic; Cox hazard_ratio score_chisq
/// log_likelihood log_likelihood_null zph_chisq zph_p; several effects together f_statistic or chi_square,
/// degrees_of_freedom
struct EstimateColumns {
    std::span<const EstimateColumn> effect;
    std::span<const EstimateColumn> counts;
    std::span<const EstimateColumn> details;
};
/// Of features of predictors there is no frequency, and mean and sd stand in place of all that counts alleles.
[[nodiscard]] EstimateColumns estimate_columns(const TraitResult& trait);

/// A column's unit in a trait's result: what effects are per depends on it.
[[nodiscard]] std::string unit_of(const TraitResult& trait, std::string_view unit);

/// n_cohorts (direction comes behind it in the text) het_q het_i2 het_p beta_fixed ... p_random
[[nodiscard]] std::span<const MetaColumn> meta_columns();

/// loo_max_change (loo_cohort comes behind it), of traits with leave_one_out
using LeaveOneOutColumn = ResultColumn<math::LeaveOneOut>;
[[nodiscard]] const LeaveOneOutColumn& leave_one_out_column();
inline constexpr std::string_view leave_one_out_cohort = "loo_cohort";

/// The cohort of the largest change; empty where there is none.
[[nodiscard]] std::string_view left_out_cohort(const TraitResult& trait, const math::LeaveOneOut& left_out);

/// What a row adds to its trait's test: "-SCORE", "-WALD", "-FIRTH", "-SPA", "-WALD-SANDWICH", or nothing.
[[nodiscard]] std::string_view test_suffix(TestKind test);
inline constexpr int test_kinds = 6;

/// The word of a status in the text tables, and its number in HDF5.
[[nodiscard]] std::string_view status_word(RowStatus status);
inline constexpr int row_statuses = 14;

}  // namespace atria::io
