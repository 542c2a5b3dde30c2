#include "kernels/simulation/people_draws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace atria::simulation;

TEST_CASE("people have covariates in the promised order, units and ranges") {
    StudyDesign design;
    design.principal_components = 3;
    const People people = draw_people(design, 1, 20000);
    CHECK(people.covariate_names == std::vector<std::string>{"age", "sex", "PC1", "PC2", "PC3"});
    REQUIRE(people.covariates.rows() == 20000);
    REQUIRE(people.covariates.cols() == 5);

    double men = 0;
    std::set<std::int32_t> days;
    for (Eigen::Index i = 0; i < 20000; ++i) {
        const auto person = static_cast<std::size_t>(i);
        const double age = people.covariates(i, 0);
        REQUIRE(age == people.entry_day[person] / 365.25);
        REQUIRE((age >= 34.9 && age < 75));
        REQUIRE(people.last_day[person] > people.entry_day[person]);
        REQUIRE((people.covariates(i, 1) == 1 || people.covariates(i, 1) == 2));
        men += people.covariates(i, 1) == 1 ? 1 : 0;
        days.insert(people.entry_day[person]);
    }
    CHECK(std::abs(men - 10000) < 5 * std::sqrt(5000.0));
    CHECK(days.size() < 13000);  // whole days, so that ages tie
    const auto pc = people.covariates.col(3).array();
    const double sd = std::sqrt((pc - pc.mean()).square().mean());
    CHECK(std::abs(sd - 1) < 5 / std::sqrt(40000.0));
}

TEST_CASE("cohorts differ, and a person does not depend on the cohort's size") {
    const StudyDesign design;
    const People one = draw_people(design, 0, 5000);
    const People other = draw_people(design, 1, 5000);
    CHECK(std::abs(one.covariates.col(2).mean() - other.covariates.col(2).mean()) > 0.05);
    const People fewer = draw_people(design, 0, 10);
    CHECK(fewer.covariates == one.covariates.topRows(10));
}
