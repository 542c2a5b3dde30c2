#include "kernels/data/genotype_values.hpp"

#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "tests/support/real_blocks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria {
namespace {

constexpr std::size_t people = 501;

struct Example {
    std::vector<Dosage> dosages = std::vector<Dosage>(people);
    std::vector<DosageEntry> list;
    std::vector<std::uint8_t> included;
    std::vector<std::uint8_t> copies;  // of the chromosome
    std::uint32_t analysed = 0;

    explicit Example(std::uint64_t seed) {
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < people; ++i) {
            dosages[i] = random() % 3 == 0 ? static_cast<Dosage>(random() % (two_copies + 1U)) : Dosage{0};
            if (random() % 20 == 0) { dosages[i] = missing_dosage; }
            if (dosages[i] != 0) { list.push_back(dosage_entry(static_cast<std::uint32_t>(i), dosages[i])); }
            included.push_back(random() % 4 == 0 ? 0 : 1);
            copies.push_back(static_cast<std::uint8_t>(random() % 3));
            analysed += included.back();
        }
    }

    [[nodiscard]] GenotypeBlock block(bool sparse) const {
        GenotypeView view;
        view.present = true;
        view.encoding = sparse ? Encoding::sparse_dosage : Encoding::dosage;
        (sparse ? void(view.sparse_dosages = list) : void(view.dosages = dosages));
        view.counts.missing = static_cast<std::uint32_t>(std::ranges::count(dosages, missing_dosage));
        GenotypeBlock block;
        block.people = people;
        block.variants = {view};
        return block;
    }
    [[nodiscard]] double plain(std::size_t i) const {
        return dosages[i] == missing_dosage ? NAN : dosages[i] / 16384.0;
    }
};

std::vector<double> decoded(const GenotypeView& view) {
    std::vector<double> values(people);
    decode_values(view, people, values.data());
    return values;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

TEST_CASE("dosages decode to copies, and are counted among the people of a mask") {
    const Example example(3);
    for (const bool sparse : {false, true}) {
        const GenotypeBlock block = example.block(sparse);
        const GenotypeView& view = block.variants[0];
        const std::vector<double> values = decoded(view);
        double n = 0;
        double sum = 0;
        double squares = 0;
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < people; ++i) {
            REQUIRE(same(values[i], example.plain(i)));
            if (std::isnan(values[i])) { missing.push_back(i); }
            if (std::isnan(values[i]) || example.included[i] == 0) { continue; }
            n += 1;
            sum += values[i];
            squares += values[i] * values[i];
        }
        std::vector<std::size_t> visited;
        for_each_missing(view, [&](std::size_t person) { visited.push_back(person); });
        CHECK(visited == missing);
        const PredictorCounts counts =
            predictor_counts(view, example.included, two_bit_mask(example.included), example.analysed);
        CHECK(counts.missing == example.analysed - n);
        CHECK(counts.het + 2 * counts.hom_effect == sum);
        CHECK(counts.het + 4 * counts.hom_effect == squares);
        CHECK(counts.effect_alleles == sum);
        CHECK(counts.alleles == 2 * n);
        CHECK_THROWS_AS(masked_counts(view, example.included, two_bit_mask(example.included), example.analysed),
                        std::logic_error);
    }
}

TEST_CASE("dosages are recoded by the words of the header") {
    const Example example(4);
    const ChromosomeCopies chromosome(example.copies);
    for (const bool sparse : {false, true}) {
        for (const bool with_copies : {false, true}) {
            for (const GeneticModel model : {GeneticModel::additive, GeneticModel::dominant, GeneticModel::recessive}) {
                for (const std::uint8_t single_code : {std::uint8_t{1}, std::uint8_t{2}}) {
                    const VariantCoding coding{with_copies ? &chromosome : nullptr, model, single_code};
                    RecodingCounts lost;
                    const GenotypeBlock block = recoded(example.block(sparse), {&coding, 1}, lost);
                    const std::vector<double> values = decoded(block.variants[0]);
                    std::uint64_t without = 0;
                    std::uint32_t missing = 0;
                    double effect = 0;
                    double alleles = 0;
                    for (std::size_t i = 0; i < people; ++i) {
                        const int copies = with_copies ? example.copies[i] : 2;
                        const double d = example.plain(i);
                        double expected = model == GeneticModel::dominant    ? std::min(d, 1.0)
                                          : model == GeneticModel::recessive ? std::max(d - 1, 0.0)
                                                                             : d;
                        if (copies == 1) { expected = model == GeneticModel::additive ? d * single_code / 2 : d / 2; }
                        if (copies == 0 || std::isnan(d)) { expected = NAN; }
                        without += copies == 0 && !std::isnan(d) ? 1U : 0U;
                        missing += std::isnan(expected) ? 1U : 0U;
                        REQUIRE(same(values[i], expected));
                        if (std::isnan(expected) || example.included[i] == 0) { continue; }
                        effect += copies == 1 ? d / 2 : d;
                        alleles += copies;
                    }
                    CHECK(lost.without_copy == without);
                    CHECK(lost.heterozygous_singles == 0);
                    CHECK(block.variants[0].counts.missing == missing);
                    const PredictorCounts counts = predictor_counts(block.variants[0], example.included,
                                                                    two_bit_mask(example.included), example.analysed);
                    CHECK(counts.effect_alleles == effect);
                    CHECK(counts.alleles == alleles);
                }
            }
        }
    }
}

TEST_CASE("real numbers that are no copies have no frequency") {
    const std::vector<double> values = {0.5, NAN, -3, 2.25};
    GenotypeView view;
    view.present = true;
    view.encoding = Encoding::real;
    view.values = values;
    view.counts.missing = 1;
    const std::vector<std::uint8_t> all(4, 1);
    const PredictorCounts counts = predictor_counts(view, all, two_bit_mask(all), 4);
    CHECK(counts.missing == 1);
    CHECK(counts.het + 2 * counts.hom_effect == Approx(-0.25));
    CHECK(counts.het + 4 * counts.hom_effect == Approx(0.25 + 9 + 2.25 * 2.25));
    CHECK(std::isnan(counts.effect_alleles));
    CHECK(std::isnan(counts.alleles));
    GenotypeBlock block;
    block.people = 4;
    block.variants = {view};
    const VariantCoding dominant{nullptr, GeneticModel::dominant, 1};
    RecodingCounts lost;
    CHECK(recoded(block, {&dominant, 1}, lost).variants[0].values.data() == values.data());
}

}  // namespace atria
