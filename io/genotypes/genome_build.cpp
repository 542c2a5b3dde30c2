#include "io/genotypes/genome_build.hpp"

#include "io/tables/upper_case.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace atria::io {

namespace {

struct BuildLengths {
    std::string_view name;
    std::array<std::uint32_t, chromosome_y> lengths;  ///< of 1-22, X, Y
};

constexpr std::array<BuildLengths, 2> builds{
    {{"GRCh37", {249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022,
                 141213431, 135534747, 135006516, 133851895, 115169878, 107349540, 102531392, 90354753,
                 81195210,  78077248,  59128983,  63025520,  48129895,  51304566,  155270560, 59373566}},
     {"GRCh38", {248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
                 138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
                 83257441,  80373285,  58617616,  64444167,  46709983,  50818468,  156040895, 57227415}}}};

constexpr std::array<std::string_view, 5> words_of_37{"GRCH37", "HG19", "B37", "HS37", "V37"};
constexpr std::array<std::string_view, 4> words_of_38{"GRCH38", "HG38", "B38", "HS38"};

}  // namespace

std::uint32_t chromosome_length(std::string_view build, Chromosome chromosome) {
    const auto found = std::ranges::find(builds, build, &BuildLengths::name);
    if (found == builds.end() || chromosome < 1 || chromosome > chromosome_y) { return 0; }
    return found->lengths.at(chromosome - 1U);
}

std::string_view build_of_length(Chromosome chromosome, std::uint64_t length) {
    for (const auto& build : builds) {
        if (length > 0 && chromosome_length(build.name, chromosome) == length) { return build.name; }
    }
    return {};
}

std::string_view build_in_words(std::string_view text) {
    std::string words;
    assign_upper(words, text);
    const auto speaks_of = [&](std::string_view word) { return words.find(word) != std::string::npos; };
    const bool is_37 = std::ranges::any_of(words_of_37, speaks_of);
    const bool is_38 = std::ranges::any_of(words_of_38, speaks_of);
    if (is_37 == is_38) { return {}; }
    return is_37 ? builds[0].name : builds[1].name;
}

}  // namespace atria::io
