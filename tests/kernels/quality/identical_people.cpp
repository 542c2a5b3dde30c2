#include "kernels/quality/identical_people.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

namespace atria::quality {
namespace {

/// People × variants of calls, drawn at frequency 0.4, some missing.
std::vector<std::vector<std::uint8_t>> drawn(std::size_t people, std::size_t variants, double missing) {
    std::mt19937_64 random(20260101);
    std::uniform_real_distribution<double> uniform;
    std::vector<std::vector<std::uint8_t>> calls(people, std::vector<std::uint8_t>(variants));
    for (auto& person : calls) {
        for (auto& call : person) {
            const int copies = (uniform(random) < 0.4 ? 1 : 0) + (uniform(random) < 0.4 ? 1 : 0);
            call = static_cast<std::uint8_t>(uniform(random) < missing ? 3 : copies);
        }
    }
    return calls;
}

CallSignatures signatures_of(const std::vector<std::vector<std::uint8_t>>& calls) {
    CallSignatures signatures(calls.size(), calls.front().size());
    for (std::size_t v = 0; v < calls.front().size(); ++v) {
        std::vector<std::uint8_t> column;
        for (const auto& person : calls) { column.push_back(person[v]); }
        signatures.set(v, column);
    }
    return signatures;
}

std::vector<IdenticalPair> found(const CallSignatures& signatures, const IdentityLimits& limits) {
    const std::size_t size = band_size(signatures.people());
    std::set<IdenticalPair> pairs;
    for (std::size_t band = 0; band < signatures.variants() / size; ++band) {
        for (const IdenticalPair& pair : identical_in_band(signatures, band, size, limits)) { pairs.insert(pair); }
    }
    return {pairs.begin(), pairs.end()};
}

TEST_CASE("two people are compared at the variants where both have a call, whatever the number of variants") {
    for (const std::size_t variants : {63UL, 64UL, 65UL, 130UL, 200UL}) {
        const auto calls = drawn(6, variants, 0.1);
        const CallSignatures signatures = signatures_of(calls);
        for (std::size_t a = 0; a < 6; ++a) {
            for (std::size_t b = 0; b < 6; ++b) {
                std::uint32_t compared = 0;
                std::uint32_t identical = 0;
                for (std::size_t v = 0; v < variants; ++v) {
                    if (calls[a][v] == 3 || calls[b][v] == 3) { continue; }
                    ++compared;
                    identical += calls[a][v] == calls[b][v] ? 1U : 0U;
                }
                CHECK(signatures.compare(a, b).compared == compared);
                CHECK(signatures.compare(a, b).identical == identical);
            }
        }
    }
}

TEST_CASE("keys agree where all calls of a band agree and none is missing, also across two words") {
    const auto calls = drawn(40, 150, 0.05);
    const CallSignatures signatures = signatures_of(calls);
    for (const std::size_t first : {0UL, 50UL, 60UL, 118UL}) {
        for (std::size_t i = 0; i < calls.size(); ++i) {
            std::uint64_t key = 0;
            const bool complete = signatures.key(i, first, 10, key);
            const auto begin = calls[i].begin() + static_cast<std::ptrdiff_t>(first);
            CHECK(complete == (std::find(begin, begin + 10, std::uint8_t{3}) == begin + 10));
            std::uint64_t expected = 0;
            for (std::size_t v = 0; v < 10; ++v) {
                const std::uint64_t call = calls[i][first + v];
                expected |= (call & 1U) << v | (call >> 1U) << (32 + v);
            }
            CHECK(key == expected);
        }
    }
}

TEST_CASE("bands find the pairs that comparing everybody with everybody finds: copies with errors and missing calls") {
    auto calls = drawn(600, 1000, 0.02);
    std::mt19937_64 random(7);
    for (std::size_t copy = 0; copy < 30; ++copy) {
        calls[570 + copy] = calls[copy * 3];
        for (std::size_t error = 0; error < copy; ++error) {
            calls[570 + copy][random() % 1000] = static_cast<std::uint8_t>(random() % 4);
        }
    }
    calls[300].assign(1000, 3);  // nobody's calls are everybody's
    calls[301].assign(1000, 3);
    const CallSignatures signatures = signatures_of(calls);
    const IdentityLimits limits;
    std::vector<IdenticalPair> all;
    for (std::uint32_t a = 0; a < 600; ++a) {
        for (std::uint32_t b = a + 1; b < 600; ++b) {
            const auto [compared, identical] = signatures.compare(a, b);
            if (compared >= 500 && identical >= 0.95 * compared) { all.push_back({a, b, compared, identical}); }
        }
    }
    CHECK(all.size() == 30);
    CHECK(found(signatures, limits) == all);
}

TEST_CASE("bands grow with the people, so that few strangers meet in one") {
    CHECK(band_size(2) == 6);
    CHECK(band_size(379) == 7);
    CHECK(band_size(50'000) == 13);
    CHECK(band_size(1'000'000) == 16);
}

}  // namespace
}  // namespace atria::quality
