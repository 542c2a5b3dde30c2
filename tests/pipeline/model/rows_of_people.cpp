#include "pipeline/model/rows_of_people.hpp"

#include "pipeline/model/model_rows.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/records_table.hpp"

#include <catch2/catch.hpp>

using namespace atria;

namespace {

pipeline::ModelRequest request_for(pipeline::SurvivalModel model) {
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.model = model;
    request.person = "id";
    return request;
}

void read(const std::string& text, const pipeline::ModelRequest& request) {
    const test::RecordsTable table(text);
    (void)pipeline::read_model_rows(request, table.records());
}

constexpr auto cox = pipeline::SurvivalModel::cox;
constexpr auto fine_gray = pipeline::SurvivalModel::fine_gray;

}  // namespace

TEST_CASE("rows of a person that overlap are refused by person and rows, whatever their order") {
    const std::string text = "id\ta\tb\te\tg\nx\t5\t9\t0\t1\ny\t0\t7\t0\t1\nx\t0\t6\t0\t1\n";
    test::requires_error([&] { read(text, request_for(cox)); }, Fault::bad_data,
                         {":2:2 (a)", "the person x (id)", "overlap", "rows 4 (0 to 6) and 2 (5 to 9)"});
    // The rows of two people, or of one in two strata, may.
    pipeline::ModelRequest stratified = request_for(cox);
    stratified.strata = {"g"};
    CHECK_NOTHROW(read("id\ta\tb\te\tg\nx\t5\t9\t0\t1\nx\t0\t6\t0\t2\n", stratified));
    CHECK_NOTHROW(read("id\ta\tb\te\tg\nx\t6\t9\t1\t1\nx\t0\t6\t1\t1\n", request_for(cox)));
    // One that is left out overlaps nothing.
    CHECK_NOTHROW(read("id\ta\tb\te\tg\nx\t5\t9\t0\t1\nx\t0\t6\tNA\t1\n", request_for(cox)));
}

TEST_CASE("several rows of a person without entries all begin at the beginning") {
    pipeline::ModelRequest request = request_for(cox);
    request.outcome = pipeline::parse_outcome("t=b,e");
    test::requires_error([&] { read("id\tb\te\nx\t6\t0\nx\t9\t1\n", request); }, Fault::bad_data,
                         {"rows 2 (the beginning to 6) and 3 (the beginning to 9)", "NAME=entry,exit,event"});
}

TEST_CASE("the rows of a person in a Fine-Gray model follow each other up to one event, in one stratum") {
    const std::string head = "id\ta\tb\te\tg\nx\t0\t6\t";
    CHECK_NOTHROW(read(head + "0\t1\nx\t6\t9\t2\t1\n", request_for(fine_gray)));
    test::requires_error([&] { read(head + "0\t1\nx\t7\t9\t2\t1\n", request_for(fine_gray)); }, Fault::bad_data,
                         {"not seen between", "rows 2 (0 to 6) and 3 (7 to 9)"});
    test::requires_error([&] { read(head + "1\t1\nx\t6\t9\t2\t1\n", request_for(fine_gray)); }, Fault::bad_data,
                         {"event before the last row"});
    pipeline::ModelRequest stratified = request_for(fine_gray);
    stratified.strata = {"g"};
    test::requires_error([&] { read(head + "0\t1\nx\t6\t9\t2\t2\n", stratified); }, Fault::bad_data, {"two strata"});
}
