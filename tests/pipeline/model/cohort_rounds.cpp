#include "pipeline/model/cohort_rounds.hpp"

#include "pipeline/comm/one_rank.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace atria;

TEST_CASE("cohorts are shared out by their size, each to one rank") {
    const std::vector<std::size_t> rows{10, 100, 40, 50, 5};
    const pipeline::CohortOwners owners(rows, 2);
    CHECK(owners.owner(1) != owners.owner(3));
    CHECK(owners.owner(2) == owners.owner(3));  // 50 and 40 stand against 100
    const pipeline::CohortOwners many(rows, 9);
    std::set<int> ranks;
    for (std::size_t c = 0; c < rows.size(); ++c) { ranks.insert(many.owner(c)); }
    CHECK(ranks.size() == rows.size());
}

TEST_CASE("lists of any length come back in the order of the cohorts") {
    const std::vector<std::size_t> rows{1, 3, 2};
    const pipeline::OneRank alone;
    const pipeline::CohortOwners owners(rows, 1);
    const pipeline::CohortRounds rounds(alone, owners);
    const auto lists =
        rounds.gather([](std::size_t c) { return std::vector<double>(c, 0.5 + static_cast<double>(c)); });
    CHECK(lists == std::vector<std::vector<double>>{{}, {1.5}, {2.5, 2.5}});
}
