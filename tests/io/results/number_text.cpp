#include "io/results/number_text.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

std::string p_text(double neg_log10_p) {
    std::string text;
    atria::io::append_p(text, neg_log10_p);
    return text;
}

std::string number_text(double value) {
    std::string text;
    atria::io::append_number(text, value);
    return text;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("p below the range of a double is written from log space") {
    CHECK(p_text(399.4948500216801) == "3.2e-400");
    CHECK(p_text(400) == "1e-400");
    CHECK(p_text(12'345) == "1e-12345");
    CHECK(p_text(289.30102999566398) == "5e-290");
    CHECK(p_text(299.30102999566398) == "5e-300");
    // A mantissa that would be rounded up to ten.
    CHECK(p_text(399.00000000000006) == "1e-399");
}

TEST_CASE("p within the range of a double is the double") {
    CHECK(p_text(0) == "1");
    CHECK(p_text(1) == "0.1");
    CHECK(p_text(-std::log10(0.0523)) == "0.0523");
    CHECK(p_text(-std::log10(5e-8)) == "5e-08");
    CHECK(p_text(std::nan("")) == "#NA");
    CHECK(p_text(infinity) == "#NA");
}

TEST_CASE("p is continuous where the two forms meet") {
    const double below = std::stod(p_text(289.999999999));
    const double above = std::stod(p_text(290.000000001));
    CHECK(below / above == Approx(std::pow(10, 2e-9)).epsilon(1e-10));
}

TEST_CASE("numbers have twelve significant digits and no clutter") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(1234567) == "1234567");
    CHECK(number_text(-3) == "-3");
    CHECK(number_text(0.1 + 0.2) == "0.3");
    CHECK(number_text(1.0 / 3) == "0.333333333333");
    CHECK(number_text(-1e-7 / 3) == "-3.33333333333e-08");
    CHECK(number_text(std::nan("")) == "#NA");
    CHECK(number_text(infinity) == "#NA");
}

TEST_CASE("numbers are written as printf writes them with 12 digits") {
    std::mt19937_64 random(12);
    std::uniform_real_distribution<double> exponent(-30, 20);
    std::vector<double> values;
    for (int i = 0; i < 300'000; ++i) { values.push_back(std::pow(10, exponent(random)) * (i % 2 == 0 ? 1 : -1)); }
    for (int i = 0; i < 100'000; ++i) {
        // On or next to the middle between two texts, and with few digits.
        const double middle = (static_cast<double>(random() % 900'000'000'000U) + 100'000'000'000.5);
        values.push_back(middle);
        values.push_back(std::nextafter(middle, 0));
        values.push_back(middle / 1e9);
        values.push_back(std::nextafter(middle / 1e9, 1e9));
        values.push_back(static_cast<double>(random() % 1000) / 1000);
    }
    for (int power = -100; power <= 100; ++power) {
        values.push_back(std::ldexp(1, power));
        values.push_back(std::pow(10, power));
        values.push_back(std::nextafter(std::pow(10, power), 0));
    }
    std::size_t wrong = 0;
    for (const double value : values) {
        if (value == std::trunc(value)) { continue; }  // whole numbers have a form of their own
        std::array<char, 64> expected{};
        std::snprintf(expected.data(), expected.size(), "%.12g", value);
        if (number_text(value) != expected.data() && ++wrong < 10) { CHECK(number_text(value) == expected.data()); }
    }
    CHECK(wrong == 0);
}
