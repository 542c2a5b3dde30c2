#include "io/results/foreign_text.hpp"

#include "io/summary/summary_reader.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

using namespace atria;
using io::ResultFormat;

namespace {

std::vector<Variant> made_up_variants(std::size_t count) {
    std::vector<Variant> variants;
    for (std::uint32_t i = 0; i < count; ++i) { variants.push_back({3, 100 + i, "A", "GT", "rs" + std::to_string(i)}); }
    return variants;
}

}  // namespace

TEST_CASE("each format has a file of its own name") {
    const auto linear = test::made_up_trait("sbp", 1, io::ScanModel::linear);
    CHECK(io::foreign_file(ResultFormat::regenie, linear) == "sbp.regenie");
    CHECK(io::foreign_file(ResultFormat::plink2, linear) == "sbp.glm.linear");
    const auto binary = test::made_up_trait("t2d", 1, io::ScanModel::logistic);
    CHECK(io::foreign_file(ResultFormat::plink2, binary) == "t2d.glm.logistic.hybrid");
    const auto cox = test::made_up_trait("af", 1, io::ScanModel::cox);
    CHECK(io::foreign_file(ResultFormat::regenie, cox) == "af.regenie");
    CHECK_THROWS_AS(io::foreign_file(ResultFormat::plink2, cox), std::logic_error);
    CHECK_THROWS_AS(io::foreign_header(ResultFormat::plink2, cox), std::logic_error);
    CHECK_THROWS_AS(io::foreign_file(ResultFormat::ssf, linear), std::logic_error);
}

TEST_CASE("what is written is read back as the same estimates") {
    const std::size_t count = 50;
    const auto variants = made_up_variants(count);
    auto rows = test::made_up_rows(0, count, 2, 0);
    for (auto& row : rows.pooled) { row.pooled.n_cases = 40; }
    for (const auto format : {ResultFormat::regenie, ResultFormat::plink2}) {
        for (const auto model : {io::ScanModel::linear, io::ScanModel::logistic, io::ScanModel::cox}) {
            if (format == ResultFormat::plink2 && model == io::ScanModel::cox) { continue; }
            const auto trait = test::made_up_trait("t", 2, model);
            const test::TemporaryFolder folder;
            test::write_bytes(folder / "table",
                              io::foreign_header(format, trait) + io::foreign_lines(format, trait, variants, rows));
            std::size_t unusable = 0;
            io::SummaryReader reader(folder / "table", std::nullopt, [&](const io::UnusableRow&) { ++unusable; });
            CHECK(reader.format() ==
                  (format == ResultFormat::regenie ? io::SummaryFormat::regenie : io::SummaryFormat::plink2));
            std::size_t usable = 0;
            for (io::SummaryRow row; reader.next(row); ++usable) {
                const std::size_t at = row.variant.position - 100;
                const Estimate& written = rows.pooled.at(at).pooled;
                CHECK(row.variant == variants[at]);
                CHECK(row.variant.id == variants[at].id);
                CHECK(row.beta == Approx(written.beta).margin(1e-11));
                CHECK(row.standard_error == Approx(written.standard_error).epsilon(1e-11));
                CHECK(row.frequency == Approx(written.effect_allele_frequency).epsilon(1e-11));
                CHECK(row.neg_log10_p == Approx(written.neg_log10_p).epsilon(1e-10).margin(1e-11));
                CHECK(row.n == written.n);
            }
            CHECK(usable + unusable == count);
            CHECK(unusable == 7);  // every seventh has no estimate
        }
    }
}

TEST_CASE("rows that do not fit their variants are our bug, in any format") {
    const auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    const auto rows = test::made_up_rows(0, 1, 2, 0);
    CHECK_THROWS_AS(io::foreign_lines(ResultFormat::regenie, trait, made_up_variants(2), rows), std::logic_error);
}
