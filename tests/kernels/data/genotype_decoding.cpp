#include "kernels/data/genotype_decoding.hpp"

#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria {
namespace {

using test::Calls;
using test::Storage;

Calls any_calls(std::mt19937_64& random, std::size_t people) {
    Calls calls(people);
    for (std::uint8_t& call : calls) { call = static_cast<std::uint8_t>(random() % 4); }
    return calls;
}

TEST_CASE("every storage of a variant decodes to the calls that went in, whatever the number of people") {
    std::mt19937_64 random(41);
    for (std::size_t people = 1; people <= 260; ++people) {
        const Calls calls = any_calls(random, people);
        for (const Storage storage : {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2}) {
            const GenotypeBlock block = test::genotype_block(people, {calls}, {storage});
            // Bytes behind the last person stay untouched.
            Calls decoded(people + 70, 99);
            decode_calls(block.variants[0], people, decoded.data());
            REQUIRE(Calls(decoded.begin(), decoded.begin() + static_cast<std::ptrdiff_t>(people)) == calls);
            for (std::size_t i = people; i < decoded.size(); ++i) { REQUIRE(decoded[i] == 99); }
        }
    }
}

TEST_CASE("a stretch of packed calls decodes through any translation") {
    std::mt19937_64 random(42);
    const std::size_t people = 403;
    const Calls calls = any_calls(random, people);
    const GenotypeBlock block = test::genotype_block(people, {calls}, {Storage::packed});
    const std::uint8_t translations[3][4] = {{0, 1, 2, 3}, {0, 1, 2, 0}, {200, 7, 255, 128}};
    for (const auto& translate : translations) {
        for (const std::size_t first : {0U, 4U, 12U, 64U, 128U, 400U}) {
            for (const std::size_t count : {0U, 1U, 3U, 63U, 64U, 65U, 127U, 129U, 192U}) {
                if (first + count > people) { continue; }
                std::vector<std::uint8_t> out(count + 1, 99);
                decode_packed(block.variants[0].packed, first, count, translate, out.data());
                bool same = out[count] == 99;
                for (std::size_t i = 0; i < count; ++i) { same = same && out[i] == translate[calls[first + i]]; }
                INFO("first " << first << ", count " << count);
                REQUIRE(same);
            }
        }
    }
}

TEST_CASE("a sparse entry gives back its person and its code, up to the largest person") {
    for (const std::uint32_t person : {0U, 1U, 77U, (1U << 30U) - 1}) {
        for (std::uint8_t code = 0; code < 4; ++code) {
            CHECK(person_of(sparse_entry(person, code)) == person);
            CHECK(code_of(sparse_entry(person, code)) == code);
        }
    }
}

}  // namespace
}  // namespace atria
