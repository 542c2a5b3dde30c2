#include "kernels/simulation/trait_models.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace atria;
using namespace atria::simulation;

namespace {

StudyDesign small_design() {
    StudyDesign design;
    design.chromosomes = {21, 22};
    design.variants = 3000;
    design.quantitative = 2;
    return design;
}

}  // namespace

TEST_CASE("traits are named, and their causal variants explain the heritability") {
    const StudyDesign design = small_design();
    const VariantSites sites(design);
    const auto traits = trait_models(design, sites);
    REQUIRE(traits.size() == 4);
    CHECK(traits[0].name == "q1");
    CHECK(traits[1].name == "q2");
    CHECK(traits[2].name == "b1");
    CHECK(traits[3].name == "t1");
    CHECK(traits[3].covariate_effects[0] == 0);  // age is the time scale

    constexpr double pi_squared = std::numbers::pi * std::numbers::pi;
    const double residual[] = {1, 1, pi_squared / 3, pi_squared / 6};
    for (std::size_t t = 0; t < 4; ++t) {
        REQUIRE(traits[t].causal.size() == 10);
        double explained = 0;
        for (const CausalVariant& causal : traits[t].causal) {
            CHECK(causal.frequency == sites.frequency(causal.variant));
            CHECK(std::min(causal.frequency, 1 - causal.frequency) >= design.causal_min_maf);
            explained += causal.beta * causal.beta * 2 * causal.frequency * (1 - causal.frequency);
        }
        CHECK(explained / (explained + residual[t]) == Approx(0.05).epsilon(1e-12));
        CHECK(std::is_sorted(traits[t].causal.begin(), traits[t].causal.end(),
                             [](const auto& a, const auto& b) { return a.variant < b.variant; }));
    }
}

TEST_CASE("no causal variants make a null") {
    StudyDesign design = small_design();
    design.causal = 0;
    for (const TraitModel& trait : trait_models(design, VariantSites(design))) { CHECK(trait.causal.empty()); }
}

TEST_CASE("every variant can be causal, and too few common ones are the user's mistake") {
    StudyDesign design = small_design();
    design.spectrum = Spectrum::array;
    design.min_maf = 0.05;
    design.variants = 12;
    design.causal = 12;
    CHECK(trait_models(design, VariantSites(design)).front().causal.size() == 12);
    design.causal = 13;
    CHECK_THROWS_AS(trait_models(design, VariantSites(design)), Error);
}
