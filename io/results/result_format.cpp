#include "io/results/result_format.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace atria::io {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 3> words{"ssf", "regenie", "plink2"};

}  // namespace

std::vector<std::string> result_format_words() { return {words.begin(), words.end()}; }

ResultFormat result_format_named(std::string_view word) {
    const auto* const found = std::ranges::find(words, word);
    if (found == words.end()) { throw std::logic_error("no format of results is called " + std::string(word)); }
    return static_cast<ResultFormat>(found - words.begin());
}

}  // namespace atria::io
