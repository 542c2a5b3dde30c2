#include "kernels/simulation/cohort_sizes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace atria::simulation;

TEST_CASE("cohorts are log-normal and hold exactly the people asked for") {
    StudyDesign design;
    design.cohorts = 2000;
    design.people = 40'000'001;
    design.size_sd = 0.5;
    const auto sizes = cohort_sizes(design);
    REQUIRE(sizes.size() == design.cohorts);
    CHECK(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}) == design.people);

    double sum = 0;
    double squares = 0;
    for (const std::uint32_t size : sizes) {
        sum += std::log(size);
        squares += std::log(size) * std::log(size);
    }
    const double n = design.cohorts;
    const double sd = std::sqrt(squares / n - sum * sum / (n * n));
    CHECK(std::abs(sd - 0.5) < 5 * 0.5 / std::sqrt(2 * n));
}

TEST_CASE("the edges of cohort sizes") {
    StudyDesign design;
    design.cohorts = 7;
    design.people = 7;
    design.size_sd = 3;
    CHECK(cohort_sizes(design) == std::vector<std::uint32_t>(7, 1));
    design.people = 700;
    const auto sizes = cohort_sizes(design);
    CHECK(*std::min_element(sizes.begin(), sizes.end()) >= 20);
    design.size_sd = 0;
    CHECK(cohort_sizes(design) == std::vector<std::uint32_t>(7, 100));
}
