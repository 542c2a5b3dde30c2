#include "io/harmonisation/unit_conversion.hpp"

#include <catch2/catch.hpp>

using namespace atria::io;

namespace {

double converted(double value, const std::string& from, const std::string& to, const std::string& analyte = "") {
    INFO(from << " to " << to << " of " << analyte);
    const auto conversion = unit_conversion(from, to, analyte);
    REQUIRE(conversion);
    return (*conversion)(value);
}

}  // namespace

TEST_CASE("laboratory units convert by the factors that clinicians use") {
    // The usual factors, to the digits in which they are printed in tables of SI conversions.
    CHECK(converted(1, "mg/dL", "mmol/L", "cholesterol") == Approx(0.02586).margin(5e-6));
    CHECK(converted(1, "mg/dl", "mmol/l", "HDL") == Approx(0.02586).margin(5e-6));
    CHECK(converted(1, "mg/dL", "mmol/L", "triglycerides") == Approx(0.01129).margin(5e-6));
    CHECK(converted(1, "mg/dL", "mmol/L", "glucose") == Approx(0.0555).margin(5e-5));
    CHECK(converted(1, "mg/dL", "umol/L", "creatinine") == Approx(88.4).margin(0.05));
    CHECK(converted(1, "mg/dL", "\xC2\xB5mol/L", "bilirubin") == Approx(17.1).margin(0.05));
    CHECK(converted(1, "mg/dL", "umol/L", "uric acid") == Approx(59.48).margin(0.01));
    CHECK(converted(converted(97, "mg/dL", "mmol/L", "glucose"), "mmol/L", "mg/dL", "glucose") ==
          Approx(97).epsilon(1e-14));
    CHECK(converted(5, "g/L", "mg/dL") == Approx(500).epsilon(1e-14));
    CHECK(converted(1, "nmol/L", "pmol/mL") == Approx(1).epsilon(1e-14));
}

TEST_CASE("other units") {
    CHECK(converted(120, "mmHg", "kPa") == Approx(15.9986864898).epsilon(1e-10));
    CHECK(converted(70, "in", "cm") == Approx(177.8).epsilon(1e-14));
    CHECK(converted(154, "lb", "kg") == Approx(69.85322498).epsilon(1e-12));
    CHECK(converted(2, "years", "months") == Approx(24).epsilon(1e-14));
    CHECK(converted(98.6, "[degF]", "Cel") == Approx(37).epsilon(1e-13));
    CHECK(converted(37, "Cel", "degF") == Approx(98.6).epsilon(1e-13));
    CHECK(converted(48, "mmol/mol", "%") == Approx(6.54).margin(0.005));  // HbA1c: the diagnostic cut at 6.5 %
    CHECK(converted(6.5, "%", "mmol/mol") == Approx(47.5).margin(0.05));
    CHECK(same_unit("mm[Hg]", "mmHg"));
    CHECK(same_unit("umol/L", "\xCE\xBCmol/l"));
    CHECK_FALSE(same_unit("mg/dL", "mmol/L"));
}

TEST_CASE("there is no conversion between unlike things") {
    CHECK_FALSE(unit_conversion("mg/dL", "mmol/L", ""));
    CHECK_FALSE(unit_conversion("mg/dL", "mmol/L", "fibrin"));
    CHECK_FALSE(unit_conversion("kg", "cm", "glucose"));
    CHECK_FALSE(unit_conversion("%", "kg", ""));
    CHECK_FALSE(unit_conversion("arbitrary", "mg/dL", ""));
}
