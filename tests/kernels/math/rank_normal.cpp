#include "kernels/math/rank_normal.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::math {
namespace {

TEST_CASE("normal quantiles are R's") {
    // qnorm() of R 4.2
    const std::vector<std::vector<double>> pairs = {
        {0.975, 1.95996398454005424}, {0.025, -1.95996398454005424}, {0.5, 0},
        {0.6, 0.253347103135799798},  {1e-7, -5.1993375821928174},   {0.001, -3.0902323061678132},
        {1e-300, -37.047096299361201}};
    for (const auto& pair : pairs) {
        CAPTURE(pair[0]);
        CHECK(std::abs(normal_quantile(pair[0]) - pair[1]) <= 1e-14 * std::abs(pair[1]));
    }
}

TEST_CASE("normal scores follow the ranks, and equal values share theirs") {
    const std::vector<double> scores = rank_normal_scores(std::vector<double>{30, 10, 20, 10, 1e9});
    CHECK(scores[1] == scores[3]);
    CHECK(scores[1] == normal_quantile((1.5 - 0.375) / 5.25));
    CHECK(scores[2] == 0);
    CHECK(scores[0] == normal_quantile((4 - 0.375) / 5.25));
    CHECK(scores[4] == normal_quantile((5 - 0.375) / 5.25));
    CHECK(rank_normal_scores({}).empty());
    CHECK(rank_normal_scores(std::vector<double>{7, 7}) == std::vector<double>{0, 0});
}

}  // namespace
}  // namespace atria::math
