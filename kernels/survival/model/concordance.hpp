#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/survival_rows.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace atria::survival {

/// What a pair counts whose earlier event is at t, in R's names of `timewt`. S is the Kaplan-Meier curve of the event,
/// G that of being censored, both of the stratum and with case weights, just before t; n is what is at risk at t.
enum class PairWeight : std::uint8_t {
    n,          ///< 1: Harrell's concordance
    n_over_g2,  ///< 1 / G²: Uno's, which does not depend on the censoring
    s,          ///< N S / n, with N the stratum's sum of weights: Peto-Wilcoxon
    s_over_g,   ///< N S / (G n): Schemper's
};

/// `n`, `n/G2`, `S`, `S/G`.
[[nodiscard]] std::string_view name_of(PairWeight weight);

struct ConcordanceRule {
    PairWeight weight = PairWeight::n;
    Ticks until = INT64_MAX;  ///< pairs whose earlier event is later than this do not count
    /// Risks whose neighbours in order are no farther apart are equal. Those of equal people differ in their last bits
    /// by the order in which they were summed; this keeps that from deciding a pair. In units of the risk.
    double tie = 1e-10;
};

/// Pairs of one cohort, or of several added up. A pair is two people of a stratum of a cohort; it can be compared when
/// one has the event at a time at which the other is at risk, and stays so after it. A pair is concordant when who has
/// the event has the higher risk. All are sums of products of the two weights, times the pair's weight.
struct ConcordanceSums {
    double concordant = 0;
    double discordant = 0;
    double tied_x = 0;   ///< equal risks
    double tied_y = 0;   ///< both have the event at that time, unequal risks: not counted in the concordance
    double tied_xy = 0;  ///< both at that time, equal risks
    // Over clusters, of C: what the cluster's pairs give to concordant + tied_x / 2, and D: to discordant + tied_x / 2.
    double square_c = 0;
    double product_cd = 0;
    double square_d = 0;

    void add(const ConcordanceSums& other);
    [[nodiscard]] std::vector<double> numbers() const;  ///< 8
    [[nodiscard]] static ConcordanceSums from_numbers(const std::vector<double>& numbers);
};

/// The pairs of one cohort, in O(n log n). `risk`: n numbers, the linear predictors of a Cox model or anything else
/// that is higher for earlier events. Any event code but 0 is the event. Rows of a person that follow each other are
/// taken as R takes them, with PairWeight::n alone: the other weights need everybody from the beginning (no entries).
[[nodiscard]] ConcordanceSums concordance_sums(const SurvivalRows& rows, std::span<const double> risk,
                                               const ConcordanceRule& rule = {});

struct Concordance {
    /// (concordant + tied_x / 2) / (concordant + discordant + tied_x); NaN without a pair
    double value = not_available;
    /// Infinitesimal jackknife over clusters, the pairs' weights held fixed, as in R.
    double standard_error = not_available;
};

[[nodiscard]] Concordance concordance(const ConcordanceSums& sums);

}  // namespace atria::survival
