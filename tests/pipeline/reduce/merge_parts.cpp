#include "pipeline/reduce/merge_parts.hpp"

#include "io/results/foreign_text.hpp"
#include "io/results/part_file.hpp"
#include "io/results/result_text.hpp"
#include "io/shard/variant_list.hpp"
#include "kernels/math/genomic_control.hpp"
#include "kernels/math/tails.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/parallel_for.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::WorkPlan;

namespace {

constexpr std::uint64_t variants_a_chromosome = 1500;

/// A study of which only the manifest and the list of variants exist: three chromosomes.
io::Manifest make_study(const std::filesystem::path& folder) {
    io::Manifest manifest;
    manifest.variants_path = "variants.h5";
    io::VariantListWriter list(folder / "variants.h5");
    for (std::uint8_t chromosome = 1; chromosome <= 3; ++chromosome) {
        manifest.chromosomes.push_back({chromosome, manifest.variants, variants_a_chromosome});
        for (std::uint32_t i = 0; i < variants_a_chromosome; ++i) {
            list.add({chromosome, 100 + i, "A", "G", "rs" + std::to_string(manifest.variants++)});
        }
    }
    list.close();
    manifest.cohorts.resize(2);
    return manifest;
}

std::vector<Variant> all_variants() {
    std::vector<Variant> variants;
    for (std::uint8_t chromosome = 1; chromosome <= 3; ++chromosome) {
        for (std::uint32_t i = 0; i < variants_a_chromosome; ++i) {
            variants.push_back({chromosome, 100 + i, "A", "G", "rs" + std::to_string(variants.size())});
        }
    }
    return variants;
}

pipeline::MergeOrder order_of(const test::TemporaryFolder& folder, const std::string& results) {
    pipeline::MergeOrder order;
    order.loop = io::one_after_the_other();
    order.beside = io::all_one_after_the_other();
    order.study = folder.path();
    order.variants_path = "variants.h5";
    order.results = folder / results;
    order.formats = {io::ResultFormat::ssf, io::ResultFormat::regenie};
    order.traits = {test::made_up_trait("sbp", 2, io::ScanModel::linear),
                    test::made_up_trait("af", 2, io::ScanModel::cox)};
    order.run = "a run";
    return order;
}

/// What the ranks of a run would leave, each finishing its blocks in another order than the plan's.
void write_parts(const WorkPlan& plan, pipeline::MergeOrder& order) {
    for (int rank = 0; rank < plan.ranks(); ++rank) {
        const auto blocks = plan.blocks_of(rank);
        if (blocks.empty()) { continue; }
        order.parts.push_back(io::part_name(blocks.front().index));
        io::PartWriter part(io::parts_folder(order.results) / order.parts.back(), order.traits, order.run);
        for (std::size_t i = blocks.size(); i > 0; --i) {
            const auto& block = blocks[i - 1];
            part.add(block.index, std::vector<ScanRows>{test::made_up_rows(block.first, block.variants, 2, 0),
                                                        test::made_up_rows(block.first, block.variants, 2, 3)});
        }
        part.close();
    }
}

}  // namespace

TEST_CASE("merged results are the same bytes for any ranks, block sizes and threads, and hold every row in order") {
    pipeline::start_log({pipeline::LogFormat::text, true, 0});
    const test::TemporaryFolder folder;
    const io::Manifest manifest = make_study(folder.path());
    const auto merge = [&](const std::string& results, int ranks, std::uint64_t block_variants, int threads) {
        const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), ranks, block_variants);
        auto order = order_of(folder, results);
        order.loop = [threads](std::size_t n, const auto& body) { pipeline::parallel_for(n, threads, body); };
        order.beside = [threads](std::size_t n, const auto& body, const auto& beside) {
            pipeline::parallel_for_beside(n, threads, body, beside);
        };
        write_parts(plan, order);
        const auto files = pipeline::merge_parts(plan, order).files;
        return files;
    };
    const auto files = merge("one", 1, 5000, 1);
    CHECK(files == std::vector<std::string>{"sbp.tsv.gz", "sbp.tsv.gz-meta.yaml", "sbp.cohorts.tsv.gz", "sbp.regenie",
                                            "af.tsv.gz", "af.tsv.gz-meta.yaml", "af.cohorts.tsv.gz", "af.regenie",
                                            "results.h5"});
    merge("three", 3, 64, 2);
    merge("many", 50, 256, 4);
    for (const std::string& file : files) {
        const std::string bytes = test::read_bytes(folder / "one" / file);
        CHECK_FALSE(bytes.empty());
        CHECK(bytes == test::read_bytes(folder / "three" / file));
        CHECK(bytes == test::read_bytes(folder / "many" / file));
    }

    // The table as one formatting of all rows at once.
    const auto trait = order_of(folder, "one").traits[0];
    const auto variants = all_variants();
    const auto rows = test::made_up_rows(0, variants.size(), 2, 0);
    CHECK(test::gunzip(folder / "one/sbp.tsv.gz") ==
          io::pooled_header(trait) + io::pooled_lines(trait, variants, rows));
    CHECK(test::gunzip(folder / "one/sbp.cohorts.tsv.gz") ==
          io::cohort_header(trait) + io::cohort_lines(trait, variants, rows));
    CHECK(test::read_bytes(folder / "one/sbp.regenie") ==
          io::foreign_header(io::ResultFormat::regenie, trait) +
              io::foreign_lines(io::ResultFormat::regenie, trait, variants, rows));
}

