#include "kernels/math/leave_one_out.hpp"

#include "kernels/math/meta_analysis.hpp"

#include <cmath>

namespace atria::math {
namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

struct FixedEffect {
    double weights = 0;
    double beta = 0;
};

/// Summed anew for each cohort: taking a dominant cohort's weight from the total would leave rounding only.
FixedEffect fixed_effect_without(std::span<const Estimate> cohorts, std::size_t left_out) {
    FixedEffect answer;
    double sum = 0;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        if (c == left_out || !takes_part(cohorts[c])) { continue; }
        const double weight = 1 / (cohorts[c].standard_error * cohorts[c].standard_error);
        answer.weights += weight;
        sum += weight * cohorts[c].beta;
    }
    answer.beta = sum / answer.weights;
    return answer;
}

}  // namespace

LeaveOneOut leave_one_out(std::span<const Estimate> cohorts) {
    LeaveOneOut answer;
    const FixedEffect all = fixed_effect_without(cohorts, nobody);
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        if (!takes_part(cohorts[c])) { continue; }
        const FixedEffect others = fixed_effect_without(cohorts, c);
        const double change = (others.beta - all.beta) * std::sqrt(all.weights);
        if (!std::isfinite(change)) { continue; }
        if (std::isnan(answer.largest_change) || std::fabs(change) > std::fabs(answer.largest_change)) {
            answer = {change, c};
        }
    }
    return answer;
}

}  // namespace atria::math
