#include "kernels/data/genotype_recoding.hpp"

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/masked_counts.hpp"
#include "kernels/data/two_bit_mask.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria {
namespace {

using test::Calls;
using test::Storage;

constexpr Storage storages[] = {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2};

GenotypeCounts counts_of(const Calls& calls, const std::vector<std::uint8_t>& included) {
    std::uint32_t by_code[4] = {0, 0, 0, 0};
    for (std::size_t i = 0; i < calls.size(); ++i) { by_code[calls[i]] += included[i]; }
    return {by_code[0], by_code[1], by_code[2], by_code[missing_call]};
}

/// One call by the words of the header, and nothing else.
std::uint8_t plain_code(std::uint8_t call, std::uint8_t copies, const VariantCoding& coding) {
    if (call == missing_call || copies == 0) { return missing_call; }
    if (copies == 1 && call == 1) { return missing_call; }
    switch (coding.model) {
        case GeneticModel::dominant:
            return call > 0 ? 1 : 0;
        case GeneticModel::recessive:
            return call == 2 ? 1 : 0;
        case GeneticModel::additive:
            break;
    }
    return copies == 1 && call == 2 ? coding.single_copy_code : call;
}

void check(const Calls& calls, const std::vector<std::uint8_t>* copies, GeneticModel model, std::uint8_t single_code,
           const std::vector<std::uint8_t>& included) {
    const std::size_t people = calls.size();
    const std::vector<std::uint8_t> everybody(people, 1);
    const std::vector<std::uint8_t> two(people, 2);
    const std::vector<std::uint8_t>& carried = copies != nullptr ? *copies : two;
    const ChromosomeCopies chromosome(carried);
    const VariantCoding coding{copies != nullptr ? &chromosome : nullptr, model, single_code};
    Calls expected(people);
    RecodingCounts lost;
    AlleleCounts alleles;
    for (std::size_t i = 0; i < people; ++i) {
        expected[i] = plain_code(calls[i], carried[i], coding);
        if (calls[i] != missing_call && carried[i] == 0) { ++lost.without_copy; }
        if (calls[i] == 1 && carried[i] == 1) { ++lost.heterozygous_singles; }
        if (expected[i] == missing_call || included[i] == 0) { continue; }
        alleles.effect += carried[i] == 1 ? calls[i] / 2U : calls[i];
        alleles.all += carried[i];
    }
    const std::vector<std::uint64_t> mask = two_bit_mask(included);
    std::uint32_t analysed = 0;
    for (const std::uint8_t one : included) { analysed += one; }
    for (const Storage storage : storages) {
        const GenotypeBlock block = test::genotype_block(people, {calls}, {storage});
        RecodingCounts set_missing;
        const GenotypeBlock after = recoded(block, std::vector{coding}, set_missing);
        const GenotypeView& view = after.variants[0];
        Calls decoded(people);
        decode_calls(view, people, decoded.data());
        REQUIRE(decoded == expected);
        REQUIRE(view.counts == counts_of(expected, everybody));
        const GenotypeCounts counts = masked_counts(view, included, mask, analysed);
        REQUIRE(counts == counts_of(expected, included));
        const AlleleCounts here = allele_counts(view, included, mask, counts);
        REQUIRE(here.effect == alleles.effect);
        REQUIRE(here.all == alleles.all);
        REQUIRE(set_missing.heterozygous_singles == lost.heterozygous_singles);
        REQUIRE(set_missing.without_copy == lost.without_copy);
        for (const std::uint8_t code : decoded) { REQUIRE((code == missing_call || code <= view.largest)); }
        if (view.encoding == Encoding::packed && people % 4 != 0) {
            REQUIRE(view.packed.back() >> (2 * (people % 4)) == 0);
        }
    }
}

TEST_CASE("recoded calls equal a plain loop, alleles are those of the calls, however a variant is stored") {
    std::mt19937_64 random(71);
    for (std::size_t people = 1; people <= 300; people += people < 140 ? 1 : 23) {
        const double frequency = people % 3 == 0 ? 0.4 : people % 3 == 1 ? 0.01 : 0.99;
        const Calls calls = test::random_calls(random, people, frequency, people % 2 == 0 ? 0.1 : 0.0);
        std::vector<std::uint8_t> included(people);
        for (std::uint8_t& one : included) { one = random() % 4 != 0 ? 1 : 0; }
        std::vector<std::uint8_t> sexes(people);
        for (std::uint8_t& copies : sexes) { copies = random() % 20 == 0 ? 0 : random() % 2 == 0 ? 1 : 2; }
        const std::vector<std::uint8_t> singles(people, 1);
        for (const GeneticModel model : {GeneticModel::additive, GeneticModel::dominant, GeneticModel::recessive}) {
            check(calls, nullptr, model, 2, included);
            for (const std::uint8_t single_code : {std::uint8_t{1}, std::uint8_t{2}}) {
                check(calls, &sexes, model, single_code, included);
                check(calls, &singles, model, single_code, included);
            }
        }
    }
}

TEST_CASE("the additive model of two copies leaves a variant as it is, and absent ones stay absent") {
    std::mt19937_64 random(72);
    const Calls calls = test::random_calls(random, 50, 0.3, 0.1);
    const GenotypeBlock block = test::genotype_block(50, {calls, calls}, {Storage::packed, Storage::absent});
    RecodingCounts none;
    const GenotypeBlock after = recoded(block, std::vector<VariantCoding>(2), none);
    CHECK(after.variants[0].packed.data() == block.variants[0].packed.data());
    CHECK(after.variants[0].alleles == nullptr);
    CHECK_FALSE(after.variants[1].present);
}

}  // namespace
}  // namespace atria
