#pragma once

#include "kernels/survival/curves/confidence_limits.hpp"
#include "kernels/survival/curves/risk_table.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace atria::survival {

/// What tied events are to the cumulative hazard: R's ctype.
enum class TiedHazard : std::uint8_t {
    nelson_aalen,        ///< 1: d/n
    fleming_harrington,  ///< 2: as if they came one after the other: 1/n + 1/(n-1) + ...
};

/// What survival is made of: R's stype.
enum class SurvivalFrom : std::uint8_t {
    product_limit,  ///< 1: Kaplan-Meier
    hazard,         ///< 2: exp(-cumulative hazard)
};

struct CurveOptions {
    TiedHazard ties = TiedHazard::nelson_aalen;
    SurvivalFrom from = SurvivalFrom::product_limit;
    ConfidenceScale confidence = ConfidenceScale::log;
    double confidence_level = 0.95;
    /// Survival given survival to just before this time: exits before it are left out. R's start.time. Where the risk
    /// set of delayed entries is empty at first, survival falls to 0 for good unless the curve starts later.
    std::optional<Ticks> start;
};

/// A curve of one group at T times: those where somebody has an event (of any cause) or is censored. Counts are
/// weights.
struct SurvivalCurve {
    Ticks start = 0;                ///< where survival is 1: that of the options, otherwise 0 or an earlier first time
    std::vector<Ticks> time;        ///< T, ascending
    std::vector<double> at_risk;    ///< T
    std::vector<double> events;     ///< T
    std::vector<double> censored;   ///< T
    std::vector<double> survival;   ///< T
    std::vector<double> std_error;  ///< T; of survival. NaN where Greenwood's formula ends, at survival 0
    std::vector<double> log_std_error;      ///< T; of log survival, infinite at survival 0
    std::vector<double> cumulative_hazard;  ///< T
    std::vector<double> hazard_std_error;   ///< T; of the cumulative hazard
    std::vector<double> lower;              ///< T; of survival, NaN where the scale of the limits does not have it
    std::vector<double> upper;              ///< T
};

/// Kaplan and Meier's survival with Greenwood's error, or the exponential of the hazard with the hazard's own error;
/// and Nelson and Aalen's or Fleming and Harrington's cumulative hazard. Definitions are those of R's survfit. Weights
/// that are whole numbers count as so many people; for others the errors are those of such people too, unless
/// curve_errors.hpp replaces them.
[[nodiscard]] SurvivalCurve survival_curve(const RiskTable& table, const CurveOptions& options = {});

/// With robust errors: `squares` is the group's matrix in the pooled JackknifeSums, made with the same start. They
/// replace those of Kaplan and Meier's survival and of Nelson and Aalen's hazard; the tied hazard of Fleming and
/// Harrington keeps its own. As R's survfit does for weights with fractions, and with robust = TRUE.
[[nodiscard]] SurvivalCurve survival_curve(const RiskTable& table, const CurveOptions& options,
                                           const Eigen::MatrixXd& squares);

/// A curve at a given time, as R's summary(survfit, times, extend = TRUE) tells it.
struct CurvePoint {
    Ticks time = 0;
    bool observed = true;  ///< false after the curve's last time, where its last value is repeated
    double at_risk = 0;    ///< at the first time of the curve that is not earlier
    double events = 0;     ///< since the point before, or from the beginning
    double censored = 0;   ///< likewise
    double survival = 1;
    double std_error = 0;
    double lower = 1;
    double upper = 1;
    double cumulative_hazard = 0;
    double hazard_std_error = 0;
};

/// `times`: ascending.
[[nodiscard]] std::vector<CurvePoint> curve_at(const SurvivalCurve& curve, std::span<const Ticks> times);

}  // namespace atria::survival
