#include "pipeline/run/covariate_terms.hpp"

#include "io/tables/cell.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

namespace atria::pipeline {
namespace {

constexpr unsigned highest_power = 9;

std::optional<unsigned> whole_number(std::string_view text) {
    unsigned value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size()) { return std::nullopt; }
    return value;
}

/// The columns of a range, PC1-10 or PC1-PC10; none when the text is no range.
std::vector<std::string> range_columns(const std::string& text) {
    const std::size_t dash = text.rfind('-');
    if (dash == std::string::npos || dash == 0) { return {}; }
    std::size_t digits = dash;
    while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9') { --digits; }
    const std::string stem = text.substr(0, digits);
    const std::string begin = text.substr(digits, dash - digits);
    std::string end = text.substr(dash + 1);
    if (end.starts_with(stem)) { end.erase(0, stem.size()); }
    const std::optional<unsigned> first = whole_number(begin);
    const std::optional<unsigned> last = whole_number(end);
    if (!first || !last || *last < *first || *last > 100'000) { return {}; }
    const std::size_t width = begin.front() == '0' ? begin.size() : 1;
    std::vector<std::string> columns;
    for (unsigned i = *first; i <= *last; ++i) {
        const std::string number = std::to_string(i);
        columns.push_back(stem + std::string(width - std::min(width, number.size()), '0') + number);
    }
    return columns;
}

std::string name_of(const std::vector<CovariateFactor>& factors) {
    std::string name;
    for (const CovariateFactor& factor : factors) {
        name += (name.empty() ? "" : "*") + factor.column;
        if (factor.power > 1) { name += "^" + std::to_string(factor.power); }
    }
    return name;
}

/// From factors in the order that the user gave them.
CovariateTerm term_of(const std::vector<CovariateFactor>& written) {
    CovariateTerm term;
    for (const CovariateFactor& factor : written) {
        const auto same = [&factor](const CovariateFactor& other) { return other.column == factor.column; };
        if (const auto found = std::find_if(term.factors.begin(), term.factors.end(), same);
            found != term.factors.end()) {
            found->power += factor.power;
        } else {
            term.factors.push_back(factor);
        }
    }
    term.name = name_of(term.factors);
    std::sort(term.factors.begin(), term.factors.end());
    return term;
}

/// The choices for one factor: one, or as many as its range has columns.
std::vector<CovariateFactor> read_factor(const std::string& part, const std::string& whole, const IsColumn& is_column) {
    const auto refuse = [&whole](const std::string& why) {
        throw Error(Fault::bad_config, "covariate '" + whole + "': " + why +
                                           "; write a column (age), a range (PC1-10), a power (age^2) or a product "
                                           "(age*sex)");
    };
    std::string column = part;
    unsigned power = 1;
    if (!is_column(part)) {
        if (const std::size_t hat = part.rfind('^'); hat != std::string::npos) {
            column = io::trimmed(std::string_view(part).substr(0, hat));
            const std::optional<unsigned> given = whole_number(io::trimmed(std::string_view(part).substr(hat + 1)));
            if (!given || *given < 1 || *given > highest_power) {
                refuse("a power is a whole number from 1 to " + std::to_string(highest_power));
            }
            power = *given;
        }
    }
    if (column.empty()) { refuse("a name is missing"); }
    std::vector<CovariateFactor> factors;
    if (!is_column(column)) {
        for (std::string& name : range_columns(column)) { factors.push_back({std::move(name), power}); }
    }
    if (factors.empty()) { factors.push_back({column, power}); }
    return factors;
}

std::vector<CovariateTerm> read_terms(const std::string& text, const IsColumn& is_column) {
    std::vector<std::vector<CovariateFactor>> products(1);
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t star = is_column(text) ? std::string::npos : text.find('*', begin);
        const std::size_t end = std::min(star, text.size());
        const std::string part(io::trimmed(std::string_view(text).substr(begin, end - begin)));
        std::vector<std::vector<CovariateFactor>> longer;
        for (const CovariateFactor& factor : read_factor(part, text, is_column)) {
            for (const std::vector<CovariateFactor>& product : products) {
                longer.push_back(product);
                longer.back().push_back(factor);
            }
        }
        products = std::move(longer);
        begin = end + 1;
    }
    std::vector<CovariateTerm> terms;
    terms.reserve(products.size());
    for (const std::vector<CovariateFactor>& product : products) { terms.push_back(term_of(product)); }
    return terms;
}

}  // namespace

std::vector<CovariateTerm> covariate_terms(const std::vector<std::string>& texts, const IsColumn& is_column) {
    std::vector<CovariateTerm> terms;
    std::set<std::vector<CovariateFactor>> seen;
    for (const std::string& text : texts) {
        for (CovariateTerm& term : read_terms(text, is_column)) {
            if (!seen.insert(term.factors).second) {
                throw Error(Fault::bad_config, "covariate '" + term.name + "' is named twice; name it once");
            }
            terms.push_back(std::move(term));
        }
    }
    return terms;
}

std::vector<CovariateTerm> contained_terms(const CovariateTerm& term) {
    // Count through the powers 0 to p of every factor, leaving out none of them and all of them.
    std::vector<CovariateTerm> contained;
    std::vector<CovariateFactor> powers = term.factors;
    for (CovariateFactor& factor : powers) { factor.power = 0; }
    while (true) {
        std::size_t at = 0;
        while (at < powers.size() && powers[at].power == term.factors[at].power) { powers[at++].power = 0; }
        if (at == powers.size()) { break; }
        ++powers[at].power;
        if (powers == term.factors) { continue; }
        std::vector<CovariateFactor> factors;
        for (const CovariateFactor& factor : powers) {
            if (factor.power > 0) { factors.push_back(factor); }
        }
        contained.push_back(term_of(factors));
    }
    return contained;
}

}  // namespace atria::pipeline
