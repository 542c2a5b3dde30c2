#include "pipeline/run/stage_counts.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::StageCounts;

TEST_CASE("what the genotype stage has seen comes back from the ledger") {
    StageCounts counts;
    for (std::size_t i = 0; i < counts.variants.size(); ++i) { counts.variants[i] = 10 + i; }
    for (std::size_t i = 0; i < counts.set_missing.size(); ++i) {
        counts.set_missing[i] = {100 + i, 200 + i};
        counts.single_variants[i] = 300 + i;
        counts.single_people[i] = (std::uint64_t{1} << 60U) + i;
    }
    counts.below_mac = {1, 2, 3};
    counts.below_info = {4, 5, 6};
    counts.below_hwe = {7, 8, 9};
    const StageCounts back =
        pipeline::stage_counts_from(nlohmann::ordered_json::parse(pipeline::json_of(counts).dump()));
    CHECK(back.variants == counts.variants);
    for (std::size_t i = 0; i < counts.set_missing.size(); ++i) {
        CHECK(back.set_missing[i].heterozygous_singles == 100 + i);
        CHECK(back.set_missing[i].without_copy == 200 + i);
    }
    CHECK(back.single_variants == counts.single_variants);
    CHECK(back.single_people == counts.single_people);
    CHECK(back.below_mac == counts.below_mac);
    CHECK(back.below_info == counts.below_info);
    CHECK(back.below_hwe == counts.below_hwe);
}
