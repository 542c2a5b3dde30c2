#include "kernels/data/allele_match.hpp"

namespace atria {
namespace {

/// The base on the other strand; 0 for anything but a single base.
char complement(std::string_view allele) {
    if (allele.size() != 1) { return 0; }
    switch (allele.front()) {
        case 'A':
            return 'T';
        case 'T':
            return 'A';
        case 'C':
            return 'G';
        case 'G':
            return 'C';
        default:
            return 0;
    }
}

}  // namespace

bool is_other_strand(std::string_view a, std::string_view b) { return b.size() == 1 && complement(a) == b.front(); }

AlleleMatch match_alleles(std::string_view effect, std::string_view other, std::string_view defining_effect,
                          std::string_view defining_other) {
    if (effect == defining_effect && other == defining_other) { return AlleleMatch::same; }
    if (effect == defining_other && other == defining_effect) {
        return is_other_strand(effect, other) ? AlleleMatch::palindromic : AlleleMatch::swapped;
    }
    if (is_other_strand(effect, defining_effect) && is_other_strand(other, defining_other)) {
        return AlleleMatch::flipped;
    }
    if (is_other_strand(effect, defining_other) && is_other_strand(other, defining_effect)) {
        return AlleleMatch::flipped_swapped;
    }
    return AlleleMatch::different;
}

}  // namespace atria