TEST_CASE("genomic control is the median over all rows, and corrects the same bytes for any ranks and blocks") {
    pipeline::start_log({pipeline::LogFormat::text, true, 0});
    const test::TemporaryFolder folder;
    const io::Manifest manifest = make_study(folder.path());
    const auto merge = [&](const std::string& results, int ranks, std::uint64_t block_variants,
                           math::GenomicControl control) {
        const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), ranks, block_variants);
        auto order = order_of(folder, results);
        order.pooling.genomic_control = control;
        write_parts(plan, order);
        return pipeline::merge_parts(plan, order);
    };
    const auto plain = merge("plain", 2, 500, math::GenomicControl::none);
    const auto both = merge("both", 1, 5000, math::GenomicControl::both);
    merge("other", 5, 77, math::GenomicControl::both);
    for (const std::string& file : both.files) {
        CHECK(test::read_bytes(folder / "both" / file) == test::read_bytes(folder / "other" / file));
    }

    const auto order = order_of(folder, "plain");
    const auto variants = all_variants();
    auto rows = test::made_up_rows(0, variants.size(), 2, 3);
    const auto lambda = [](const std::vector<Estimate>& estimates) {
        std::vector<double> chi_squares;
        for (const Estimate& estimate : estimates) {
            if (estimate.status != RowStatus::ok) { continue; }
            const double z = math::normal_from_neg_log10_p(estimate.neg_log10_p);
            chi_squares.push_back(z * z);
        }
        return math::genomic_control_lambda(chi_squares);
    };
    std::vector<Estimate> pooled;
    for (const AssociationRow& row : rows.pooled) { pooled.push_back(row.pooled); }
    const pipeline::Lambdas& told = plain.traits[1].lambdas;
    CHECK(told.pooled == lambda(pooled));
    REQUIRE(told.cohorts.size() == 2);
    CHECK(told.cohorts[0] == lambda(rows.cohorts[0]));
    CHECK(told.cohorts[1] == lambda(rows.cohorts[1]));
    CHECK(both.traits[1].lambdas.cohorts == told.cohorts);
    REQUIRE(told.cohorts[0] > 1);  // made-up p are small

    ErrorFactors factors;
    for (const double cohort : told.cohorts) { factors.cohorts.push_back(math::genomic_control_factor(cohort)); }
    factors.pooled = math::genomic_control_factor(told.pooled);
    factors.fixed = math::genomic_control_factor(both.traits[1].lambdas.fixed);
    factors.random = math::genomic_control_factor(both.traits[1].lambdas.random);
    pool_cohorts({}, factors, rows);
    const auto& trait = order.traits[1];
    CHECK(test::gunzip(folder / "both/af.tsv.gz") ==
          io::pooled_header(trait) + io::pooled_lines(trait, variants, rows));
    CHECK(test::gunzip(folder / "both/af.cohorts.tsv.gz") ==
          io::cohort_header(trait) + io::cohort_lines(trait, variants, rows));
}

TEST_CASE("a table in each format that is asked for, and none without") {
    const auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    const auto names = [&](const std::vector<io::ResultFormat>& formats) {
        return pipeline::result_files({&trait, 1}, formats);
    };
    const std::vector<std::string> always{"sbp.tsv.gz", "sbp.tsv.gz-meta.yaml", "sbp.cohorts.tsv.gz", "results.h5"};
    CHECK(names({}) == always);
    CHECK(names({io::ResultFormat::ssf}) == always);
    CHECK(names({io::ResultFormat::plink2, io::ResultFormat::ssf, io::ResultFormat::regenie}) ==
          std::vector<std::string>{"sbp.tsv.gz", "sbp.tsv.gz-meta.yaml", "sbp.cohorts.tsv.gz", "sbp.glm.linear",
                                   "sbp.regenie", "results.h5"});
}

TEST_CASE("a block that no part holds is told") {
    pipeline::start_log({pipeline::LogFormat::text, true, 0});
    const test::TemporaryFolder folder;
    const io::Manifest manifest = make_study(folder.path());
    const WorkPlan plan(manifest, pipeline::all_cohorts(manifest), 2, 256);
    auto order = order_of(folder, "lost");
    write_parts(plan, order);
    const WorkPlan other(manifest, pipeline::all_cohorts(manifest), 2, 100);
    test::requires_error([&] { pipeline::merge_parts(other, order); }, Fault::bad_data,
                         {"blocks-000000000000.h5", "not in the plan"});
    order.parts.pop_back();
    test::requires_error([&] { pipeline::merge_parts(plan, order); }, Fault::bad_data, {"no part holds block 9"});
}

TEST_CASE("a plan without blocks gives valid empty results") {
    pipeline::start_log({pipeline::LogFormat::text, true, 0});
    const test::TemporaryFolder folder;
    const WorkPlan plan(io::Manifest{}, {}, 1, 256);
    const auto order = order_of(folder, "empty");
    for (const std::string& file : pipeline::merge_parts(plan, order).files) {
        CHECK(std::filesystem::exists(order.results / file));
    }
    CHECK(test::gunzip(folder / "empty/sbp.tsv.gz") == io::pooled_header(order.traits[0]));
}

TEST_CASE("a trait that cannot name a file is refused") {
    const test::TemporaryFolder folder;
    const WorkPlan plan(io::Manifest{}, {}, 1, 256);
    auto order = order_of(folder, "bad");
    order.traits[1].name = "../af";
    test::requires_error([&] { pipeline::merge_parts(plan, order); }, Fault::bad_config, {"../af"});
}
