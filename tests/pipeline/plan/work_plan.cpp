#include "pipeline/plan/work_plan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace atria;
using pipeline::WorkPlan;

namespace {

/// Three cohorts of uneven chromosomes; the last has records only.
io::Manifest study(std::uint64_t scale) {
    io::Manifest manifest;
    for (std::uint8_t chromosome = 1; chromosome <= 22; ++chromosome) {
        const std::uint64_t variants = chromosome == 7 ? 0 : scale * (23 - chromosome) + chromosome;
        manifest.chromosomes.push_back({chromosome, manifest.variants, variants});
        manifest.variants += variants;
    }
    manifest.cohorts.resize(3);
    for (std::size_t c = 0; c < 2; ++c) {
        manifest.cohorts[c].people = 1000 * (c + 1);
        for (const auto& chromosome : manifest.chromosomes) {
            if (chromosome.variants == 0) { continue; }
            io::ShardEntry shard;
            shard.chromosome = chromosome.chromosome;
            shard.variants = chromosome.variants;
            shard.bytes = chromosome.variants * (250 + 13U * (chromosome.chromosome % 5U) + 100 * c);
            manifest.cohorts[c].shards.push_back(shard);
        }
    }
    return manifest;
}

}  // namespace

TEST_CASE("every variant is in exactly one block and every block on exactly one rank") {
    const io::Manifest manifest = study(40);
    for (const std::uint64_t block_variants : {1U, 7U, 256U, 100'000U}) {
        for (const int ranks : {1, 2, 3, 64, 1000, 10'000}) {
            const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), ranks, block_variants);
            std::uint64_t next = 0;
            for (std::size_t i = 0; i < plan.blocks().size(); ++i) {
                const auto& block = plan.blocks()[i];
                REQUIRE(block.index == i);
                REQUIRE(block.first == next);
                REQUIRE(block.variants >= 1);
                REQUIRE(block.variants <= block_variants);
                next += block.variants;
                const auto& chromosome = manifest.chromosomes[block.chromosome - 1U];
                REQUIRE(block.first >= chromosome.first);
                REQUIRE(next <= chromosome.first + chromosome.variants);
                REQUIRE(block.first_in_chromosome == block.first - chromosome.first);
            }
            REQUIRE(next == manifest.variants);

            std::size_t seen = 0;
            std::uint64_t variants = 0;
            for (int rank = 0; rank < ranks; ++rank) {
                for (const auto& block : plan.blocks_of(rank)) {
                    REQUIRE(block.index == seen++);
                    REQUIRE(block.rank == rank);
                }
                variants += plan.share_of(rank).variants;
            }
            REQUIRE(seen == plan.blocks().size());
            REQUIRE(variants == manifest.variants);
        }
    }
}

TEST_CASE("shares differ from the mean by one block at most") {
    const io::Manifest manifest = study(400);
    for (const int ranks : {2, 5, 64, 1000, 10'000}) {
        const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), ranks, 16);
        double total = 0;
        double largest = 0;
        for (const auto& block : plan.blocks()) {
            total += static_cast<double>(block.bytes);
            largest = std::max(largest, static_cast<double>(block.bytes));
        }
        const double mean = total / ranks;
        for (int rank = 0; rank < ranks; ++rank) {
            const auto bytes = static_cast<double>(plan.share_of(rank).bytes);
            REQUIRE(std::abs(bytes - mean) <= largest * 1.000001);
        }
    }
}

TEST_CASE("predicted bytes are those of the shards") {
    const io::Manifest manifest = study(40);
    double in_shards = 0;
    for (const auto& cohort : manifest.cohorts) {
        for (const auto& shard : cohort.shards) { in_shards += static_cast<double>(shard.bytes); }
    }
    const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), 3, 64);
    double planned = 0;
    for (const auto& block : plan.blocks()) { planned += static_cast<double>(block.bytes); }
    CHECK(planned == Approx(in_shards).epsilon(1e-3));

    const std::vector<std::size_t> first{0};
    const WorkPlan restricted(manifest, first, 3, 64);
    CHECK(restricted.share_of(0).tiles == restricted.share_of(0).blocks);
    CHECK(restricted.blocks().front().bytes < plan.blocks().front().bytes);
}

TEST_CASE("a study without variants has an empty plan") {
    const io::Manifest manifest;
    const WorkPlan plan(manifest, {}, 4, 256);
    CHECK(plan.blocks().empty());
    CHECK(plan.ranks() == 4);
    CHECK(plan.blocks_of(3).empty());
    CHECK_THROWS_AS(WorkPlan(manifest, {}, 0, 256), std::logic_error);
}
