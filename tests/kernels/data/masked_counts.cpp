#include "kernels/data/masked_counts.hpp"

#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria {
namespace {

using test::Calls;
using test::Storage;

constexpr Storage storages[] = {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2};

TEST_CASE("counts under a mask equal a plain loop over people") {
    std::mt19937_64 random(51);
    for (std::size_t people = 1; people <= 260; ++people) {
        Calls calls(people);
        std::vector<std::uint8_t> included(people);
        std::vector<std::uint64_t> mask((people + 31) / 32, 0);
        std::uint32_t total = 0;
        GenotypeCounts expected;
        const std::uint64_t share = random() % 5;  // from nobody to everybody
        for (std::size_t i = 0; i < people; ++i) {
            calls[i] = static_cast<std::uint8_t>(random() % 4);
            included[i] = random() % 4 < share ? 1 : 0;
            if (included[i] == 0) { continue; }
            mask[i / 32] |= std::uint64_t{1} << (2 * (i % 32));
            ++total;
            switch (calls[i]) {
                case 0:
                    ++expected.hom_other;
                    break;
                case 1:
                    ++expected.het;
                    break;
                case 2:
                    ++expected.hom_effect;
                    break;
                default:
                    ++expected.missing;
            }
        }
        for (const Storage storage : storages) {
            const GenotypeBlock block = test::genotype_block(people, {calls}, {storage});
            REQUIRE(masked_counts(block.variants[0], included, mask, total) == expected);
        }
    }
}

TEST_CASE("people without a call are visited once each, in ascending order") {
    std::mt19937_64 random(52);
    for (std::size_t people = 1; people <= 260; ++people) {
        const Calls calls = test::random_calls(random, people, 0.4, people % 3 == 0 ? 0.0 : 0.2);
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < people; ++i) {
            if (calls[i] == missing_call) { expected.push_back(i); }
        }
        for (const Storage storage : storages) {
            const GenotypeBlock block = test::genotype_block(people, {calls}, {storage});
            std::vector<std::size_t> visited;
            for_each_missing(block.variants[0], [&](std::size_t person) { visited.push_back(person); });
            REQUIRE(visited == expected);
        }
    }
}

}  // namespace
}  // namespace atria
