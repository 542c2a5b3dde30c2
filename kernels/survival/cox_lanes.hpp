#pragma once

#include "kernels/math/lanes.hpp"
#include "kernels/survival/risk_sets.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

using math::Lanes;

/// What all variants of a stratum share: n listed people in the order of the risk sets.
struct CoxStratum {
    const RiskSets* sets = nullptr;
    Ties ties = Ties::efron;
    std::span<const double> x;     ///< n × K, a person's K covariates together
    std::span<const double> eta;   ///< n: linear predictor of the null model, less a constant of the stratum
    std::span<const double> risk;  ///< n: weight × exp(eta)
    std::size_t covariates = 0;    ///< K
};

/// Eight points at which the likelihood of eight variants is asked for: a person's linear predictor is the null model's
/// plus delta'x + gamma g. The variant's direction is taken as z = g - a'x; with a the regression of g on x in the
/// metric of the information, gamma and the covariates hardly touch each other.
struct CoxPoint {
    std::vector<Lanes> delta;  ///< K
    std::vector<Lanes> a;      ///< K
    Lanes gamma = Lanes::all(0.0);
    bool at_null = true;  ///< all of delta, a and gamma are 0
};

/// Log partial likelihood of eight variants and its derivatives along the covariates x and along z.
struct CoxLaneSums {
    Lanes log_likelihood = Lanes::all(0.0);
    std::vector<Lanes> score_x;  ///< K
    Lanes score_z = Lanes::all(0.0);
    std::vector<Lanes> information_xz;  ///< K
    Lanes information_zz = Lanes::all(0.0);
    Lanes third = Lanes::all(0.0);   ///< third cumulant of g over the risk sets (at_null only)
    Lanes fourth = Lanes::all(0.0);  ///< fourth
    std::vector<Lanes> third_x;      ///< K: third cumulant of g, g and x (at_null only)
    Lanes events = Lanes::all(0.0);  ///< of people with a call (from a screen only)
    Lanes copies = Lanes::all(0.0);  ///< of the effect allele among them (from a screen only)
    // The same by weight.
    Lanes event_weight = Lanes::all(0.0);
    Lanes weighted_copies = Lanes::all(0.0);
};

/// Buffers of evaluate_lanes that are kept from call to call.
struct CoxLaneBuffers {
    std::vector<Lanes> of_people, of_times, unshared;
    std::vector<double> event_weight;
};

/// Evaluates eight variants at once. `calls`: n × 8 codes (0, 1, 2, missing_call), a person's eight together; a person
/// without a call is left out of that variant. Sums over people and event times are exact up to rounding: no shortcut.
void evaluate_lanes(const CoxStratum& stratum, std::span<const std::uint8_t> calls, bool any_missing,
                    const CoxPoint& point, CoxLaneBuffers& buffers, CoxLaneSums& sums);
/// The same of `numbers`: n × 8, NaN = missing.
void evaluate_lanes(const CoxStratum& stratum, std::span<const double> numbers, bool any_missing, const CoxPoint& point,
                    CoxLaneBuffers& buffers, CoxLaneSums& sums);

}  // namespace atria::survival
