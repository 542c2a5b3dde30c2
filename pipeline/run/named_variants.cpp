#include "pipeline/run/named_variants.hpp"

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

NamedVariants::NamedVariants(const std::filesystem::path& file) : file_(file) {
    io::TextLines lines(file);
    for (std::string_view line; lines.next(line);) {
        const std::string_view name = io::trimmed(line);
        if (name.empty() || name.front() == '#') { continue; }
        if (name.find_first_of(" \t") != std::string_view::npos) {
            throw Error(Fault::bad_data,
                        lines.place() +
                            ": expected one name of a variant a line, an id or "
                            "chromosome:position:allele:allele; take the column of ids out of the table");
        }
        const auto index = static_cast<std::uint32_t>(names_.size());
        if (!by_id_.emplace(name, index).second) { continue; }  // named twice
        names_.emplace_back(name);
        if (std::string place = place_of_name(names_.back()); !place.empty()) {
            by_place_.emplace(std::move(place), index);
        }
    }
    if (names_.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names no variant; give an id a line, or leave the option out");
    }
    met_.assign(names_.size(), 0);
}

bool NamedVariants::look(const std::unordered_map<std::string, std::uint32_t>& index, const std::string& name) {
    const auto found = index.find(name);
    if (found == index.end()) { return false; }
    met_[found->second] = 1;
    return true;
}

bool NamedVariants::names(const Variant& variant) {
    const bool by_id = look(by_id_, variant.id);
    if (by_place_.empty()) { return by_id; }
    const bool by_place =
        look(by_place_, place_text(variant.chromosome, variant.position, variant.effect_allele, variant.other_allele));
    return by_id || by_place;
}

}  // namespace atria::pipeline
