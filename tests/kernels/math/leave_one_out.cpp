#include "kernels/math/leave_one_out.hpp"

#include "kernels/math/meta_analysis.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::math {
namespace {

Estimate estimate(double beta, double standard_error, RowStatus status = RowStatus::ok) {
    Estimate answer;
    answer.beta = beta;
    answer.standard_error = standard_error;
    answer.status = status;
    return answer;
}

TEST_CASE("leaving a cohort out equals the meta-analysis of the others") {
    const std::vector<Estimate> all = {estimate(0.1, 0.05), estimate(0.3, 0.04),
                                       estimate(9, 0.01, RowStatus::collinear), estimate(-0.2, 0.2),
                                       estimate(0.12, 0.06)};
    const MetaAnalysis everybody = meta_analysis(all);
    double largest = 0;
    std::size_t which = 0;
    for (std::size_t c = 0; c < all.size(); ++c) {
        std::vector<Estimate> others = all;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(c));
        const double change = (meta_analysis(others).beta_fixed - everybody.beta_fixed) / everybody.se_fixed;
        if (std::fabs(change) > std::fabs(largest)) {
            largest = change;
            which = c;
        }
    }
    const LeaveOneOut answer = leave_one_out(all);
    CHECK(answer.cohort == which);
    CHECK(answer.largest_change == Approx(largest).epsilon(1e-12));
    CHECK(which == 1);
}

TEST_CASE("a cohort that outweighs the others by 16 digits leaves their own estimate behind") {
    const std::vector<Estimate> all = {estimate(1.0, 1e-9), estimate(5.0, 1.0), estimate(7.0, 1.0)};
    const LeaveOneOut answer = leave_one_out(all);
    CHECK(answer.cohort == 0);
    CHECK(answer.largest_change == Approx(5e9).epsilon(1e-9));
}

TEST_CASE("a single cohort cannot be left out") {
    CHECK(std::isnan(leave_one_out({}).largest_change));
    const std::vector<Estimate> one = {estimate(0.1, 0.05)};
    CHECK(std::isnan(leave_one_out(one).largest_change));
}

}  // namespace
}  // namespace atria::math
