#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/ticks.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// n people of one cohort with the risk of the event within a horizon that was predicted for them, and what became of
/// them.
struct RiskPeople {
    std::vector<double> risk;            ///< n, from 0 to 1
    std::vector<Ticks> time;             ///< n, from the prediction to the event or to the end of being followed
    std::vector<std::uint32_t> event;    ///< n; 0 = followed no longer, 1 = the event, 2 = one that rules it out
    std::vector<double> weight;          ///< n, above 0; empty: 1 each
    std::vector<std::uint32_t> cluster;  ///< n; empty: everybody is one

    [[nodiscard]] std::size_t people() const { return risk.size(); }
    [[nodiscard]] double weight_of(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }
};

/// How well predicted risks tell who has the event within the horizon h, in one cohort or in several added up.
///
/// Cases have the event up to h; controls do not: they are followed beyond h, or another event ruled it out before (the
/// second definition of Blanche, Dartigues and Jacqmin-Gadda 2013, timeROC's AUC_2). Who was lost before h says
/// nothing himself, and others stand for him by the inverse probability of being followed: w / G(time-) for those whose
/// event is known, w / G(h) for those followed beyond h. G is the Kaplan-Meier curve of being lost in that cohort, with
/// case weights; events come before losses at the same time.
struct RiskAccuracySums {
    double people = 0;
    double cases = 0;       ///< people
    double controls = 0;    ///< people
    double weight = 0;      ///< sum of w of those in cohorts that take part
    double concordant = 0;  ///< pairs of a case and a control of one cohort in which the case has the higher risk
    double tied = 0;        ///< pairs with the same risk_key
    double discordant = 0;
    double brier = 0;       ///< weighted squares of (1 - risk) of cases and of risk of controls
    double brier_null = 0;  ///< the same with the cohort's own risk at h for everybody: Kaplan-Meier, Aalen-Johansen
    // Over clusters, products of the influences that a cluster's weight has, through G too, on c = concordant + tied /
    // 2, d = discordant + tied / 2, b = brier and w = weight.
    double square_c = 0;
    double product_cd = 0;
    double square_d = 0;
    double square_b = 0;
    double product_bw = 0;
    double square_w = 0;
    /// People of cohorts whose last ones are lost up to h: G(h) is 0, nobody stands for them, and they take no part.
    double not_followed = 0;

    void add(const RiskAccuracySums& other);
    [[nodiscard]] std::vector<double> numbers() const;  ///< 16
    [[nodiscard]] static RiskAccuracySums from_numbers(const std::vector<double>& numbers);
};

/// Of one cohort. O(n log n).
[[nodiscard]] RiskAccuracySums risk_accuracy_sums(const RiskPeople& people, Ticks horizon);

/// NaN where there is nothing to tell. Errors are infinitesimal jackknifes over clusters, of given predictions: that
/// the model was fitted is not in them.
struct RiskAccuracy {
    /// Cumulative/dynamic area under the curve at h (Uno and others 2007): the probability that a case has a higher
    /// risk than a control of its cohort, ties by half.
    double auc = not_available;
    double auc_error = not_available;
    /// Graf and others (1999): the mean of weighted squared differences between outcome at h and risk.
    double brier = not_available;
    double brier_error = not_available;
    double brier_null = not_available;           ///< without any predictor
    double prediction_accuracy = not_available;  ///< 1 - brier / brier_null: 0 as good as no predictor, 1 perfect
};

[[nodiscard]] RiskAccuracy risk_accuracy(const RiskAccuracySums& sums);

}  // namespace atria::survival
