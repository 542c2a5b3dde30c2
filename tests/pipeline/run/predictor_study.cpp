#include "pipeline/run/predictor_study.hpp"

#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using atria::test::requires_error;

TEST_CASE("a scan of predictors sees their features as the rows of one chromosome") {
    io::Manifest study;
    study.predictors = {{"images", "predictors/images.h5", 7, 10, "x"},
                        {"proteins", "predictors/proteins.h5", 90, 20, "y"}};
    study.chromosomes = {{1, 0, 5}};
    study.variants = 5;
    study.cohorts.push_back({"east", 100, "east/records.h5", 1, "r", {{1, "east/chr1.h5", 5, 5, 0, 0, 9, "s"}}});
    study.cohorts.back().predictors = {{"proteins", "east/predictors.proteins.h5", 80, 30, "z"}};
    study.cohorts.push_back({"west", 50, "west/records.h5", 1, "r", {}});
    const io::Manifest seen = pipeline::manifest_of_predictors(study, "proteins", "STUDY");
    REQUIRE(seen.chromosomes.size() == 1);
    CHECK(seen.chromosomes[0].chromosome == pipeline::no_chromosome);
    CHECK(seen.variants == 90);
    CHECK(seen.variants_path == "predictors/proteins.h5");
    REQUIRE(seen.cohorts[0].shards.size() == 1);
    CHECK(seen.cohorts[0].shards[0].path == "east/predictors.proteins.h5");
    CHECK(seen.cohorts[0].shards[0].variants == 80);
    CHECK_FALSE(seen.cohorts[0].has_dosages());
    CHECK(seen.cohorts[1].shards.empty());
    requires_error([&] { (void)pipeline::manifest_of_predictors(study, "protein", "STUDY"); }, Fault::bad_config,
                   {"protein", "did you mean 'proteins'"});
}

TEST_CASE("blocks of features are small where there are many people") {
    CHECK(pipeline::features_in_block(256, 1000) == 64);
    CHECK(pipeline::features_in_block(7, 1000) == 7);
    CHECK(pipeline::features_in_block(256, 1'000'000) == 8);
    CHECK(pipeline::features_in_block(256, 100'000'000) == 1);
}
