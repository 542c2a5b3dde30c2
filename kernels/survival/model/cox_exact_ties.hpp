#pragma once

#include "kernels/survival/model/cox_risk_walk.hpp"
#include "kernels/survival/model/cox_time_derivatives.hpp"

#include <cstddef>
#include <span>

namespace atria::survival {

/// Takes the denominator of the discrete conditional likelihood off: the log of the sum, over all choices of d among
/// the n rows at risk, of the product of their risks (the elementary symmetric function of order d), with its slope and
/// curvature. d is the number of deaths at event time `time`; O(n d p²).
///
/// The sum is found as a probability: if each row took part by itself with the odds lambda × risk, lambda such that d
/// are expected, the chance of exactly d is the sum but for factors that are known. So nothing overflows, and the
/// derivatives are mean and covariance of the chosen rows' sum of x.
void take_exact_denominator(const CoxModelStratum& stratum, std::span<const RiskScore> risk, std::size_t time,
                            CoxTimeDerivatives& here);

}  // namespace atria::survival
