#include "kernels/math/pooled_studies.hpp"

#include "kernels/math/genomic_control.hpp"
#include "kernels/math/meta_analysis.hpp"

#include <cmath>

namespace atria::math {

PooledStudies pool_studies(std::span<const Estimate> studies, BetweenCohorts method) {
    PooledStudies pooled;
    double people = 0;
    double frequencies = 0;
    double frequency = 0;
    double frequency_people = 0;
    double frequency_by_people = 0;
    for (const Estimate& study : studies) {
        if (!takes_part(study)) { continue; }
        people += study.n;
        if (std::isnan(study.effect_allele_frequency)) { continue; }
        frequencies += 1;
        frequency += study.effect_allele_frequency;
        frequency_people += study.n;
        frequency_by_people += study.n * study.effect_allele_frequency;
    }
    pooled.meta = meta_analysis(studies);
    pooled.random = random_effects(studies, method);
    pooled.leave_one_out = leave_one_out(studies);
    pooled.meta.beta_random = pooled.random.beta;
    pooled.meta.se_random = pooled.random.standard_error;
    pooled.meta.random_neg_log10_p = pooled.random.neg_log10_p;
    if (pooled.meta.cohorts == 0) { return pooled; }
    pooled.n = people;
    if (frequencies > 0) {
        pooled.frequency = frequency_people > 0 ? frequency_by_people / frequency_people
                                                : frequency / frequencies;  // NaN > 0 is false
    }
    return pooled;
}

void widen(PooledStudies& pooled, double fixed_factor, double random_factor) {
    widen(pooled.meta, fixed_factor, random_factor);
    pooled.random.standard_error = pooled.meta.se_random;
    pooled.random.neg_log10_p = pooled.meta.random_neg_log10_p;
}

}  // namespace atria::math
