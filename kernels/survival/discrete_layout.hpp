#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/counts_layout.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/discrete_screen.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// Where the numbers of one outcome stand in a column of a contribution of a scan of grouped time; p = K + 1.
struct DiscreteLayout : CountsLayout {
    Eigen::Index covariates = 0;  ///< K

    static constexpr Eigen::Index own_numbers = 9;

    [[nodiscard]] Eigen::Index effects() const { return covariates + 1; }
    [[nodiscard]] Eigen::Index largest() const { return counts_end(); }           ///< code that a person may have
    [[nodiscard]] Eigen::Index events() const { return counts_end() + 1; }        ///< of people with a call
    [[nodiscard]] Eigen::Index event_copies() const { return counts_end() + 2; }  ///< their codes, added up
    [[nodiscard]] Eigen::Index event_effect_alleles() const { return counts_end() + 3; }  ///< of those with an event
    [[nodiscard]] Eigen::Index event_alleles() const { return counts_end() + 4; }
    [[nodiscard]] Eigen::Index log_likelihood() const { return counts_end() + 5; }
    [[nodiscard]] Eigen::Index third() const { return log_likelihood() + 1; }
    [[nodiscard]] Eigen::Index score() const { return log_likelihood() + 2; }
    [[nodiscard]] Eigen::Index information() const { return score() + effects(); }
    [[nodiscard]] Eigen::Index expected() const { return information() + math::packed_size(effects()); }
    /// The cohort's own fit: status, beta, standard error, statistic, log likelihood without and with the variant,
    /// score chi-square, -log10 p, kind of test.
    [[nodiscard]] Eigen::Index own() const { return expected() + math::packed_size(effects()); }
    [[nodiscard]] Eigen::Index end() const { return own() + own_numbers; }

    /// Counts a variant that is present, among the analysed and among those with an event.
    void write_people(const GenotypeView& variant, const CoxNullCohort& people,
                      Eigen::Ref<Eigen::VectorXd> column) const;
    /// `sums`: of p effects; the expected information need not be there.
    void write(const DiscreteSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
    [[nodiscard]] DiscreteSums read(const Eigen::Ref<const Eigen::VectorXd>& column) const;
    void write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const;
    void read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const;
};

/// The people of a row, of one cohort or several.
struct DiscreteCounts {
    double n = 0;
    double events = 0;
    double event_copies = 0;
    double largest = 1;  ///< code that a person may have
    CarriedAlleles all;
    CarriedAlleles of_events;

    /// `analysed`: people of the cohort's analysis.
    void add(const Eigen::Ref<const Eigen::VectorXd>& column, const DiscreteLayout& layout, double analysed);
    /// A row with the counts, and with the status that they alone decide.
    [[nodiscard]] Estimate row() const;
    /// Do all who have an event carry the smallest code, or the largest? Then the likelihood has no maximum.
    [[nodiscard]] bool infinite() const { return event_copies == 0 || event_copies == largest * events; }
};

}  // namespace atria::survival
