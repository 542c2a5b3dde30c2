#include "kernels/data/predictor_moments.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace atria;

TEST_CASE("mean and standard deviation of two cohorts' numbers are those of all of them") {
    PredictorMoments all;
    for (const std::vector<double>& cohort : {std::vector<double>{0.5, -1, 0.25}, std::vector<double>{1, 2}}) {
        PredictorMoments own;
        for (const double value : cohort) { own.add({1, value, value * value}); }
        all.add(own);
    }
    Estimate row;
    all.write(row);
    // R: mean(c(0.5, -1, 0.25, 1, 2)), sd(c(0.5, -1, 0.25, 1, 2))
    CHECK(row.predictor_mean == Approx(0.55).epsilon(1e-14));
    CHECK(row.predictor_sd == Approx(1.0954451150103321).epsilon(1e-14));
}

TEST_CASE(
    "one person has a mean and no standard deviation, nobody has neither, and rounding gives no root of less than 0") {
    Estimate row;
    PredictorMoments{}.write(row);
    CHECK(std::isnan(row.predictor_mean));
    PredictorMoments{1, 0.3, 0.09}.write(row);
    CHECK(row.predictor_mean == 0.3);
    CHECK(std::isnan(row.predictor_sd));
    PredictorMoments{3, 0.3, 0.03 - 1e-18}.write(row);
    CHECK(row.predictor_sd == Approx(0).margin(1e-8));
}
