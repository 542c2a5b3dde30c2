#include "kernels/quality/strand_by_frequency.hpp"

#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>

namespace atria::quality {

StrandVerdict strand_by_frequency(const AlleleSample& known, const AlleleSample& other, const StrandLimits& limits) {
    if (!(known.alleles > 0) || !(other.alleles > 0)) { return StrandVerdict::no_calls; }
    const double p = known.effect / known.alleles;
    const double q = other.effect / other.alleles;
    const auto maf = [](double frequency) { return std::min(frequency, 1 - frequency); };
    if (std::max(maf(p), maf(q)) >= limits.max_maf) { return StrandVerdict::near_half; }
    const bool same_side = (p < 0.5) == (q < 0.5);
    const AlleleSample turned{other.alleles - other.effect, other.alleles};
    if (std::abs(p - (same_side ? q : 1 - q)) > limits.max_difference) { return StrandVerdict::unlike; }
    const double against = allele_chi_square(known, same_side ? turned : other);
    if (!(math::chi_square_neg_log10_p(against, 1) >= limits.neg_log10_p)) { return StrandVerdict::too_few; }
    return same_side ? StrandVerdict::as_named : StrandVerdict::turned;
}

}  // namespace atria::quality
