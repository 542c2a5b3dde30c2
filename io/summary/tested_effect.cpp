#include "io/summary/tested_effect.hpp"

#include <algorithm>
#include <array>

namespace atria::io {
namespace {

constexpr std::array<std::string_view, 14> ways_to_test{"T",        "F",     "WALD",  "SCORE",   "FIRTH",
                                                        "SPA",      "CHISQ", "HC3",   "COX",     "CLOGLOG",
                                                        "FINEGRAY", "META",  "FIXED", "SANDWICH"};

}  // namespace

std::string effect_of_test(std::string_view test) {
    while (!test.empty()) {
        const std::size_t dash = test.rfind('-');
        const std::string_view last = dash == std::string_view::npos ? test : test.substr(dash + 1);
        if (std::ranges::find(ways_to_test, last) == ways_to_test.end()) { break; }
        test = dash == std::string_view::npos ? std::string_view() : test.substr(0, dash);
    }
    return test.empty() ? "ADD" : std::string(test);
}

bool turns_with_alleles(std::string_view effect) { return effect.substr(0, effect.find('-')) == "ADD"; }

}  // namespace atria::io
