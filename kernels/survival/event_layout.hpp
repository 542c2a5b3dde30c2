#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/carried_alleles.hpp"
#include "kernels/data/counts_layout.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_null.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

namespace atria::survival {

/// Do all who have an event carry the smallest code, or the largest? Then the likelihood has no maximum. Of dosages,
/// too; numbers that are no copies have neither.
[[nodiscard]] bool all_or_no_copies(double events, double copies, double largest);

/// Where the counts of one outcome of times stand in a column of a contribution: those of every scan, and behind them
/// those of the people with an event.
struct EventLayout : CountsLayout {
    [[nodiscard]] Eigen::Index largest() const { return counts_end(); }           ///< code that a person may have
    [[nodiscard]] Eigen::Index events() const { return counts_end() + 1; }        ///< of people with a call
    [[nodiscard]] Eigen::Index event_copies() const { return counts_end() + 2; }  ///< their codes, added up
    [[nodiscard]] Eigen::Index event_effect_alleles() const { return counts_end() + 3; }  ///< of those with an event
    [[nodiscard]] Eigen::Index event_alleles() const { return counts_end() + 4; }
    [[nodiscard]] Eigen::Index event_counts_end() const { return counts_end() + 5; }

    /// Counts a variant that is present, among the analysed and among those with an event.
    void write_people(const GenotypeView& variant, const CoxNullCohort& people,
                      Eigen::Ref<Eigen::VectorXd> column) const;
};

/// The people of a row, of one cohort or several.
struct EventRowCounts {
    double n = 0;
    double events = std::numeric_limits<double>::quiet_NaN();  ///< not available without a cohort
    double event_copies = 0;
    double largest = 1;  ///< code that a person may have
    CarriedAlleles all;
    CarriedAlleles of_events;

    /// `analysed`: people of the cohort's analysis.
    void add(const Eigen::Ref<const Eigen::VectorXd>& column, const EventLayout& layout, double analysed);
    /// A row with the counts, and with the status that they alone decide.
    [[nodiscard]] Estimate row() const;
    [[nodiscard]] bool infinite() const {
        return !std::isnan(all.effect) && all_or_no_copies(events, event_copies, largest);
    }
};

/// Whether there is anything to estimate in a row that has its counts.
[[nodiscard]] bool is_open(const Estimate& row);

/// A cohort's own result in a contribution: status, beta, standard error, statistic, log likelihood without and with
/// the variant, score chi-square, -log10 p, kind of test, chi-square and -log10 p of proportional hazards.
inline constexpr Eigen::Index own_numbers = 11;
void write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> numbers);
/// Into the row that has the cohort's counts; `null_model`: what became of the cohort's own, whose status the row gets
/// where there is no result.
void read_own(const Eigen::Ref<const Eigen::VectorXd>& numbers, RowStatus null_model, Estimate& row);

}  // namespace atria::survival
