#include "pipeline/sharding/predictor_matrix.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace atria;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;
using pipeline::PredictorMatrix;

namespace {

using Table = std::vector<std::vector<double>>;

/// All features of a table for three people.
Table features(const TemporaryFolder& folder, const std::string& text, io::CombineRows rule) {
    write_bytes(folder / "m.tsv", text);
    const std::vector<std::string> people{"a", "b", "c"};
    PredictorMatrix matrix({"set", "east", folder / "m.tsv", "", rule, 2}, people, folder.path());
    std::vector<std::uint32_t> all(matrix.summary().features.size());
    std::iota(all.begin(), all.end(), 0U);
    Table table;
    matrix.read(
        all, [&](std::uint32_t, std::span<const double> values) { table.emplace_back(values.begin(), values.end()); });
    return table;
}

void check(const std::vector<double>& values, const std::vector<double>& expected) {
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(i);
        CHECK((std::isnan(expected[i]) ? std::isnan(values[i]) : values[i] == expected[i]));
    }
}

constexpr const char* repeated = "id\tg\tword\th\nb\t1\tx\tNA\na\t5\tx\t2\nb\t4\tx\t7\nzz\t9\tx\t9\nb\tNA\tx\t8\n";

}  // namespace

TEST_CASE("several rows of a person become one by the rule that is stated") {
    const TemporaryFolder folder;
    const Table mean = features(folder, repeated, io::CombineRows::mean);
    REQUIRE(mean.size() == 2);
    check(mean[0], {5, 2.5, NAN});
    check(mean[1], {2, 7.5, NAN});
    const Table first = features(folder, repeated, io::CombineRows::first);
    check(first[0], {5, 1, NAN});
    check(first[1], {2, NAN, NAN});  // the first row as it is
    const Table most = features(folder, repeated, io::CombineRows::max);
    check(most[0], {5, 4, NAN});
    check(most[1], {2, 8, NAN});
}

TEST_CASE("without a rule a second row is refused by its place and the line of the first") {
    const TemporaryFolder folder;
    requires_error([&] { (void)features(folder, repeated, io::CombineRows::refuse); }, Fault::bad_data,
                   {"m.tsv:4:1 (id)", "on line 2", "combine"});
}

TEST_CASE("a matrix tells what it holds and what is left out") {
    const TemporaryFolder folder;
    write_bytes(folder / "m.tsv", repeated);
    const std::vector<std::string> people{"a", "b", "c"};
    const PredictorMatrix matrix({"set", "east", folder / "m.tsv", "", io::CombineRows::mean, 2}, people, {});
    const auto summary = pipeline::MatrixSummary::from_json(matrix.summary().to_json());
    CHECK(summary.rows == 5);
    CHECK(summary.people == 2);
    CHECK(summary.features == std::vector<std::string>{"g", "h"});
    REQUIRE(summary.left_out.size() == 1);
    CHECK(summary.left_out[0].name == "word");
    CHECK(summary.strangers == std::vector<std::string>{"zz"});
    CHECK(summary.without_row == std::vector<std::string>{"c"});
}

TEST_CASE("when nobody has a row, a prefix of BIDS that parts the ids is told") {
    const TemporaryFolder folder;
    requires_error([&] { (void)features(folder, "id\tg\nsub-a\t1\n", io::CombineRows::mean); }, Fault::bad_data,
                   {"first id sub-a", "Without the prefix sub-"});
    requires_error([&] { (void)features(folder, "id\tg\nq\t1\n", io::CombineRows::mean); }, Fault::bad_data,
                   {"first id q", "first id a", "column id"});
}
