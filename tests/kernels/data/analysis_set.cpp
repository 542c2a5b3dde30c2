#include "kernels/data/analysis_set.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace atria {
namespace {

TEST_CASE("a person is analysed when everything is there, and otherwise counted once, under the first reason") {
    const std::vector<double> entry = {1, NAN, 3, 4, 5, 6};
    const std::vector<double> exit = {2, NAN, NAN, 5, 6, 7};
    Covariates covariates;
    covariates.names = {"age", "sex"};
    covariates.values.resize(6, 2);
    covariates.values << 1, 0, NAN, 0, NAN, NAN, NAN, NAN, 5, NAN, 6, 1;
    const RequiredColumn columns[2] = {{"entry missing", entry}, {"exit missing", exit}};
    const AnalysisSet set = analysis_set(columns, covariates, 6);
    CHECK(set.included == std::vector<std::uint8_t>{1, 0, 0, 0, 0, 1});
    CHECK(set.people == 2);
    CHECK(set.left_out ==
          std::map<std::string, std::size_t>{
              {"entry missing", 1}, {"exit missing", 1}, {"covariate age missing", 1}, {"covariate sex missing", 1}});
}

TEST_CASE("the columns of a categorical covariate are one reason") {
    Covariates covariates;
    covariates.names = {"site=B", "site=C"};
    covariates.values.resize(3, 2);
    covariates.values << 1, 0, NAN, NAN, 0, 0;
    const AnalysisSet set = analysis_set({}, covariates, 3);
    CHECK(set.left_out == std::map<std::string, std::size_t>{{"covariate site missing", 1}});
}

TEST_CASE("without required columns everybody is analysed") {
    CHECK(analysis_set({}, Covariates{}, 3).people == 3);
    CHECK(analysis_set({}, Covariates{}, 0).people == 0);
    const std::vector<double> nothing;  // an outcome without entry times
    const RequiredColumn column{"entry missing", nothing};
    CHECK(analysis_set({&column, 1}, Covariates{}, 3).people == 3);
}

}  // namespace
}  // namespace atria
