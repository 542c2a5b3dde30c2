#include "io/results/results_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;

namespace {

std::vector<Variant> variants(std::uint64_t count) {
    std::vector<Variant> list;
    for (std::uint64_t i = 0; i < count; ++i) {
        list.push_back({static_cast<Chromosome>(1 + i * 3 / count), static_cast<std::uint32_t>(10 + i),
                        std::string(1 + i % 60, 'A'), "C", "rs" + std::to_string(i)});
    }
    return list;
}

/// The next rows, one column after the other.
void add(io::TraitColumns& columns, const ScanRows& rows, bool last) {
    const std::vector<const ScanRows*> batch{&rows};
    for (std::size_t i = 0; i < columns.size(); ++i) { columns.prepare(i, batch, last); }
    columns.collect(batch);
}

void write(const std::filesystem::path& file, std::uint64_t count, std::uint64_t block) {
    io::ResultsFile results(file, count);
    const auto list = variants(count);
    bool first = true;
    for (const auto& trait :
         {test::made_up_trait("sbp", 2, io::ScanModel::linear), test::made_up_trait("af", 2, io::ScanModel::cox)}) {
        io::TraitColumns columns = results.columns_of(trait);
        results.begin(columns);
        for (std::uint64_t i = 0; i < count; i += block) {
            const std::uint64_t here = std::min(block, count - i);
            if (first) { results.add_variants(std::span(list).subspan(i, here)); }
            add(columns, test::made_up_rows(i, here, 2, first ? 0 : 3), i + here == count);
            results.write(columns);
        }
        results.end(columns);
        first = false;
    }
    results.finish();
}

}  // namespace

TEST_CASE("results.h5 holds every column at full precision") {
    const test::TemporaryFolder folder;
    constexpr std::uint64_t count = 20'000;  // more than two chunks
    write(folder / "results.h5", count, 777);
    const io::hdf5::InputFile file(folder / "results.h5");
    CHECK(io::hdf5::number_attribute(file, "layout_version") == 1);
    const auto column = [&](const std::string& name) {
        const auto dataset = file.open_dataset(name);
        REQUIRE(dataset.rows() == count);
        return dataset.read<double>(0, count);
    };
    const auto rows = test::made_up_rows(0, count, 2, 0);
    const auto beta = column("/sbp/pooled/beta");
    const auto p = column("/sbp/pooled/p_value");
    const auto q = column("/sbp/pooled/het_q");
    const auto se = column("/sbp/cohorts/cohort1/standard_error");
    const auto status = file.open_dataset("/sbp/cohorts/cohort1/status").read<std::uint8_t>(0, count);
    const auto position = file.open_dataset("/variants/position").read<std::uint32_t>(0, count);
    const auto alleles = file.open_dataset("/variants/effect_allele").read_text(0, count);
    for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(test::same_bits(beta[i], rows.pooled[i].pooled.beta));
        REQUIRE((std::isnan(p[i]) || p[i] == std::pow(10, -rows.pooled[i].pooled.neg_log10_p)));
        REQUIRE(test::same_bits(q[i], rows.pooled[i].meta.q));
        REQUIRE(test::same_bits(se[i], rows.cohorts[1][i].standard_error));
        REQUIRE(status[i] == static_cast<std::uint8_t>(rows.cohorts[1][i].status));
        REQUIRE(position[i] == 10 + i);
        REQUIRE(alleles[i].size() == 1 + i % 60);
    }
    const auto ratio = file.open_dataset("/af/cohorts/cohort0/hazard_ratio");
    CHECK(io::hdf5::text_attribute(ratio, "test") == "COX-SCORE");
    CHECK(io::hdf5::text_attribute(ratio, "model") == "cox");
    CHECK(io::hdf5::text_attribute(ratio, "cohort") == "cohort0");
    CHECK(ratio.read<double>(5, 1)[0] == std::exp(test::made_up_rows(5, 1, 2, 3).cohorts[0][0].beta));
    CHECK_FALSE(file.has("/af/cohorts/cohort0/het_q"));
    CHECK(file.has("/af/pooled/log_likelihood_null"));
    CHECK(file.has("/af/pooled/zph_p"));
}

TEST_CASE("results.h5 does not depend on the size of the blocks") {
    const test::TemporaryFolder folder;
    write(folder / "a.h5", 10'000, 10'000);
    write(folder / "b.h5", 10'000, 123);
    write(folder / "c.h5", 10'000, 6000);
    const auto bytes = test::read_bytes(folder / "a.h5");
    CHECK((bytes == test::read_bytes(folder / "b.h5") && bytes == test::read_bytes(folder / "c.h5")));
}

TEST_CASE("a result without variants is a valid file") {
    const test::TemporaryFolder folder;
    write(folder / "empty.h5", 0, 1);
    const io::hdf5::InputFile file(folder / "empty.h5");
    CHECK(file.open_dataset("/sbp/pooled/beta").rows() == 0);
    CHECK(file.open_dataset("/variants/id").rows() == 0);
}

TEST_CASE("results.h5 tells the cohort left out by its name") {
    const test::TemporaryFolder folder;
    constexpr std::uint64_t count = 10'000;  // more than a chunk
    auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    {
        io::ResultsFile results(folder / "results.h5", count);
        trait.leave_one_out = true;
        io::TraitColumns columns = results.columns_of(trait);
        results.begin(columns);
        results.add_variants(variants(count));
        ScanRows rows = test::made_up_rows(0, count, 2, 0);
        for (std::uint64_t i = 0; i < count; ++i) {
            rows.leave_one_out.push_back(i % 3 == 2 ? math::LeaveOneOut{}
                                                    : math::LeaveOneOut{0.1 * static_cast<double>(i), i % 3});
        }
        add(columns, rows, true);
        results.end(columns);
        trait.name = "dbp";
        trait.leave_one_out = false;
        io::TraitColumns others = results.columns_of(trait);
        results.begin(others);
        rows.leave_one_out.clear();
        add(others, rows, true);
        results.end(others);
        results.finish();
    }
    const io::hdf5::InputFile file(folder / "results.h5");
    const auto change = file.open_dataset("/sbp/pooled/loo_max_change").read<double>(0, count);
    const auto cohort = file.open_dataset("/sbp/pooled/loo_cohort").read_text(0, count);
    for (std::uint64_t i = 0; i < count; ++i) {
        REQUIRE((i % 3 == 2 ? std::isnan(change[i]) : change[i] == 0.1 * static_cast<double>(i)));
        REQUIRE(cohort[i] == (i % 3 == 2 ? "" : i % 3 == 1 ? "cohort1" : "cohort0"));
    }
    CHECK_FALSE(file.has("/dbp/pooled/loo_cohort"));
}
