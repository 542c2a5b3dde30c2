#include "io/results/part_file.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;

namespace {

void require_same(const Estimate& a, const Estimate& b) {
    REQUIRE(test::same_bits(a.n, b.n));
    REQUIRE(test::same_bits(a.n_cases, b.n_cases));
    REQUIRE(test::same_bits(a.n_events, b.n_events));
    REQUIRE(test::same_bits(a.event_alleles, b.event_alleles));
    REQUIRE(test::same_bits(a.event_frequency, b.event_frequency));
    REQUIRE(test::same_bits(a.censored_alleles, b.censored_alleles));
    REQUIRE(test::same_bits(a.censored_frequency, b.censored_frequency));
    REQUIRE(test::same_bits(a.effect_allele_frequency, b.effect_allele_frequency));
    REQUIRE(test::same_bits(a.mac, b.mac));
    REQUIRE(test::same_bits(a.beta, b.beta));
    REQUIRE(test::same_bits(a.standard_error, b.standard_error));
    REQUIRE(test::same_bits(a.statistic, b.statistic));
    REQUIRE(test::same_bits(a.degrees_of_freedom, b.degrees_of_freedom));
    REQUIRE(test::same_bits(a.neg_log10_p, b.neg_log10_p));
    REQUIRE(test::same_bits(a.score_chisq, b.score_chisq));
    REQUIRE(test::same_bits(a.log_likelihood, b.log_likelihood));
    REQUIRE(test::same_bits(a.log_likelihood_null, b.log_likelihood_null));
    REQUIRE(test::same_bits(a.zph_chisq, b.zph_chisq));
    REQUIRE(test::same_bits(a.zph_neg_log10_p, b.zph_neg_log10_p));
    REQUIRE(a.status == b.status);
}

}  // namespace

TEST_CASE("rows come back bit for bit, whatever the order of the blocks") {
    const test::TemporaryFolder folder;
    const std::vector<io::TraitResult> traits{test::made_up_trait("sbp", 3, io::ScanModel::linear),
                                              test::made_up_trait("af", 2, io::ScanModel::cox)};
    const auto file = io::parts_folder(folder.path()) / io::part_name(34567);
    CHECK(file == folder.path() / ".parts/blocks-000000034567.h5");
    CHECK(io::part_name(1'234'567'890'123) == "blocks-1234567890123.h5");
    const auto rows_of = [](std::uint64_t block) {
        return std::vector<ScanRows>{test::made_up_rows(block * 100, 100 - block, 3, 0),
                                     test::made_up_rows(block * 100, 100 - block, 2, 5)};
    };
    io::PartWriter writer(file, traits, "run 1");
    for (const std::uint64_t block : {4U, 2U, 9U}) { writer.add(block, rows_of(block)); }
    CHECK_FALSE(std::filesystem::exists(file));
    writer.close();

    const io::PartReader reader(file, traits, "run 1");
    REQUIRE(reader.blocks().size() == 3);
    CHECK(reader.blocks()[1].block == 2);
    for (const auto& block : reader.blocks()) {
        for (std::size_t trait = 0; trait < 2; ++trait) {
            const ScanRows expected = rows_of(block.block)[trait];
            const ScanRows got = reader.read(block, trait);
            REQUIRE(got.pooled.size() == expected.pooled.size());
            REQUIRE(got.cohorts.size() == expected.cohorts.size());
            for (std::size_t i = 0; i < got.pooled.size(); ++i) {
                require_same(got.pooled[i].pooled, expected.pooled[i].pooled);
                REQUIRE(test::same_bits(got.pooled[i].meta.q, expected.pooled[i].meta.q));
                REQUIRE(
                    test::same_bits(got.pooled[i].meta.random_neg_log10_p, expected.pooled[i].meta.random_neg_log10_p));
                for (std::size_t c = 0; c < got.cohorts.size(); ++c) {
                    require_same(got.cohorts[c][i], expected.cohorts[c][i]);
                }
            }
        }
    }
}

TEST_CASE("a part of another run or of other traits is refused") {
    const test::TemporaryFolder folder;
    const std::vector<io::TraitResult> traits{test::made_up_trait("sbp", 3, io::ScanModel::linear)};
    io::PartWriter(folder / "part.h5", traits, "run 1").close();
    CHECK_NOTHROW(io::PartReader(folder / "part.h5", traits, "run 1"));
    test::requires_error([&] { io::PartReader(folder / "part.h5", traits, "run 2"); }, Fault::bad_data,
                         {"part.h5", "another run"});
    const std::vector<io::TraitResult> others{test::made_up_trait("ldl", 3, io::ScanModel::linear)};
    test::requires_error([&] { io::PartReader(folder / "part.h5", others, "run 1"); }, Fault::bad_data, {"part.h5"});
    test::requires_error([&] { io::PartReader(folder / "none.h5", traits, "run 1"); }, Fault::input_missing,
                         {"none.h5"});
}
