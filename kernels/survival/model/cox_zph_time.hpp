#pragma once

#include "kernels/data/survival_rows.hpp"
#include "kernels/data/ticks.hpp"
#include "kernels/survival/model/cox_model_rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// The function of time g(t) along which a test of proportional hazards looks for a trend of the effects. `km` is
/// 1 - KM(t-), `rank` the average rank of t among the times at which rows end; both are those of all cohorts together,
/// not weighted and not stratified, as in R's cox.zph.
enum class ZphTransform : std::uint8_t { identity, log, rank, km };

/// What g(t) needs to know of the times of all cohorts: of `identity` and `log` only the mean over the events; of
/// `rank` and `km` how many rows enter, leave and have their event at each time.
struct ZphTimeSums {
    double events = 0;
    double total = 0;  ///< of g over the events; 0 for `rank` and `km`
    struct Time {
        Ticks time = 0;
        double entries = 0;
        double exits = 0;  ///< with or without event
        double events = 0;
    };
    std::vector<Time> times;  ///< ascending; empty for `identity` and `log`
    double present = 0;       ///< rows that are at risk from the beginning

    ZphTimeSums& operator+=(const ZphTimeSums& other);

    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] static ZphTimeSums from_numbers(std::span<const double> numbers);
};

/// `model`: made from `rows`.
[[nodiscard]] ZphTimeSums zph_time_sums(const SurvivalRows& rows, const CoxModelRows& model, ZphTransform transform);

/// g(t) less its mean over the events.
class ZphTime {
public:
    /// `pooled`: summed over all cohorts.
    ZphTime(ZphTransform transform, const ZphTimeSums& pooled);

    /// At a time at which a row ends. Not finite for the logarithm of a time that is not positive.
    [[nodiscard]] double operator()(Ticks time) const;
    /// False where an event has no finite g: `log` with an event at or before 0.
    [[nodiscard]] bool finite() const;

private:
    ZphTransform transform_;
    double mean_ = 0;
    std::vector<Ticks> times_;
    std::vector<double> values_;
};

}  // namespace atria::survival
