#include "pipeline/model/model_memory.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/records_table.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::model_need;
using pipeline::ModelNeed;
using pipeline::ModelShape;

namespace {

ModelShape some_shape() {
    ModelShape shape;
    shape.records = 1200;
    shape.rows = 1000;
    shape.rank_rows = shape.rank_fitted = 600;
    shape.largest = 400;
    shape.covariates = 10;
    return shape;
}

}  // namespace

// That the bounds hold is the affair of tests/jobs/memory.sh, which measures runs.
TEST_CASE("every part of a model's memory grows with what it holds, and with nothing else") {
    const ModelNeed need = model_need(some_shape());
    CHECK(need.table == 0);
    CHECK(need.tables == 0);
    CHECK(need.total() == need.program + std::max(need.reading, need.fit));
    ModelShape more = some_shape();
    more.records *= 2;
    CHECK(model_need(more).reading > need.reading);
    CHECK(model_need(more).fit == need.fit);
    more = some_shape();
    more.rank_fitted *= 10;
    CHECK(model_need(more).fit > 3 * need.fit);
    CHECK(model_need(more).reading == need.reading);
    more = some_shape();
    more.fits = 3;
    CHECK(model_need(more).fit > need.fit);
    more = some_shape();
    more.robust = true;
    CHECK(model_need(more).fit > need.fit);
    more = some_shape();
    more.residuals = true;
    CHECK(model_need(more).tables == 1000 * (24 * 34 + 120));
    CHECK(model_need(more).fit == need.fit);
    more = some_shape();
    more.horizons = 3;
    more.risks = true;
    CHECK(model_need(more).tables == 1000 * (24 * 5 + 120));
    CHECK(model_need(more).fit > need.fit);
    more = some_shape();
    more.table_columns = 5;
    CHECK(model_need(more).table == 1200 * 76);
}

TEST_CASE("the shape counts the rows that Fine and Gray's weights make, and the rank that has most") {
    // Of cohort A who has the competing event at 1 stays at risk at 3 with another weight, as one was lost at 2.
    const test::RecordsTable table("cohort\tb\te\nA\t1\t2\nA\t2\t0\nA\t3\t1\nA\t4\t0\nB\t1\t1\nB\tNA\t1\nC\t1\t0\n");
    pipeline::ModelRequest request = test::RecordsTable::request();
    request.outcome = pipeline::parse_outcome("t=b,e");
    const pipeline::ModelRows rows = pipeline::read_model_rows(request, table.records("cohort"));
    const ModelShape cox = pipeline::model_shape(request, rows, 2, 3);
    CHECK(cox.records == 7);
    CHECK(cox.rows == 6);
    CHECK(cox.rank_rows == 4);
    CHECK(cox.rank_fitted == 4);
    CHECK(cox.table_columns == 3);
    CHECK(pipeline::model_shape(request, rows, 1, 3).rank_rows == 6);
    request.model = pipeline::SurvivalModel::fine_gray;
    CHECK(pipeline::model_shape(request, rows, 2, 3).rank_fitted == 5);
    CHECK(pipeline::model_shape(request, rows, 2, 3).largest == 5);
    request.model = pipeline::SurvivalModel::weibull;
    CHECK(pipeline::model_shape(request, rows, 2, 3).intercepts == 2);
}

TEST_CASE("a model that needs more than is allowed is refused by what takes it") {
    pipeline::ModelRequest request = test::RecordsTable::request();
    ModelNeed need;
    need.program = 96U << 20U;
    need.fit = 10U << 20U;
    request.records.run.memory = 200U << 20U;
    CHECK_NOTHROW(pipeline::check_memory(request, need));
    request.records.run.memory = 100U << 20U;
    test::requires_error([&] { pipeline::check_memory(request, need); }, Fault::resource_missing,
                         {"may need 106 MiB", "fit 10 MiB", "may use 100 MiB", "--memory"});
}
