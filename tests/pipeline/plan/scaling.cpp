#include "pipeline/plan/scaling.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace atria;
using namespace atria::pipeline;

namespace {

/// Two cohorts: 1,000 people with packed calls, 3,000 with ten entries a variant.
io::Manifest study(std::uint64_t variants) {
    io::Manifest manifest;
    manifest.variants = variants;
    manifest.chromosomes.push_back({1, 0, variants});
    manifest.cohorts.resize(2);
    for (std::size_t c = 0; c < 2; ++c) {
        manifest.cohorts[c].people = c == 0 ? 1000 : 3000;
        io::ShardEntry& shard = manifest.cohorts[c].shards.emplace_back();
        shard.chromosome = 1;
        shard.variants = variants;
        shard.packed_variants = c == 0 ? variants : 0;
        shard.sparse_entries = c == 0 ? 0 : 10 * variants;
        shard.bytes = c == 0 ? 250 * variants : 40 * variants;
    }
    return manifest;
}

const ScanCosts round_costs{2, 0.001, 1e-6, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 0};

}  // namespace

TEST_CASE("a block costs what its tiles and rows do") {
    const io::Manifest manifest = study(1024);
    const auto cohorts = all_cohorts(manifest);
    const WorkPlan plan(manifest, cohorts, 1, 256);
    const ScalingRun run{2, 5, 1, 1};
    // A variant: 1,000 calls, 10 entries, 2 tiles, 2 traits of (2 + 1) rows.
    const double variant = 1000 * (1e-6 + 5 * 1e-7) + 10 * 5 * 1e-5 + 2 * 1e-4 + 2 * 3 * 1e-3;
    CHECK(block_seconds(manifest, cohorts, plan.blocks().front(), run, round_costs) == Approx(256 * variant));

    const Scaling alone = scaling_of(plan, manifest, cohorts, run, round_costs);
    CHECK(alone.start == 2);
    CHECK(alone.records == Approx(4000 * 0.001));
    CHECK(alone.longest_scan == Approx(1024 * variant));
    CHECK(alone.merge == Approx(1024 * 6 * 1e-2));
    CHECK(alone.efficiency() == Approx(1));
    CHECK(alone.balance() == Approx(1));
}

TEST_CASE("ranks share the scan, and wait for what they do not share") {
    const io::Manifest manifest = study(1024);
    const auto cohorts = all_cohorts(manifest);
    const ScalingRun run{1, 4, 1, 1};
    const Scaling alone = scaling_of(WorkPlan(manifest, cohorts, 1, 256), manifest, cohorts, run, round_costs);
    const Scaling four = scaling_of(WorkPlan(manifest, cohorts, 4, 256), manifest, cohorts, run, round_costs);
    CHECK(four.longest_scan == Approx(alone.longest_scan / 4));
    CHECK(four.merge == Approx(alone.merge));
    CHECK(four.efficiency() == Approx(alone.total() / (4 * four.total())));
    // Four blocks on three ranks: one of them has two.
    const Scaling three = scaling_of(WorkPlan(manifest, cohorts, 3, 256), manifest, cohorts, run, round_costs);
    CHECK(three.balance() == Approx(2.0 / 3));
    // As many threads as blocks: no rank is faster than its longest block.
    const ScalingRun threads{1, 4, 8, 1};
    CHECK(scaling_of(WorkPlan(manifest, cohorts, 1, 256), manifest, cohorts, threads, round_costs).longest_scan ==
          Approx(alone.longest_scan / 4));
    ScanCosts slow = round_costs;
    slow.byte = 1;
    const Scaling reading = scaling_of(WorkPlan(manifest, cohorts, 4, 256), manifest, cohorts, run, slow);
    CHECK(reading.longest_scan == Approx(256 * 290));
    CHECK(reading.reading == Approx(256 * 290 - four.longest_scan));
}

TEST_CASE("a study without variants takes its start") {
    const io::Manifest manifest;
    const Scaling scaling = scaling_of(WorkPlan(manifest, {}, 10, 256), manifest, {}, {}, round_costs);
    CHECK(scaling.total() == 2);
    CHECK(scaling.balance() == 1);
}

TEST_CASE("costs are read by name") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "costs.tsv", "row\t2.5e-6\nstart\t1\n");
    const ScanCosts costs = read_scan_costs(folder / "costs.tsv");
    CHECK(costs.row == 2.5e-6);
    CHECK(costs.start == 1);
    CHECK(costs.tile == ScanCosts{}.tile);
    for (const char* bad : {"rows\t1\n", "row\n", "row\tx\n", "row\t-1\n", "row\tnan\n", "row\t1 s\n"}) {
        test::write_bytes(folder / "costs.tsv", bad);
        test::requires_error([&] { return read_scan_costs(folder / "costs.tsv"); }, Fault::bad_data,
                             {"costs.tsv:1", "names a cost"});
    }
    test::requires_error([&] { return read_scan_costs(folder / "none"); }, Fault::input_missing, {"none"});
}
