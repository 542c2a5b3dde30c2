#include "io/results/number_text.hpp"

#include "io/results/significant_digits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace atria::io {

namespace {

void append_significant(std::string& text, double value) {
    std::array<char, significant_letters> letters;  // NOLINT(*-member-init): written at once
    text.append(letters.data(), write_significant(letters.data(), value));
}

void append_digits(std::string& text, double value, int significant) {
    std::array<char, 40> letters{};
    const auto end =
        std::to_chars(letters.data(), letters.data() + letters.size(), value, std::chars_format::general, significant)
            .ptr;
    text.append(letters.data(), end);
}

}  // namespace

void append_number(std::string& text, double value, const char* missing) {
    if (!std::isfinite(value)) {
        text += missing;
        return;
    }
    const double integer = std::trunc(value);
    if (integer == value && std::abs(value) < 1e12) {
        std::array<char, 24> letters;  // NOLINT(*-member-init): written at once
        char* const end =
            std::to_chars(letters.data(), letters.data() + letters.size(), static_cast<long long>(integer)).ptr;
        text.append(letters.data(), end);
        return;
    }
    append_significant(text, value);
}

void append_p(std::string& text, double neg_log10_p, const char* missing) {
    if (!std::isfinite(neg_log10_p)) {
        text += missing;
        return;
    }
    if (neg_log10_p < 290) {
        append_significant(text, std::pow(10.0, -neg_log10_p));
        return;
    }
    // p = mantissa * 10^-exponent with the mantissa in [1, 10). The larger -log10 p, the fewer digits its double holds.
    double exponent = std::ceil(neg_log10_p);
    const int significant = neg_log10_p < 1e4 ? 12 : 7;
    std::string mantissa;
    append_digits(mantissa, std::pow(10.0, exponent - neg_log10_p), significant);
    if (mantissa == "10") {
        mantissa = "1";
        exponent -= 1;
    }
    text += mantissa;
    std::array<char, 24> letters{};
    const auto whole = static_cast<long long>(std::min(exponent, 1e18));
    text += "e-";
    text.append(letters.data(), std::to_chars(letters.data(), letters.data() + letters.size(), whole).ptr);
}

}  // namespace atria::io
