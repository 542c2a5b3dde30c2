#include "pipeline/model/model_rows.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/records_table.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::ModelRows;

namespace {

const char* const people =
    "cohort\tid\ta\tb\te\tx\tkind\tw\to\tc\n"
    "B\tp\t0\t2.5\t1\t3\tu\t1\t0.5\t9\n"
    "A\tq\t1\t4\t2\t4\tv\t2\t0\t8\n"
    "A\tr\t0\t3\t0\t5\tu\t0.5\t1\t9\n"
    "A\tq\t4\t5\t0\t6\tv\t2\t0\t8\n"
    "B\ts\t0\t1\t0\tNA\tu\t1\t0\t7\n"
    "B\tt\tNA\t1\t0\tNA\tu\t1\t0\t7\n"
    "B\tz\t0\t1\t0\t1\tNA\tNA\tNA\tNA\n";

pipeline::ModelRequest full_request() {
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.records.covariates = {"x"};
    request.records.categorical = {"kind"};
    request.weight = "w";
    request.offset = "o";
    request.person = "id";
    request.cluster = "c";
    return request;
}

}  // namespace

TEST_CASE("the rows of a model are those of the table, by cohort, with numbers for people and clusters") {
    const test::RecordsTable table(people);
    const ModelRows model = pipeline::read_model_rows(full_request(), table.records("cohort"));
    CHECK(model.covariates == std::vector<std::string>{"x", "kind=v"});
    CHECK(model.terms == std::vector<std::string>{"x", "kind"});
    CHECK(model.causes == std::vector<unsigned>{1, 2});
    REQUIRE(model.cohorts.size() == 2);
    const SurvivalRows& a = model.cohorts[0].rows;
    CHECK(a.entry == std::vector<Ticks>{1'000'000, 0, 4'000'000});
    CHECK(a.exit == std::vector<Ticks>{4'000'000, 3'000'000, 5'000'000});
    CHECK(a.event == std::vector<std::uint32_t>{2, 0, 0});
    CHECK(a.weight == std::vector<double>{2, 0.5, 2});
    CHECK(a.offset == std::vector<double>{0, 1, 0});
    CHECK(a.person == std::vector<std::uint32_t>{0, 1, 0});
    CHECK(a.cluster == std::vector<std::uint32_t>{0, 1, 0});
    CHECK(a.x == (Eigen::MatrixXd(3, 2) << 4, 1, 5, 0, 6, 1).finished());
    CHECK(model.cohorts[0].row_names == std::vector<std::string>{"3", "4", "5"});
    CHECK(model.cohorts[0].people == 2);
    CHECK(model.cohorts[0].events == std::vector<std::size_t>{2, 0, 1});
    CHECK(model.analysed() == 4);
    CHECK(model.people() == 3);
    CHECK(model.events() == 2);
    CHECK(model.events(2) == 1);
}

TEST_CASE("rows that lack a value are counted under the first reason, with their names") {
    const test::RecordsTable table(people);
    const ModelRows model = pipeline::read_model_rows(full_request(), table.records("cohort"));
    const auto& left_out = model.cohorts[1].left_out;
    CHECK(left_out.size() == 3);
    CHECK(left_out.at("covariate x missing").first == std::vector<std::string>{"6"});
    CHECK(left_out.at("entry time missing").first == std::vector<std::string>{"7"});
    CHECK(left_out.at("covariate kind missing").rows == 1);
    pipeline::ModelRequest request = full_request();
    request.records.categorical.clear();
    const auto reason_of_last = [&] {
        return pipeline::read_model_rows(request, table.records("cohort")).cohorts[1].left_out.rbegin()->first;
    };
    CHECK(reason_of_last() == "weight missing");
    request.weight.clear();
    CHECK(reason_of_last() == "offset missing");
    request.offset.clear();
    CHECK(reason_of_last() == "entry time missing");
    CHECK(pipeline::read_model_rows(request, table.records("cohort")).cohorts[1].left_out.contains("cluster missing"));
    request.strata = {"kind"};
    CHECK(pipeline::read_model_rows(request, table.records("cohort"))
              .cohorts[1]
              .left_out.contains("stratum kind missing"));
}

TEST_CASE("strata and groups are numbered over the cohorts") {
    const test::RecordsTable table(people);
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.strata = {"kind"};
    request.group = {"w"};
    const ModelRows model = pipeline::read_model_rows(request, table.records("cohort"));
    CHECK(model.strata == std::vector<std::string>{"kind=u", "kind=v"});
    CHECK(model.groups == std::vector<std::string>{"w=0.5", "w=1", "w=2"});
    CHECK(model.cohorts[0].rows.stratum == std::vector<std::uint32_t>{1, 0, 1});
    CHECK(model.cohorts[0].rows.group == std::vector<std::uint32_t>{2, 0, 2});
    CHECK(model.cohorts[1].rows.stratum == std::vector<std::uint32_t>{0, 0});
    CHECK(model.cohorts[1].rows.strata == 2);
    CHECK(model.cohorts[1].rows.groups == 3);
}

TEST_CASE("a weight below 0 or beyond all digits is named by its place") {
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.weight = "w";
    for (const std::string weight : {"-1", "1e300"}) {
        const test::RecordsTable table("a\tb\te\tw\n0\t1\t1\t1\n0\t2\t0\t" + weight + "\n");
        test::requires_error([&] { (void)pipeline::read_model_rows(request, table.records()); }, Fault::bad_data,
                             {":3:4 (w)", "is not a number from 0 to"});
    }
}

TEST_CASE("rows of weight 0 and rows without time at risk are left out and named, as in scans") {
    const test::RecordsTable table("a\tb\te\tw\n0\t1\t1\t1\n0\t2\t0\t0\n3\t3\t1\t1\n4\t4.0000001\t1\t1\n1\t5\t1\t2\n");
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.weight = "w";
    const ModelRows model = pipeline::read_model_rows(request, table.records());
    CHECK(model.analysed() == 2);
    const auto& left_out = model.cohorts[0].left_out;
    REQUIRE(left_out.size() == 2);
    CHECK(left_out.at("weight is 0").rows == 1);
    CHECK(left_out.at("no time at risk (exit equals entry)").rows == 2);
}
