#include "kernels/data/covariates.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria {
namespace {

TEST_CASE("covariates spread over the cohorts are 0 elsewhere, and missing at home only") {
    Covariates own;
    own.names = {"age", "site=B*sex"};
    own.terms = {"age", "site*sex"};
    own.values.resize(2, 2);
    own.values << 50, 1, NAN, 0;
    const std::vector<std::string> cohorts = {"A", "B"};
    const Covariates spread = spread_over_cohorts(own, 1, cohorts);
    CHECK(spread.names == std::vector<std::string>{"age in A", "site=B*sex in A", "age in B", "site=B*sex in B"});
    CHECK(spread.terms == std::vector<std::string>{"age", "site*sex", "age", "site*sex"});
    CHECK(spread.values.leftCols(2).isZero(0));
    CHECK(spread.values(0, 2) == 50);
    CHECK(std::isnan(spread.values(1, 2)));
    CHECK(spread.values.col(3) == own.values.col(1));
}

TEST_CASE("a column belongs to its term, or to what stands before its level") {
    Covariates covariates;
    covariates.names = {"age", "site=B"};
    CHECK(covariates.term(1) == "site");
    covariates.terms = {"age", "place"};
    CHECK(covariates.term(1) == "place");
}

}  // namespace
}  // namespace atria
