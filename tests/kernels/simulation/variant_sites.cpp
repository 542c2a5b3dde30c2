#include "kernels/simulation/variant_sites.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

using namespace atria;
using namespace atria::simulation;

namespace {

StudyDesign design_with(std::uint32_t variants, std::vector<Chromosome> chromosomes) {
    StudyDesign design;
    design.variants = variants;
    design.chromosomes = std::move(chromosomes);
    return design;
}

}  // namespace

// The readers demand ascending, distinct, unambiguous variants; the study's order is the order of indices.
TEST_CASE("variants ascend, are distinct and have alleles that no strand confuses") {
    const VariantSites sites(design_with(20000, {1, 2, 21, 22}));
    const std::set<std::string> ambiguous = {"AT", "TA", "CG", "GC"};
    std::set<std::string> ids;
    Variant before;
    for (std::uint32_t i = 0; i < 20000; ++i) {
        const Site site = sites.site(i);
        if (i > 0) { REQUIRE(before < site.variant); }
        REQUIRE((before.chromosome != site.variant.chromosome || before.position < site.variant.position));
        REQUIRE_FALSE(ambiguous.contains(site.variant.effect_allele + site.variant.other_allele));
        REQUIRE(site.variant.effect_allele != site.variant.other_allele);
        REQUIRE(site.frequency == sites.frequency(i));
        ids.insert(site.variant.id);
        before = site.variant;
    }
    CHECK(ids.size() == 20000);
}

TEST_CASE("chromosomes get variants by their length") {
    const VariantSites sites(design_with(30000, {1, 21}));
    REQUIRE(sites.chromosomes().size() == 2);
    const auto& first = sites.chromosomes()[0];
    const auto& second = sites.chromosomes()[1];
    CHECK(first.chromosome == 1);
    CHECK(first.variants == 25261);  // 30000 · 248956422 / (248956422 + 46709983) = 25260.5...
    CHECK(second.first == first.variants);
    CHECK(first.variants + second.variants == 30000);
    CHECK(sites.site(29999).variant.chromosome == 21);
    CHECK(sites.site(29999).variant.position <= 46709983);
}

TEST_CASE("the rare spectrum has uniform logits, the array spectrum uniform frequencies") {
    StudyDesign design = design_with(50000, {5});
    design.min_maf = 1e-4;
    const VariantSites rare(design);
    design.spectrum = Spectrum::array;
    design.min_maf = 0.01;
    const VariantSites array(design);

    int below_one_percent = 0;
    int array_below_quarter = 0;
    for (std::uint32_t i = 0; i < design.variants; ++i) {
        const double p = std::min(rare.frequency(i), 1 - rare.frequency(i));
        REQUIRE(p >= 1e-4 * (1 - 1e-9));
        below_one_percent += p < 0.01 ? 1 : 0;
        const double q = std::min(array.frequency(i), 1 - array.frequency(i));
        REQUIRE(q >= 0.01);
        array_below_quarter += q < 0.255 ? 1 : 0;
    }
    const double n = design.variants;
    const double expected = 1 - std::log(99.0) / std::log(9999.0);
    CHECK(std::abs(below_one_percent - expected * n) < 5 * std::sqrt(n * expected * (1 - expected)));
    CHECK(std::abs(array_below_quarter - 0.5 * n) < 5 * std::sqrt(n / 4));
}

TEST_CASE("a chromosome cannot hold more variants than positions") {
    CHECK_THROWS_AS(VariantSites(design_with(60'000'000, {22})), Error);
    CHECK_THROWS_AS(VariantSites(design_with(10, {23})), Error);
}
