#include "io/summary/p_text.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace atria::io {
namespace {

double log_p(const std::string& cell) {
    const auto value = neg_log10_of_p(cell);
    INFO(cell);
    REQUIRE(value);
    return *value;
}

TEST_CASE("p is read far below the range of a double") {
    CHECK(log_p("3.2e-400") == Approx(400 - std::log10(3.2)).epsilon(1e-15));
    CHECK(log_p("1E-99999") == Approx(99999));
    CHECK(log_p("0.05") == Approx(-std::log10(0.05)).epsilon(1e-15));
    CHECK(log_p("5e-8") == Approx(-std::log10(5e-8)).epsilon(1e-15));
    CHECK(log_p("1") == 0);
    CHECK(log_p("1e+0") == 0);
    CHECK(std::isinf(log_p("0")));
    CHECK(std::isinf(log_p("0e-5")));
}

TEST_CASE("what is no p shows as such") {
    CHECK(std::isnan(log_p("-0.1")));
    CHECK(log_p("1.5") < 0);
    for (const char* word :
         {"small", "1e", "1e-", "e-5", "0.1.2", "1e-5x", "1e--5", "", "<1e-5", "1e-99999999999999"}) {
        INFO(word);
        CHECK_FALSE(neg_log10_of_p(word));
    }
}

}  // namespace
}  // namespace atria::io
