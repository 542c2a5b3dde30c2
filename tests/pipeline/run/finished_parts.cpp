#include "pipeline/run/finished_parts.hpp"

#include "pipeline/comm/one_rank.hpp"
#include "pipeline/record/log.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace atria;
using pipeline::PlannedBlock;
using pipeline::StageCounts;
using pipeline::WorkPlan;

namespace {

/// Ten blocks of a study of which only the shape exists, on two ranks.
struct Case {
    test::TemporaryFolder folder;
    io::Manifest manifest;
    std::vector<io::TraitResult> traits{test::made_up_trait("sbp", 2, io::ScanModel::linear)};

    Case() {
        pipeline::start_log({pipeline::LogFormat::text, true, 0});
        manifest.chromosomes.push_back({1, 0, 1000});
        manifest.variants = 1000;
        manifest.cohorts.resize(2);
    }
    [[nodiscard]] WorkPlan plan() const { return {manifest, pipeline::all_cohorts(manifest), 2, 100}; }
    [[nodiscard]] pipeline::PartsOfRun run() const { return {folder.path(), traits, "this run"}; }

    static std::vector<ScanRows> rows(const PlannedBlock& block) {
        return {test::made_up_rows(block.first, block.variants, 2, 0)};
    }
    static StageCounts none() {
        StageCounts counts;
        counts.below_mac = counts.below_info = counts.below_hwe = {0, 0};
        return counts;
    }
    static StageCounts one() {
        StageCounts counts = none();
        counts.variants[0] = 100;
        counts.below_mac[1] = 1;
        return counts;
    }

    /// Finishes some blocks in one series; a part a block when `seconds` is 0.
    std::vector<std::string> finish(const std::vector<std::uint64_t>& blocks, double seconds) const {
        pipeline::PartSeries parts(run(), seconds, 0);
        const WorkPlan all = plan();
        for (const std::uint64_t block : blocks) { parts.add(all.blocks()[block], rows(all.blocks()[block]), one()); }
        parts.finish();
        return parts.names();
    }

    pipeline::EarlierParts read(std::set<std::uint64_t>& taken) const {
        const pipeline::OneRank alone;
        return pipeline::read_earlier_parts(
            run(), plan(), none(), alone, [&](const PlannedBlock& block, const std::vector<ScanRows>& read) {
                const auto expected = rows(block);
                CHECK(read.at(0).pooled.size() == expected[0].pooled.size());
                for (std::size_t v = 0; v < block.variants; ++v) {
                    CHECK(test::same_bits(read[0].pooled[v].pooled.beta, expected[0].pooled[v].pooled.beta));
                }
                taken.insert(block.index);
            });
    }
};

std::vector<std::uint64_t> indexes(const std::vector<PlannedBlock>& blocks) {
    std::vector<std::uint64_t> found;
    for (const PlannedBlock& block : blocks) { found.push_back(block.index); }
    return found;
}

}  // namespace

TEST_CASE("finished blocks are known again with their rows and counts, and the rest is dealt out anew") {
    const Case some;
    CHECK(some.finish({2, 3, 4}, 1000) == std::vector<std::string>{io::part_name(2)});
    CHECK(some.finish({7, 8}, 0) == std::vector<std::string>{io::part_name(7), io::part_name(8)});
    std::set<std::uint64_t> taken;
    const auto earlier = some.read(taken);
    CHECK(taken == std::set<std::uint64_t>{2, 3, 4, 7, 8});
    CHECK(earlier.blocks() == 5);
    CHECK(earlier.counts.variants[0] == 500);
    CHECK(earlier.counts.below_mac[1] == 5);
    CHECK(indexes(pipeline::blocks_to_do(some.plan(), earlier, 0)) == std::vector<std::uint64_t>{0, 1});
    CHECK(indexes(pipeline::blocks_to_do(some.plan(), earlier, 1)) == std::vector<std::uint64_t>{5, 6, 9});
    const pipeline::OneRank alone;
    CHECK(pipeline::all_parts(earlier, {io::part_name(0)}, alone).size() == 4);
}

TEST_CASE("a part that is damaged, gone, of another run or not written down counts for nothing and goes") {
    const Case some;
    some.finish({0}, 0);
    some.finish({1}, 0);
    some.finish({2}, 0);
    const auto folder = io::parts_folder(some.folder.path());
    std::string bytes = test::read_bytes(folder / io::part_name(0));
    bytes.resize(bytes.size() / 2);
    test::write_bytes(folder / io::part_name(0), bytes);
    std::filesystem::remove(folder / io::part_name(1));
    io::PartWriter other(folder / io::part_name(5), some.traits, "another run");
    other.close();
    test::write_bytes(folder / ("." + io::part_name(6) + ".unfinished"), "half");
    std::set<std::uint64_t> taken;
    const auto earlier = some.read(taken);
    CHECK(earlier.names == std::vector<std::string>{io::part_name(2)});
    CHECK(earlier.blocks() == 1);
    CHECK(std::filesystem::exists(folder / io::part_name(2)));
    for (const std::uint64_t gone : {0U, 5U}) { CHECK_FALSE(std::filesystem::exists(folder / io::part_name(gone))); }
    CHECK_FALSE(std::filesystem::exists(folder / ("." + io::part_name(6) + ".unfinished")));
}
