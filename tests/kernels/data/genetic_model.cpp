#include "kernels/data/genetic_model.hpp"

#include <catch2/catch.hpp>

namespace atria {
namespace {

TEST_CASE("the genetic model is a word of the test's name, additive without one") {
    CHECK(model_of_test("ADD-T") == GeneticModel::additive);
    CHECK(model_of_test("ADD") == GeneticModel::additive);
    CHECK(model_of_test("DOM-T") == GeneticModel::dominant);
    CHECK(model_of_test("REC") == GeneticModel::recessive);
    CHECK(model_of_test("COX-SCORE") == GeneticModel::additive);
    CHECK(model_of_test("REC-COX-SCORE") == GeneticModel::recessive);
    CHECK(model_of_test("DOM-META-FIXED") == GeneticModel::dominant);
    CHECK(model_of_test("RECORD") == GeneticModel::additive);
    CHECK(model_of_test("") == GeneticModel::additive);
    for (const GeneticModel model : {GeneticModel::additive, GeneticModel::dominant, GeneticModel::recessive}) {
        CHECK(model_of_test(model_word(model)) == model);
    }
}

}  // namespace
}  // namespace atria
