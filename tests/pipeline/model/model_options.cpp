#include "pipeline/model/model_options.hpp"

#include "kernels/data/error.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using pipeline::check_model_options;
using pipeline::SurvivalModel;

namespace {

/// What is said of the options; empty: they are taken.
std::string said(SurvivalModel model, const std::set<std::string>& asked) {
    try {
        check_model_options(model, asked);
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::usage);
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("options that a model does not heed are refused with the models that take them") {
    using enum SurvivalModel;
    CHECK_THAT(said(cox, {"tau"}), Catch::Contains("--tau does nothing for --model cox: it is one of km"));
    CHECK_THAT(said(cox, {"rho"}), Catch::Contains("log-rank, gray"));
    CHECK_THAT(said(weibull, {"start"}), Catch::Contains("km, nelson-aalen, cumulative-incidence"));
    CHECK_THAT(said(weibull, {"ties"}), Catch::Contains("cox, fine-gray"));
    CHECK_THAT(said(weibull, {"strata"}), Catch::Contains("by --categorical"));
    CHECK_THAT(said(log_rank, {"group", "confidence-level"}), Catch::Contains("--confidence-level"));
    CHECK_THAT(said(fine_gray, {"zph"}), Catch::Contains("it is one of cox"));
    CHECK_THAT(said(gray, {"times"}), Catch::Contains("--times"));
    CHECK_THAT(said(nelson_aalen, {"tau"}), Catch::Contains("it is one of km"));
    CHECK_THAT(said(kaplan_meier, {"horizon"}), Catch::Contains("cox, fine-gray"));
    CHECK(said(kaplan_meier, {"tau", "start", "times", "confidence-type", "confidence-level", "group"}).empty());
    CHECK(said(gray, {"rho", "group", "strata"}).empty());
    CHECK(said(log_logistic, {"covariate", "offset", "robust", "cluster", "confidence-level"}).empty());
}

TEST_CASE("options that say how something else is told are refused without it") {
    using enum SurvivalModel;
    CHECK_THAT(said(cox, {"times"}), Catch::Contains("without --at or --baseline"));
    CHECK_THAT(said(cox, {"confidence-type"}), Catch::Contains("without --at or --baseline or --horizon"));
    CHECK_THAT(said(fine_gray, {"risks"}), Catch::Contains("without --horizon"));
    CHECK_THAT(said(weibull, {"reference"}), Catch::Contains("without --categorical"));
    CHECK(said(cox, {"times", "baseline"}).empty());
    CHECK(said(cox, {"confidence-type", "horizon"}).empty());
    CHECK(said(kaplan_meier, {"times"}).empty());
}
