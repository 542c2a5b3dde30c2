#include "kernels/simulation/trait_models.hpp"

#include "kernels/data/error.hpp"
#include "kernels/simulation/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <set>

namespace atria::simulation {
namespace {

std::set<std::uint32_t> choose_causal(const StudyDesign& design, const VariantSites& sites, std::uint32_t trait) {
    std::set<std::uint32_t> chosen;
    const auto take = [&](std::uint32_t variant) {
        const double p = sites.frequency(variant);
        if (std::min(p, 1 - p) >= design.causal_min_maf) { chosen.insert(variant); }
    };
    RandomStream stream(design.seed, Purpose::causal_choice, 0, trait);
    const std::uint64_t tries = std::uint64_t{100} * design.causal;
    for (std::uint64_t i = 0; i < tries && chosen.size() < design.causal; ++i) {
        take(static_cast<std::uint32_t>(stream.uniform() * design.variants));
    }
    // Few are common enough: walk through all from a random place rather than go on guessing.
    const auto start = static_cast<std::uint32_t>(stream.uniform() * design.variants);
    for (std::uint32_t i = 0; i < design.variants && chosen.size() < design.causal; ++i) {
        take(static_cast<std::uint32_t>((std::uint64_t{start} + i) % design.variants));
    }
    if (chosen.size() < design.causal) {
        throw Error(Fault::usage, "only " + std::to_string(chosen.size()) + " of " + std::to_string(design.variants) +
                                      " variants have a minor allele frequency of at least causal-min-maf = " +
                                      std::to_string(design.causal_min_maf) + ", too few for causal = " +
                                      std::to_string(design.causal) + "; lower either, or simulate more variants");
    }
    return chosen;
}

/// Variance of what neither covariates nor variants explain, on the scale of the effects: the noise of the trait, of
/// the logistic distribution, of the log of an exponential time.
double residual_variance(TraitKind kind) {
    constexpr double pi_squared = std::numbers::pi * std::numbers::pi;
    switch (kind) {
        case TraitKind::quantitative:
            return 1;
        case TraitKind::binary:
            return pi_squared / 3;
        case TraitKind::survival:
            return pi_squared / 6;
    }
    return 1;
}

std::vector<CausalVariant> draw_effects(const StudyDesign& design, const VariantSites& sites, const TraitModel& trait) {
    std::vector<CausalVariant> causal;
    if (design.causal == 0) { return causal; }
    double squares = 0;
    for (const std::uint32_t variant : choose_causal(design, sites, trait.number)) {
        RandomStream stream(design.seed, Purpose::causal_effect, 0, variant, trait.number);
        const double effect = stream.normal();
        causal.push_back({variant, sites.frequency(variant), effect});
        squares += effect * effect;
    }
    const double genetic_variance = design.heritability / (1 - design.heritability) * residual_variance(trait.kind);
    const double scale = design.effect_sd > 0 ? design.effect_sd : std::sqrt(genetic_variance / squares);
    for (CausalVariant& variant : causal) {
        variant.beta *= scale / std::sqrt(2 * variant.frequency * (1 - variant.frequency));
    }
    return causal;
}

std::vector<double> draw_covariate_effects(const StudyDesign& design, const TraitModel& trait) {
    RandomStream stream(design.seed, Purpose::covariate_effect, 0, trait.number);
    const double age = 0.02 * stream.normal();
    std::vector<double> effects = {trait.kind == TraitKind::survival ? 0.0 : age, 0.3 * stream.normal()};
    for (std::uint32_t k = 0; k < design.principal_components; ++k) { effects.push_back(0.1 * stream.normal()); }
    return effects;
}

}  // namespace

std::vector<TraitModel> trait_models(const StudyDesign& design, const VariantSites& sites) {
    std::vector<TraitModel> traits;
    const auto add = [&](TraitKind kind, const char* prefix, std::uint32_t count) {
        for (std::uint32_t i = 1; i <= count; ++i) {
            TraitModel trait;
            trait.kind = kind;
            trait.name = prefix + std::to_string(i);
            trait.number = static_cast<std::uint32_t>(traits.size());
            trait.covariate_effects = draw_covariate_effects(design, trait);
            trait.causal = draw_effects(design, sites, trait);
            traits.push_back(std::move(trait));
        }
    };
    add(TraitKind::quantitative, "q", design.quantitative);
    add(TraitKind::binary, "b", design.binary);
    add(TraitKind::survival, "t", design.survival);
    return traits;
}

}  // namespace atria::simulation
