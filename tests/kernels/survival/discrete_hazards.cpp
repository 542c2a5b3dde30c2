#include "kernels/survival/discrete_hazards.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::survival {
namespace {

struct Row {
    std::uint32_t lo;
    std::uint32_t hi;
    bool event;
    double weight;
    double risk;
};

/// Sorted by hi, those with an event first.
DiscreteRows rows_of(const std::vector<Row>& people, std::size_t intervals, bool weighted) {
    DiscreteRows rows;
    rows.intervals = intervals;
    for (const Row& row : people) {
        rows.lo.push_back(row.lo);
        rows.hi.push_back(row.hi);
        rows.event.push_back(row.event ? 1 : 0);
        if (weighted) { rows.weight.push_back(row.weight); }
    }
    rows.index();
    return rows;
}

/// The derivative of the interval's log likelihood by its hazard, from the definition:
/// Σ over deaths of w log(1 - exp(-a r)), less a Σ over the others at risk of w r.
long double slope(const std::vector<Row>& people, std::uint32_t interval, bool weighted, long double a) {
    long double sum = 0;
    for (const Row& row : people) {
        if (row.lo >= interval || row.hi < interval) { continue; }
        const long double weight = weighted ? row.weight : 1;
        const long double risk = row.risk;
        sum += row.event && row.hi == interval ? weight * risk / std::expm1(a * risk) : -weight * risk;
    }
    return sum;
}

/// By halving, in log a.
double root(const std::vector<Row>& people, std::uint32_t interval, bool weighted) {
    long double low = -80;
    long double high = 80;
    for (int i = 0; i < 200; ++i) {
        const long double middle = (low + high) / 2;
        (slope(people, interval, weighted, std::exp(middle)) > 0 ? low : high) = middle;
    }
    return static_cast<double>(std::exp(low));
}

const std::vector<Row> people{
    {0, 1, true, 2, 0.5}, {0, 1, true, 0.25, 3},  {0, 1, false, 1, 1},    {0, 2, true, 1.5, 1e-3},
    {1, 2, true, 1, 40},  {0, 2, false, 3, 0.2},  {1, 3, true, 1, 2},     {0, 3, true, 0.5, 2},
    {0, 4, false, 1, 1},  {3, 5, true, 1, 1e-12}, {3, 5, true, 2, 5e-12}, {4, 5, false, 1, 2e-12},
};

}  // namespace

TEST_CASE("hazards of grouped time are the roots of their likelihood's slope, found by halving") {
    Eigen::VectorXd risk(static_cast<Eigen::Index>(people.size()));
    for (std::size_t i = 0; i < people.size(); ++i) { risk[static_cast<Eigen::Index>(i)] = people[i].risk; }
    for (const bool weighted : {false, true}) {
        const DiscreteRows rows = rows_of(people, 5, weighted);
        const Eigen::VectorXd hazard = discrete_hazards(rows, risk);
        REQUIRE(hazard.size() == 6);
        CHECK(hazard[0] == 0);
        for (const std::uint32_t k : {1U, 2U, 3U, 5U}) {
            CAPTURE(weighted, k);
            CHECK(hazard[k] == Approx(root(people, k, weighted)).epsilon(1e-13));
            // From nearly the answer, and from far off, it is the same.
            for (const double start : {1.001, 30.0, 1e-4}) {
                CHECK(discrete_hazards(rows, risk, hazard * start)[k] == Approx(hazard[k]).epsilon(1e-13));
            }
        }
        CHECK(hazard[4] == 0);  // nobody has an event there
    }
}

TEST_CASE("an interval at which all at risk have an event has no hazard") {
    const std::vector<Row> all{{0, 1, true, 1, 1}, {0, 1, true, 1, 2}};
    const DiscreteRows rows = rows_of(all, 1, false);
    CHECK(discrete_hazards(rows, Eigen::Vector2d(1, 2))[1] == 0);
    // Deaths of equal risk: exp(-a r) = survivors / at risk.
    const std::vector<Row> equal{{0, 1, true, 1, 3}, {0, 1, true, 1, 3}, {0, 1, false, 1, 3}};
    CHECK(discrete_hazards(rows_of(equal, 1, false), Eigen::Vector3d(3, 3, 3))[1] ==
          Approx(std::log(3.0) / 3).epsilon(1e-14));
}

}  // namespace atria::survival
