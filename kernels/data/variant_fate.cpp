#include "kernels/data/variant_fate.hpp"

#include <array>
#include <cstddef>

namespace atria {

namespace {

struct Words {
    std::string_view word;
    std::string_view sentence;
};

constexpr std::array<Words, 7> words{{
    {"duplicate", "the cohort has the same variant already"},
    {"ambiguous", "A/T or C/G variant"},
    {"ambiguous_no_calls", "A/T or C/G variant without calls to tell its strand by"},
    {"ambiguous_near_half", "A/T or C/G variant with a frequency too near one half to tell its strand"},
    {"ambiguous_unlike", "A/T or C/G variant with a frequency that fits neither strand"},
    {"ambiguous_too_few", "A/T or C/G variant with too few alleles to tell its strand by frequency"},
    {"ambiguous_strand", "A/T or C/G variant whose frequency speaks for a strand that its file does not use"},
}};

}  // namespace

std::string_view drop_word(DropReason reason) { return words.at(static_cast<std::size_t>(reason)).word; }

std::string_view drop_sentence(DropReason reason) { return words.at(static_cast<std::size_t>(reason)).sentence; }

}  // namespace atria
