#include "kernels/survival/curves/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace atria::survival {
namespace {

constexpr double tolerance = 1.4901161193847656e-8;  // sqrt of the double's epsilon, R's
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A level of a step function, and where it is reached first [unit of the times].
struct Level {
    double failed;
    double time;
};

/// The levels of 1 - `survival` from low to high, each once. Limits need not fall from time to time.
struct Levels {
    std::vector<Level> ascending;
    double last_time = 0;
    double last_failed = none;  ///< that of the newest level, NaN when it is unknown

    Levels(const SurvivalCurve& curve, const std::vector<double>& survival) {
        std::set<double> seen{0.0};
        ascending.push_back({0, time_of(curve.start)});
        last_failed = 0;
        last_time = time_of(curve.start);
        bool unknown_seen = false;
        for (std::size_t t = 0; t < curve.time.size(); ++t) {
            last_time = time_of(curve.time[t]);
            const double failed = 1 - survival[t];
            if (std::isnan(failed)) {
                if (!unknown_seen) { last_failed = none; }
                unknown_seen = true;
            } else if (seen.insert(failed).second) {
                ascending.push_back({failed, last_time});
                last_failed = failed;
            }
        }
        std::stable_sort(ascending.begin(), ascending.end(),
                         [](const Level& a, const Level& b) { return a.failed < b.failed; });
    }

    /// The first level at `failed` or above; none beyond the ends.
    [[nodiscard]] double reached(double failed) const {
        if (failed < ascending.front().failed) { return none; }
        const auto level = std::lower_bound(ascending.begin(), ascending.end(), failed,
                                            [](const Level& a, double value) { return a.failed < value; });
        return level == ascending.end() ? none : level->time;
    }

    [[nodiscard]] double quantile(double probability) const {
        if (probability == 0) { return ascending.front().time; }
        const double early = reached(probability - tolerance);
        const double late =
            std::fabs(probability - last_failed) < tolerance ? last_time : reached(probability + tolerance);
        return (early + late) / 2;
    }
};

}  // namespace

std::vector<Quantile> quantiles(const SurvivalCurve& curve, std::span<const double> probabilities) {
    const Levels survival(curve, curve.survival);
    const Levels lower(curve, curve.lower);
    const Levels upper(curve, curve.upper);
    std::vector<Quantile> answer;
    for (const double p : probabilities) {
        // Survival at its lower limit falls sooner.
        answer.push_back({p, survival.quantile(p), lower.quantile(p), upper.quantile(p)});
    }
    return answer;
}

}  // namespace atria::survival
