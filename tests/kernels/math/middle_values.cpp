#include "kernels/math/middle_values.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace atria::math {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The passes over a series, and how many there were.
MiddleValues search(const std::vector<double>& series, int& passes) {
    MiddleValues middle;
    passes = 0;
    do {
        for (const double value : series) { middle.add(value); }
        ++passes;
        REQUIRE(passes <= 8);
    } while (middle.end_pass());
    return middle;
}

void compare_with_sorting(const std::vector<double>& series, int most_passes) {
    std::vector<double> sorted;
    for (const double value : series) {
        if (!std::isnan(value)) { sorted.push_back(value > 0 ? value : 0); }
    }
    std::ranges::sort(sorted);
    std::vector<double> expected;
    if (!sorted.empty()) { expected.push_back(sorted[(sorted.size() - 1) / 2]); }
    if (!sorted.empty() && sorted.size() % 2 == 0) { expected.push_back(sorted[sorted.size() / 2]); }
    int passes = 0;
    const MiddleValues middle = search(series, passes);
    CHECK(middle.values() == expected);
    CHECK(middle.count() == sorted.size());
    CHECK(passes <= most_passes);
}

std::vector<double> spread(std::size_t count, double from, double to) {
    std::vector<double> series;
    std::uint64_t state = 88172645463325252U;
    for (std::size_t i = 0; i < count; ++i) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        series.push_back(-std::log10(from + (to - from) * static_cast<double>(state >> 11U) * 0x1p-53));
    }
    return series;
}

TEST_CASE("the middle of a long series is that of the sorted one, to the bit") {
    for (const std::size_t count : {1U, 2U, 3U, 10U, 4095U, 4096U, 32'767U, 32'768U, 32'769U, 100'000U, 100'001U}) {
        compare_with_sorting(spread(count, 0, 1), 2);
    }
}

TEST_CASE("values that crowd into one cell take more passes and the same answer") {
    compare_with_sorting(spread(100'000, 0.3, 0.30001), 4);
    compare_with_sorting(spread(100'001, 1e-300, 1e-299), 4);
    compare_with_sorting(spread(100'000, 0.3, 0.3 + 1e-15), 8);
}

TEST_CASE("equal values, missing ones and those out of range") {
    const double nan = std::nan("");
    compare_with_sorting({}, 1);
    compare_with_sorting({nan, nan}, 1);
    compare_with_sorting({nan, 0.5, nan}, 2);
    compare_with_sorting({-0.0, 0, -1e-17, 0}, 8);
    compare_with_sorting({infinity, infinity, 1}, 8);
    compare_with_sorting(std::vector<double>(50'000, 0.25), 8);
    compare_with_sorting(std::vector<double>(50'001, 0), 8);
    compare_with_sorting(std::vector<double>(50'001, infinity), 8);
    // The two in the middle lie far apart, each among very many equal ones.
    std::vector<double> halves(20'000, 0.1);
    halves.insert(halves.begin(), 20'000, 12.0);
    compare_with_sorting(halves, 8);
    halves.push_back(0.1);
    compare_with_sorting(halves, 8);
}

}  // namespace
}  // namespace atria::math
