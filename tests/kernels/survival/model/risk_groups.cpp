#include "kernels/survival/model/risk_groups.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace atria::survival {
namespace {

RiskGroups found_groups(const std::vector<std::vector<double>>& cohorts, std::size_t groups, int& rounds) {
    RiskGroupSearch search(groups);
    rounds = 0;
    while (!search.done()) {
        ++rounds;
        std::vector<double> below(groups, 0);
        for (const std::vector<double>& risks : cohorts) {
            const std::vector<double> own = SortedKeys(risks).below(search.keys());
            std::transform(below.begin(), below.end(), own.begin(), below.begin(), std::plus<>());
        }
        search.advance(below);
    }
    return search.groups();
}

TEST_CASE("groups of risks are those of the rule, found from counts alone") {
    std::mt19937 random(7);
    for (const unsigned levels : {3U, 12U, 1000U, 1000000U}) {
        std::vector<std::vector<double>> cohorts(3);
        std::vector<double> all;
        for (std::size_t i = 0; i < 237; ++i) {
            all.push_back(static_cast<double>(random() % levels) / (levels - 1));
            cohorts[i % 3].push_back(all.back());
        }
        for (const std::size_t groups : {1U, 4U, 10U}) {
            CAPTURE(levels, groups);
            int rounds = 0;
            const RiskGroups found = found_groups(cohorts, groups, rounds);
            CHECK(rounds <= 41);
            CHECK(found.size() == groups);
            for (const double risk : all) {
                const auto below = std::count_if(all.begin(), all.end(), [&](double other) { return other < risk; });
                CHECK(found.group_of(risk) == groups * static_cast<std::size_t>(below) / all.size());
            }
        }
    }
}

TEST_CASE("risks are the same up to twelve decimals") {
    CHECK(risk_key(0.3) == risk_key(0.1 + 0.2));
    CHECK(risk_key(0.3) < risk_key(0.3 + 2e-12));
    CHECK(risk_key(0) == 0);
    CHECK(risk_key(1) == 1'000'000'000'000);
}

TEST_CASE("groups of nobody and of equals are found") {
    int rounds = 0;
    CHECK(found_groups({{}, {}}, 10, rounds).size() == 10);
    const RiskGroups equals = found_groups({{0.5, 0.5, 0.5}, {0.5}}, 10, rounds);
    CHECK(equals.group_of(0.5) == 0);
}

}  // namespace
}  // namespace atria::survival
