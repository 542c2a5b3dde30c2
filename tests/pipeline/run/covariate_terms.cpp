#include "pipeline/run/covariate_terms.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/error_matcher.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

using Names = std::vector<std::string>;

Names terms(const Names& texts, const Names& columns = {"age", "sex"}) {
    Names names;
    for (const CovariateTerm& term : covariate_terms(texts, [&columns](const std::string& name) {
             return std::find(columns.begin(), columns.end(), name) != columns.end();
         })) {
        names.push_back(term.name);
    }
    return names;
}

TEST_CASE("covariates are columns, ranges, powers and products") {
    CHECK(terms({"age", "PC1-3", "PC8-PC10"}) == Names{"age", "PC1", "PC2", "PC3", "PC8", "PC9", "PC10"});
    CHECK(terms({"PC08-10"}) == Names{"PC08", "PC09", "PC10"});
    CHECK(terms({"age^2", "age * sex", "age*age*age"}) == Names{"age^2", "age*sex", "age^3"});
    CHECK(terms({"PC1-2^2", "sex*PC1-2"}) == Names{"PC1^2", "PC2^2", "sex*PC1", "sex*PC2"});
}

TEST_CASE("the name of a column is taken whole") {
    CHECK(terms({"bmi^2", "a*b", "x1-3"}, {"bmi^2", "a*b", "x1-3"}) == Names{"bmi^2", "a*b", "x1-3"});
    CHECK(terms({"sex*bmi^2"}, {"bmi^2"}) == Names{"sex*bmi^2"});
    // What is no range is a name, and its column is looked for.
    CHECK(terms({"PC3-1", "PC-1", "a-b"}) == Names{"PC3-1", "PC-1", "a-b"});
}

TEST_CASE("a term named twice, in whatever order, and what is no term are refused") {
    for (const Names& texts : {Names{"age", "age"}, {"age*sex", "sex*age"}, {"age^2", "age*age"}, {"PC1-3", "PC2"}}) {
        CHECK_THROWS_AS(terms(texts), Error);
    }
    for (const char* text : {"age*", "*", "^2", "age^", "age^0", "age^10", "age^x", "age^-1", "age**sex", ""}) {
        CAPTURE(text);
        CHECK_THROWS_AS(terms({text}), Error);
    }
}

TEST_CASE("a product contains its factors and their lower powers") {
    const auto contained = [](const std::string& text) {
        Names names;
        for (const CovariateTerm& term :
             contained_terms(covariate_terms({text}, [](const std::string&) { return false; }).front())) {
            names.push_back(term.name);
        }
        std::sort(names.begin(), names.end());
        return names;
    };
    CHECK(contained("age").empty());
    CHECK(contained("age^3") == Names{"age", "age^2"});
    CHECK(contained("age*sex") == Names{"age", "sex"});
    CHECK(contained("age^2*sex") == Names{"age", "age*sex", "age^2", "sex"});
    CHECK(contained("a*b*c") == Names{"a", "a*b", "a*c", "b", "b*c", "c"});
}

}  // namespace
}  // namespace atria::pipeline
