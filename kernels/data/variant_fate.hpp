#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atria {

/// How a cohort's variant became the study's.
struct VariantFate {
    bool swapped : 1 = false;       ///< effect and other allele changed places
    bool flipped : 1 = false;       ///< named on the other strand
    bool by_frequency : 1 = false;  ///< an A/T or C/G variant: frequencies told which of the above holds
    bool normalised : 1 = false;    ///< an indel was trimmed or moved by the reference sequence

    friend bool operator==(const VariantFate&, const VariantFate&) = default;

    /// One change after another: what is swapped twice is not.
    [[nodiscard]] VariantFate then(const VariantFate& next) const {
        return {swapped != next.swapped, flipped != next.flipped, by_frequency || next.by_frequency,
                normalised || next.normalised};
    }
};

/// `as_is`, or the changes with _ between them: `flipped_swapped_by_frequency`.
[[nodiscard]] inline std::string fate_text(const VariantFate& fate) {
    std::string text;
    const auto add = [&](bool there, std::string_view word) {
        if (there) { text.append(text.empty() ? "" : "_").append(word); }
    };
    add(fate.normalised, "normalised");
    add(fate.flipped, "flipped");
    add(fate.swapped, "swapped");
    add(fate.by_frequency, "by_frequency");
    return text.empty() ? "as_is" : text;
}

/// Why alignment leaves a cohort's variant out.
enum class DropReason : std::uint8_t {
    duplicate,  ///< the cohort has it already
    ambiguous,  ///< A/T or C/G, all of which are to be left out
    // Of these frequencies do not tell the strand (quality::StrandVerdict):
    ambiguous_no_calls,
    ambiguous_near_half,
    ambiguous_unlike,
    ambiguous_too_few,
    ambiguous_strand,  ///< by frequency on a strand that the rest of its file is not on
};

/// The reason as one word, `ambiguous_near_half`.
[[nodiscard]] std::string_view drop_word(DropReason reason);

/// The reason as a sentence for people.
[[nodiscard]] std::string_view drop_sentence(DropReason reason);

}  // namespace atria
