#include "io/tables/nearest_name.hpp"

#include <catch2/catch.hpp>
#include <vector>

using atria::io::nearest_name;

TEST_CASE("the nearest name is the one that was meant") {
    const std::vector<std::string> names{"threads", "trait", "covariate", "study", "sbp", "ldl"};
    CHECK(nearest_name("thread", names) == "threads");
    CHECK(nearest_name("triat", names) == "trait");
    CHECK(nearest_name("Covariates", names) == "covariate");
    CHECK(nearest_name("cov", names) == "covariate");
    CHECK(nearest_name("sdudy", names) == "study");
    CHECK(nearest_name("spb", names) == "sbp");
}

TEST_CASE("nothing is suggested when nothing is near") {
    const std::vector<std::string> names{"threads", "trait"};
    CHECK(nearest_name("height", names).empty());
    CHECK(nearest_name("x", names).empty());
    CHECK(nearest_name("", names).empty());
    CHECK(atria::io::did_you_mean("qqqqqq", names).empty());
}
