#include "kernels/math/meta_analysis.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>

namespace atria::math {

bool takes_part(const Estimate& cohort) {
    const bool estimated = cohort.status == RowStatus::ok || cohort.status == RowStatus::expansion;
    return estimated && std::isfinite(cohort.beta) && std::isfinite(cohort.standard_error) && cohort.standard_error > 0;
}

MetaAnalysis meta_analysis(std::span<const Estimate> cohorts) {
    MetaAnalysis answer;
    double weights = 0;
    double squared_weights = 0;
    double weighted_beta = 0;
    for (const Estimate& cohort : cohorts) {
        if (!takes_part(cohort)) { continue; }
        const double weight = 1 / (cohort.standard_error * cohort.standard_error);
        answer.cohorts += 1;
        weights += weight;
        squared_weights += weight * weight;
        weighted_beta += weight * cohort.beta;
    }
    if (answer.cohorts == 0) { return answer; }
    answer.beta_fixed = weighted_beta / weights;
    answer.se_fixed = 1 / std::sqrt(weights);
    answer.fixed_neg_log10_p = normal_neg_log10_p(answer.beta_fixed / answer.se_fixed);

    double between = 0;
    if (answer.cohorts > 1) {
        double q = 0;
        for (const Estimate& cohort : cohorts) {
            if (!takes_part(cohort)) { continue; }
            const double z = (cohort.beta - answer.beta_fixed) / cohort.standard_error;
            q += z * z;
        }
        const double df = answer.cohorts - 1;
        answer.q = q;
        answer.i2 = q > df ? (q - df) / q : 0.0;
        answer.q_neg_log10_p = chi_square_neg_log10_p(q, df);
        between = std::max(0.0, (q - df) / (weights - squared_weights / weights));
    }
    double random_weights = 0;
    double random_weighted_beta = 0;
    for (const Estimate& cohort : cohorts) {
        if (!takes_part(cohort)) { continue; }
        const double weight = 1 / (cohort.standard_error * cohort.standard_error + between);
        random_weights += weight;
        random_weighted_beta += weight * cohort.beta;
    }
    answer.beta_random = random_weighted_beta / random_weights;
    answer.se_random = 1 / std::sqrt(random_weights);
    answer.random_neg_log10_p = normal_neg_log10_p(answer.beta_random / answer.se_random);
    return answer;
}

}  // namespace atria::math
