#include "kernels/data/people_subset.hpp"

#include "kernels/data/genotype_decoding.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria {
namespace {

TEST_CASE("a subset of people has their calls and counts in every way of storage") {
    std::mt19937_64 random(31);
    for (const std::size_t people : {1U, 5U, 64U, 200U}) {
        std::vector<test::Calls> calls;
        std::vector<test::Storage> storage;
        for (std::size_t v = 0; v < 16; ++v) {
            calls.push_back(test::random_calls(random, people, v < 8 ? 0.2 : 0.9, 0.1));
            storage.push_back(static_cast<test::Storage>(v % 4));
        }
        const GenotypeBlock block = test::genotype_block(people, calls, storage);
        for (const unsigned one_in : {1U, 3U, 40U}) {
            std::vector<std::uint32_t> chosen;
            for (std::uint32_t i = 0; i < people; ++i) {
                if (random() % one_in == 0) { chosen.push_back(i); }
            }
            const GenotypeBlock few = PeopleSubset(chosen).of(block);
            REQUIRE(few.people == chosen.size());
            REQUIRE(few.variants.size() == calls.size());
            for (std::size_t v = 0; v < calls.size(); ++v) {
                const GenotypeView& view = few.variants[v];
                REQUIRE(view.present == (storage[v] != test::Storage::absent));
                if (!view.present) { continue; }
                REQUIRE(view.encoding == block.variants[v].encoding);
                std::vector<std::uint8_t> decoded(chosen.size());
                decode_calls(view, decoded.size(), decoded.data());
                GenotypeCounts counts;
                for (std::size_t i = 0; i < chosen.size(); ++i) {
                    REQUIRE(decoded[i] == calls[v][chosen[i]]);
                    std::uint32_t* const by_code[4] = {&counts.hom_other, &counts.het, &counts.hom_effect,
                                                       &counts.missing};
                    ++*by_code[decoded[i]];
                }
                REQUIRE(view.counts == counts);
            }
        }
    }
}

}  // namespace
}  // namespace atria
