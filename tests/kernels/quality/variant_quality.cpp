#include "kernels/quality/variant_quality.hpp"

#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/two_bit_mask.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::quality {
namespace {

std::vector<std::uint8_t> packed_of(const std::vector<std::uint8_t>& calls) {
    std::vector<std::uint8_t> packed((calls.size() + 3) / 4, 0);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | calls[i] << (2 * (i % 4)));
    }
    return packed;
}

GenotypeView view_of(const std::vector<std::uint8_t>& calls, const std::vector<std::uint8_t>& packed) {
    GenotypeView view;
    view.present = true;
    view.packed = packed;
    std::uint32_t by_code[4] = {0, 0, 0, 0};
    for (const std::uint8_t call : calls) { ++by_code[call]; }
    view.counts = {by_code[0], by_code[1], by_code[2], by_code[3]};
    return view;
}

TEST_CASE("a variant of two copies is counted among the chosen people") {
    const std::vector<std::uint8_t> calls{0, 1, 2, 3, 1, 0, 2, 1, 3, 0};
    const std::vector<std::uint8_t> chosen{1, 1, 1, 1, 1, 1, 0, 0, 0, 1};
    const auto packed = packed_of(calls);
    const VariantQuality found = variant_quality(view_of(calls, packed), chosen, two_bit_mask(chosen), 7, 7);
    CHECK(found.called == 6);
    CHECK(found.missing() == 1);
    CHECK(found.call_rate() == Approx(6.0 / 7));
    CHECK(found.hom_other == 3);
    CHECK(found.het == 2);
    CHECK(found.hom_effect == 1);
    CHECK(found.single_other + found.single_effect == 0);
    CHECK(found.effect_allele_frequency() == Approx(4.0 / 12));
    CHECK(found.mac() == 4);
    CHECK(std::isnan(found.info()));
}

TEST_CASE("on X men count once, their heterozygous calls are missing, and people of unknown sex are nobody") {
    //                                     women       men         unknown
    const std::vector<std::uint8_t> calls{0, 1, 2, 3, 0, 2, 1, 3, 2, 1};
    const std::vector<std::uint8_t> copies{2, 2, 2, 2, 1, 1, 1, 1, 0, 0};
    const std::vector<std::uint8_t> everybody(10, 1);
    const auto packed = packed_of(calls);
    const GenotypeBlock block{10, {view_of(calls, packed)}, nullptr};
    const ChromosomeCopies of_people(copies);
    const std::vector<VariantCoding> coding{{&of_people, GeneticModel::additive, 2}};
    RecodingCounts set_missing;
    const GenotypeBlock x = recoded(block, coding, set_missing);
    const VariantQuality found = variant_quality(x.variants[0], everybody, two_bit_mask(everybody), 10, 8);
    CHECK(found.called == 5);
    CHECK(found.missing() == 3);
    CHECK(found.hom_other == 1);
    CHECK(found.het == 1);
    CHECK(found.hom_effect == 1);
    CHECK(found.single_other == 1);
    CHECK(found.single_effect == 1);
    CHECK(found.effect_alleles == 4);
    CHECK(found.alleles == 8);
}

TEST_CASE("dosages have a frequency and an info, but no calls and no test of proportions") {
    const std::vector<Dosage> dosages{0, 16384, 24576, missing_dosage, 8192};
    const std::vector<std::uint8_t> everybody(5, 1);
    GenotypeView view;
    view.present = true;
    view.encoding = Encoding::dosage;
    view.dosages = dosages;
    view.counts.missing = 1;
    view.info = 0.5;
    VariantQuality found = variant_quality(view, everybody, two_bit_mask(everybody), 5, 5);
    CHECK(found.called == 4);
    CHECK(found.missing() == 1);
    CHECK(found.effect_alleles == 3);
    CHECK(found.alleles == 8);
    CHECK(found.info() == 0.5);
    CHECK(std::isnan(found.hardy_weinberg_neg_log10_p()));
    view.info = 0.9;
    found.add(variant_quality(view, everybody, two_bit_mask(everybody), 5, 5));
    CHECK(found.info() == Approx(0.7));
    CHECK(found.called == 8);
}

TEST_CASE("an absent variant has nobody, and is no failure of a call rate") {
    const VariantQuality nobody = variant_quality(GenotypeView{}, {}, {}, 0, 0);
    CHECK(nobody.people == 0);
    CHECK(std::isnan(nobody.call_rate()));
    CHECK(std::isnan(nobody.effect_allele_frequency()));
}

}  // namespace
}  // namespace atria::quality
