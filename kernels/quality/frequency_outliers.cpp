#include "kernels/quality/frequency_outliers.hpp"

#include "kernels/math/tails.hpp"

namespace atria::quality {

double hudson_fst(const AlleleSample& a, const AlleleSample& b) {
    if (!(a.alleles > 1) || !(b.alleles > 1)) { return std::numeric_limits<double>::quiet_NaN(); }
    const double p = a.effect / a.alleles;
    const double q = b.effect / b.alleles;
    const double between = p * (1 - q) + q * (1 - p);
    const double within = p * (1 - p) / (a.alleles - 1) + q * (1 - q) / (b.alleles - 1);
    return between > 0 ? ((p - q) * (p - q) - within) / between : std::numeric_limits<double>::quiet_NaN();
}

double allele_chi_square(const AlleleSample& a, const AlleleSample& b) {
    const double effect = a.effect + b.effect;
    const double alleles = a.alleles + b.alleles;
    const double margins = a.alleles * b.alleles * effect * (alleles - effect);
    if (!(margins > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    const double cross = a.effect * b.alleles - b.effect * a.alleles;
    return cross * cross * alleles / margins;
}

std::vector<FrequencyComparison> compare_frequencies(std::span<const AlleleSample> cohorts,
                                                     const OutlierLimits& limits) {
    std::vector<FrequencyComparison> answer(cohorts.size());
    std::vector<std::size_t> left;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        if (cohorts[c].alleles > 0) { left.push_back(c); }
    }
    while (left.size() > 1) {
        std::size_t worst = left.size();
        for (std::size_t i = 0; i < left.size(); ++i) {
            AlleleSample others;
            for (const std::size_t c : left) {
                if (c == left[i]) { continue; }
                others.effect += cohorts[c].effect;
                others.alleles += cohorts[c].alleles;
            }
            FrequencyComparison& here = answer[left[i]];
            here.fst = hudson_fst(cohorts[left[i]], others);
            here.neg_log10_p = math::chi_square_neg_log10_p(allele_chi_square(cohorts[left[i]], others), 1);
            const bool exceeds = here.fst > limits.fst && here.neg_log10_p > limits.neg_log10_p;
            if (exceeds && (worst == left.size() || here.fst > answer[left[worst]].fst)) { worst = i; }
        }
        if (worst == left.size()) { break; }
        if (left.size() == 2) {
            for (const std::size_t c : left) { answer[c].outlier = true; }
            break;
        }
        answer[left[worst]].outlier = true;
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(worst));
    }
    return answer;
}

}  // namespace atria::quality
