#include "io/tables/nearest_name.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

namespace atria::io {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return result;
}

/// Optimal string alignment distance, by rows.
std::size_t changes(const std::string& a, const std::string& b) {
    std::vector<std::size_t> two_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) { above[j] = j; }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], two_above[j - 2] + 1);
            }
        }
        std::swap(two_above, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> names) {
    const std::string sought = lower(word);
    std::size_t fewest = std::max<std::size_t>(2, sought.size() / 3) + 1;
    std::string nearest;
    for (const std::string& name : names) {
        const std::string candidate = lower(name);
        const bool abbreviated = sought.size() >= 3 && candidate.starts_with(sought);
        // Each letter more or less is a change: of a word as long as a file nothing has to be tried.
        const std::size_t longer = std::max(sought.size(), candidate.size());
        if (longer - std::min(sought.size(), candidate.size()) >= fewest && !abbreviated) { continue; }
        std::size_t distance = changes(sought, candidate);
        // An abbreviation is nearer than its distance says.
        if (abbreviated) { distance = std::min<std::size_t>(distance, 2); }
        if (distance < fewest && distance < longer) {
            fewest = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
    const std::string nearest = nearest_name(word, names);
    return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

}  // namespace atria::io
