#include "io/harmonisation/expression.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria::io;

namespace {

const std::vector<std::string> inputs{"age", "sex", "my chol", "smoke"};

/// Of a person of 50 years, sex "2", without cholesterol, who smokes "ex".
Value value_of(const std::string& rule) {
    const std::vector<Value> person{Value::of_cell("50"), Value::of_cell("2"), Value{}, Value::of_cell("ex")};
    return Expression(rule, inputs)(person).value;
}

double number_of(const std::string& rule) {
    const Value value = value_of(rule);
    REQUIRE(value.is_number());
    return value.number;
}

void refuses(const std::string& rule, const std::string& reason) {
    INFO(rule);
    CHECK_THROWS_WITH(value_of(rule), Catch::Contains(reason));
}

}  // namespace

TEST_CASE("arithmetic of rules follows R's precedence") {
    CHECK(number_of("1 + 2 * 3") == 7);
    CHECK(number_of("(1 + 2) * 3") == 9);
    CHECK(number_of("-2^2") == -4);
    CHECK(number_of("2^3^2") == 512);
    CHECK(number_of("2^-1") == 0.5);
    CHECK(number_of("7 - 2 - 1") == 4);
    CHECK(number_of("age / 4 / 2") == 6.25);
    CHECK(number_of("1e2 + .5 + 3L") == 103.5);
    CHECK(number_of("$age - 8") == 42);
    CHECK(number_of("log10(100) + log2(8) + exp(0) + sqrt(16) + abs(-3) + log(1)") == 13);
    CHECK(number_of("round(2.5) + round(3.5)") == 6);
    CHECK(number_of("pmin(age, 3, 7) + pmax(1, 2)") == 5);
    CHECK(number_of("convert(age, \"mmHg\", \"kPa\")") == Approx(6.66611936).epsilon(1e-8));
}

TEST_CASE("what is missing stays missing, and infinite results are missing") {
    CHECK(value_of("`my chol` + 1").is_missing());
    CHECK(value_of("`my chol` > 1").is_missing());
    CHECK(value_of("pmin(age, `my chol`)").is_missing());
    CHECK(value_of("1 / 0").is_missing());
    CHECK(value_of("log(0)").is_missing());
    CHECK(value_of("NA").is_missing());
    CHECK(number_of("is.na(`my chol`) + is.na(age)") == 1);
}

TEST_CASE("conditions follow R: and, or, not, sets") {
    CHECK(number_of("age >= 50 & sex == 2") == 1);
    CHECK(number_of("age > 50 | smoke == 'ex'") == 1);
    CHECK(number_of("!(age > 50)") == 1);
    CHECK(number_of("FALSE & NA") == 0);
    CHECK(number_of("TRUE | NA") == 1);
    CHECK(value_of("TRUE & NA").is_missing());
    CHECK(value_of("FALSE | NA").is_missing());
    CHECK(number_of("smoke %in% c(\"never\", \"ex\")") == 1);
    CHECK(number_of("`my chol` %in% c(1, 2)") == 0);
    CHECK(number_of("`my chol` %in% c(1, NA)") == 1);
    CHECK(number_of("sex == \"2\"") == 1);  // a code is a code, with quotes or without
    CHECK(number_of("smoke != 'ex'") == 0);
}

TEST_CASE("the first case that is true counts") {
    CHECK(number_of("case_when(age < 40 ~ 0, age < 60 ~ 1, ELSE ~ 2)") == 1);
    CHECK(number_of("case_when(`my chol` > 5 ~ 1; TRUE ~ 0)") == 0);  // missing is not true
    CHECK(value_of("case_when(smoke == 'ex' ~ 'former', ELSE ~ NA)").text == "former");
    CHECK(number_of("ifelse(age > 40, 1, 0)") == 1);
    CHECK(value_of("ifelse(`my chol` > 5, 1, 0)").is_missing());
    const std::vector<Value> person(4);
    const auto answer = Expression("case_when(age > 1 ~ 1)", inputs)(person);
    CHECK(answer.value.is_missing());
    CHECK(answer.unmatched);
}

TEST_CASE("a recode names every value, or says what becomes of the others") {
    CHECK(number_of("recode(sex, 1 = 0; 2 = 1; ELSE = NA)") == 1);
    CHECK(value_of("recode(smoke, never = no, ex = yes)").text == "yes");
    CHECK(number_of("recode(smoke, 'never' = -1, ELSE = -9)") == -9);
    CHECK(value_of("recode(`my chol`, 1 = 2)").is_missing());
    refuses("recode(sex, 1 = 0)", "no part of the recode is for the value \"2\"");
    refuses("recode(1 = 0)", "a recode is of one variable");
    refuses("recode(sex, NA = 0)", "what is missing stays missing in a recode");
    refuses("recode(sex, 2 = 0, 2 = 1)", "the value 2 occurs twice");
    CHECK(number_of("recode(sex, 02 = 10, 2 = 20)") == 20);  // codes as they are written
    CHECK(number_of("recode(sex, 02 = 10)") == 10);
    const std::vector<std::string> one{"sex"};
    const std::vector<Value> man{Value::of_cell("1")};
    CHECK(Expression("recode(1 = 0; 2 = 1)", one)(man).value.number == 0);
}

TEST_CASE("what is no declarative rule is refused with the place") {
    refuses("mutate(x)", "Program code (R, JavaScript) is not run");
    refuses("function(x) x", "Program code");
    refuses("agee + 1", "the rule uses agee");
    refuses("agee + 1", "did you mean 'age'");
    refuses("1 +", "the rule ends too early");
    refuses("(1", "\")\" is expected at the end");
    refuses("1 2", "\"2\" is not expected here");
    refuses("smoke + 1", "the word \"ex\" stands where a number is needed");
    refuses("'abc", "the quote has no end");
    refuses("1 # 2", "\"#\" has no meaning");
    refuses("12abc", "is no number");
    refuses("log(1, 2)", "log takes one number");
    refuses("case_when()", "case_when has no case");
    refuses("", "the rule ends too early");
    refuses("convert(age, 'mg/dL', 'mmol/L')", "the name of an analyte");
    refuses("convert(age, 'mg/dL', 'mmol/L', 'unobtainium')", "Analytes are cholesterol");
    refuses(std::string(100000, '('), "nested too deeply");
    try {
        value_of("age + bmi");
        FAIL("an unknown variable passed");
    } catch (const RuleError& error) { CHECK(error.letter() == 7); }
}
