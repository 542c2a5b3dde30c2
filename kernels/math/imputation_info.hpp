#pragma once

#include <limits>

namespace atria {

/// IMPUTE's info of one variant (Marchini and Howie, Nature Reviews Genetics 11:499, 2010, supplement): one minus the
/// mean variance of the genotypes that the probabilities leave, over the variance 2 f (1 - f) that the allele frequency
/// alone would leave. A single copy of the chromosome (ploidy 1) counts with its own variance, f (1 - f).
class ImputationInfo {
public:
    /// A person with two copies, by the probabilities of one and of two effect alleles.
    void add(double one, double two) {
        const double copies = one + 2 * two;
        effect_alleles_ += copies;
        variances_ += one + 4 * two - copies * copies;
        chromosomes_ += 2;
    }

    /// A person with a single copy, by the probability that it has the effect allele.
    void add_single(double effect) {
        effect_alleles_ += effect;
        variances_ += effect * (1 - effect);
        chromosomes_ += 1;
    }

    /// 1 for a variant without variance in its probabilities' frequency, NaN when nobody was added.
    [[nodiscard]] double value() const {
        if (chromosomes_ == 0) { return std::numeric_limits<double>::quiet_NaN(); }
        const double frequency = effect_alleles_ / chromosomes_;
        const double expected = chromosomes_ * frequency * (1 - frequency);
        return expected > 0 ? 1 - variances_ / expected : 1;
    }

private:
    double effect_alleles_ = 0;
    double variances_ = 0;
    double chromosomes_ = 0;
};

}  // namespace atria
