#pragma once

#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::simulation {

/// Which allele frequencies the variants have.
enum class Spectrum : std::uint8_t {
    rare,   ///< sequencing: minor allele frequency with density 1 / (p (1 - p)), most variants below 1 %
    array,  ///< genotyping array: minor allele frequency uniform
};

/// What a simulated study looks like. Everything that is simulated is a pure function of this value.
struct StudyDesign {
    std::uint64_t seed = 1;

    std::uint32_t cohorts = 5;
    std::uint32_t people = 5000;  ///< of all cohorts together
    double size_sd = 0.5;         ///< standard deviation of the log of the cohorts' sizes

    std::uint32_t variants = 10000;
    std::vector<Chromosome> chromosomes;  ///< ascending, distinct autosomes
    Spectrum spectrum = Spectrum::rare;
    double min_maf = 1e-5;             ///< smallest minor allele frequency before the cohorts drift apart
    double fst = 0.01;                 ///< drift of the cohorts' frequencies (Balding-Nichols)
    double missing_genotypes = 0.005;  ///< share of calls

    std::uint32_t principal_components = 8;
    std::uint32_t quantitative = 1;  ///< number of traits q1, q2, ...
    std::uint32_t binary = 1;        ///< number of traits b1, b2, ...
    std::uint32_t survival = 1;      ///< number of outcomes t1, t2, ...
    double prevalence = 0.1;         ///< share of cases, around which the cohorts vary
    double event_rate = 0.1;         ///< share of people with an event, around which the cohorts vary
    double missing_traits = 0;       ///< share of people without a value, per trait

    std::uint32_t causal = 10;     ///< causal variants per trait
    double causal_min_maf = 0.01;  ///< causal variants are drawn from those at least as common as this
    double heritability = 0.05;    ///< share of a trait's residual variance that its causal variants explain
    double effect_sd = 0;          ///< when positive, replaces heritability: sd of the effect of one sd of dosage
};

}  // namespace atria::simulation
