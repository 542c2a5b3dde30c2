#include "pipeline/run/named_variants.hpp"

#include "io/results/result_text.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace atria::pipeline {
namespace {

/// One text for a place and its two alleles, whatever their order.
std::string place_text(Chromosome chromosome, std::uint32_t position, std::string_view a, std::string_view b) {
    std::string text = std::to_string(chromosome) + ':' + std::to_string(position) + ':';
    const std::string_view first = std::min(a, b);
    const std::string_view second = std::max(a, b);
    text.append(first).append(1, ':').append(second);
    return text;
}

/// Nothing when the name is neither chromosome:position:allele:allele nor a variant_id of the results.
std::string place_of_name(const std::string& name) {
    const char between = name.find(':') == std::string::npos ? '_' : ':';
    std::vector<std::string> parts(1);
    for (const char letter : name) {
        if (letter == between) {
            parts.emplace_back();
        } else {
            parts.back() += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
        }
    }
    if (parts.size() != 4 || parts[2].empty() || parts[3].empty()) { return {}; }
    const auto number = [](const std::string& text) {
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size() ? value : 0;
    };
    const Chromosome chromosome = chromosome_code(parts[0], ChromosomeNumbers::gwas_ssf);
    const std::uint32_t position = number(parts[1]);
    if (chromosome == 0 || position == 0) { return {}; }
    return place_text(chromosome, position, parts[2], parts[3]);
}

}  // namespace

NamedVariants::NamedVariants(const std::filesystem::path& file, NamesOf of) : file_(file) {
    io::TextLines lines(file);
    for (std::string_view line; lines.next(line);) {
        const std::string_view name = io::trimmed(line);
        if (name.empty() || name.front() == '#') { continue; }
        const std::string_view between = of == NamesOf::variants ? " \t" : "\t";
        if (name.find_first_of(between) != std::string_view::npos) {
            throw Error(
                Fault::bad_data,
                lines.place() + ": expected one name a line" +
                    (of == NamesOf::variants ? " of a variant, an id or chromosome:position:allele:allele" : "") +
                    "; take the column of ids out of the table");
        }
        const auto index = static_cast<std::uint32_t>(names_.size());
        if (!by_id_.emplace(name, index).second) { continue; }  // named twice
        names_.push_back({std::string(name), lines.line()});
        if (const std::string place = place_of_name(names_.back().text); !place.empty()) {
            by_place_[place].push_back(index);
        }
        if (name.find(io::long_allele) != std::string_view::npos) { long_alleles_ = true; }
    }
    if (names_.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names nothing; give a name a line, or leave the option out");
    }
    met_.assign(names_.size(), 0);
}

std::vector<std::uint32_t> NamedVariants::meaning(const Variant& variant) const {
    std::vector<std::uint32_t> found;
    const auto look = [&](const std::string& id) {
        if (const auto name = by_id_.find(id); name != by_id_.end()) { found.push_back(name->second); }
    };
    look(variant.id);
    if (long_alleles_) { look(io::variant_id(variant)); }
    if (!by_place_.empty()) {
        const auto at = by_place_.find(
            place_text(variant.chromosome, variant.position, variant.effect_allele, variant.other_allele));
        if (at != by_place_.end()) { found.insert(found.end(), at->second.begin(), at->second.end()); }
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

bool NamedVariants::names(const Variant& variant) {
    const std::vector<std::uint32_t> found = meaning(variant);
    for (const std::uint32_t name : found) { met_[name] = 1; }
    return !found.empty();
}

}  // namespace atria::pipeline
