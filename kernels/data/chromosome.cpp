#include "kernels/data/chromosome.hpp"

#include <charconv>
#include <system_error>

namespace atria {
namespace {

constexpr int plink_xy = 25;
constexpr int plink_mt = 26;

std::string upper(std::string_view name) {
    std::string text(name);
    for (char& letter : text) {
        if (letter >= 'a' && letter <= 'z') { letter = static_cast<char>(letter - 'a' + 'A'); }
    }
    return text;
}

}  // namespace

Chromosome chromosome_code(std::string_view name, ChromosomeNumbers numbers) {
    std::string text = upper(name);
    if (text.starts_with("CHR")) { text.erase(0, 3); }
    if (text == "X" || text == "XY" || text == "PAR1" || text == "PAR2") { return chromosome_x; }
    if (text == "Y") { return chromosome_y; }
    if (text == "MT" || text == "M") { return chromosome_mt; }
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) { return 0; }
    if (numbers == ChromosomeNumbers::plink) {
        if (number == plink_xy) { return chromosome_x; }
        if (number == plink_mt) { return chromosome_mt; }
    }
    return number >= 1 && number <= last_chromosome ? static_cast<Chromosome>(number) : Chromosome{0};
}

std::string chromosome_name(Chromosome chromosome) {
    switch (chromosome) {
        case chromosome_x:
            return "X";
        case chromosome_y:
            return "Y";
        case chromosome_mt:
            return "MT";
        default:
            return std::to_string(chromosome);
    }
}

}  // namespace atria
