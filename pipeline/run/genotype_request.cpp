#include "pipeline/run/genotype_request.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <charconv>

namespace atria::pipeline {
namespace {

/// 0 when the text is no position.
std::uint32_t position_of(std::string_view text) {
    std::uint32_t position = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    return error == std::errc{} && end == text.data() + text.size() ? position : 0;
}

Chromosome chromosome_typed(std::string_view text) { return chromosome_code(text, ChromosomeNumbers::gwas_ssf); }

}  // namespace

Region parse_region(const std::string& text) {
    const std::size_t colon = text.find(':');
    Region region;
    if (colon != std::string::npos) {
        const std::string_view range = std::string_view(text).substr(colon + 1);
        const std::size_t dash = range.find('-');
        region.chromosome = chromosome_typed(std::string_view(text).substr(0, colon));
        region.first = position_of(range.substr(0, dash));
        region.last = dash == std::string_view::npos ? region.first : position_of(range.substr(dash + 1));
    }
    if (region.chromosome == 0 || region.first == 0 || region.last < region.first) {
        throw Error(Fault::usage, "region '" + text +
                                      "': expected chromosome:from-to, as 6:25000000-34000000 or X:100-200, with "
                                      "positions from 1, the smaller one first, and no commas within numbers, since "
                                      "commas part one region from the next");
    }
    return region;
}

std::vector<Chromosome> parse_chromosomes(const std::vector<std::string>& names) {
    std::vector<Chromosome> chromosomes;
    for (const std::string& name : names) {
        const std::size_t dash = name.find('-');
        const Chromosome first = chromosome_typed(std::string_view(name).substr(0, dash));
        const Chromosome last =
            dash == std::string::npos ? first : chromosome_typed(std::string_view(name).substr(dash + 1));
        if (first == 0 || last < first) {
            throw Error(Fault::usage,
                        "chromosome '" + name + "': expected 1 to 22, X, Y or MT, or a range of them as 1-22");
        }
        for (unsigned code = first; code <= last; ++code) { chromosomes.push_back(static_cast<Chromosome>(code)); }
    }
    std::ranges::sort(chromosomes);
    chromosomes.erase(std::unique(chromosomes.begin(), chromosomes.end()), chromosomes.end());
    return chromosomes;
}

}  // namespace atria::pipeline
