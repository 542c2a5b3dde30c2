#include "kernels/survival/cox_code_lines.hpp"

#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("lines of codes hold every call, packed or sparse, and nobody's behind the last person") {
    std::mt19937_64 random(521);
    CoxCodeLines lines;
    for (const std::size_t people : {std::size_t{211}, std::size_t{64}, std::size_t{3}, std::size_t{128}}) {
        std::vector<test::Calls> calls;
        std::vector<test::Storage> storage;
        for (std::size_t v = 0; v < 130; ++v) {
            calls.push_back(test::random_calls(random, people, 0.4, 0.1));
            storage.push_back(static_cast<test::Storage>(v % 3));
        }
        const GenotypeBlock block = test::genotype_block(people, calls, storage);
        for (const std::size_t variants : {std::size_t{1}, std::size_t{16}, std::size_t{50}, std::size_t{128}}) {
            std::vector<std::size_t> chosen;
            for (std::size_t v = 0; v < variants; ++v) { chosen.push_back(129 - v); }
            lines.fill(block, chosen);
            REQUIRE(lines.words() == (variants + 15) / 16);
            for (std::size_t v = 0; v < variants; ++v) {
                bool same = true;
                for (std::size_t i = 0; i < people; ++i) {
                    same = same && ((lines.line(i)[v / 16] >> (4 * (v % 16))) & 15U) == calls[chosen[v]][i];
                }
                CHECK(same);
                CHECK(lines.line(people)[v / 16] == 0);
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
