#include "io/genotypes/reference/reference_alleles.hpp"

#include "kernels/data/allele_match.hpp"

#include <algorithm>
#include <utility>

namespace atria::io {

namespace {

std::string other_strand(std::string_view base) {
    for (const std::string_view opposite : {"A", "C", "G", "T"}) {
        if (is_other_strand(base, opposite)) { return std::string(opposite); }
    }
    return {};
}

/// Trims and moves two alleles, of which the first one is the reference's.
void normalise(Chromosome chromosome, std::uint32_t& position, std::string& other, std::string& effect,
               const ReferenceSequence& reference) {
    while (other.back() == effect.back()) {
        const bool extend = std::min(other.size(), effect.size()) == 1;
        if (extend && position == 1) { break; }
        other.pop_back();
        effect.pop_back();
        if (!extend) { continue; }
        const char before = reference.base(chromosome, --position);
        other.insert(other.begin(), before);
        effect.insert(effect.begin(), before);
    }
    std::size_t same = 0;
    while (same + 1 < std::min(other.size(), effect.size()) && other[same] == effect[same]) { ++same; }
    other.erase(0, same);
    effect.erase(0, same);
    position += static_cast<std::uint32_t>(same);
}

}  // namespace

std::string_view fit_to_reference(const FileVariant& variant, bool reference_is_certain,
                                  const ReferenceSequence& reference, FittedVariant& fitted) {
    const std::uint32_t length = reference.length(variant.chromosome);
    const auto is_reference = [&](std::string_view allele) {
        if (variant.position + allele.size() - 1 > length) { return false; }
        for (std::size_t i = 0; i < allele.size(); ++i) {
            const auto at = variant.position + static_cast<std::uint32_t>(i);
            if (reference.base(variant.chromosome, at) != allele[i]) { return false; }
        }
        return true;
    };
    if (variant.position > length) { return not_in_the_reference; }
    fitted.variant_ = variant;
    fitted.other_ = variant.other_allele;
    fitted.effect_ = variant.effect_allele;
    VariantFate& fate = fitted.variant_.read_as;
    if (!is_reference(fitted.other_)) {
        // A/T and C/G: swapped by its writer, or on the other strand? The names alone do not tell.
        if (reference_is_certain && is_other_strand(fitted.other_, fitted.effect_)) { return ambiguous_reference; }
        const std::string other_complement = other_strand(fitted.other_);
        const std::string effect_complement = other_strand(fitted.effect_);
        const bool has_strands = !other_complement.empty() && !effect_complement.empty();
        if (is_reference(fitted.effect_)) {
            fate.swapped = true;
        } else if (has_strands && is_reference(other_complement)) {
            fate.flipped = true;
        } else if (has_strands && is_reference(effect_complement)) {
            fate.flipped = true;
            fate.swapped = true;
        } else {
            return not_the_reference;
        }
        if (fate.flipped) {
            fitted.other_ = other_complement;
            fitted.effect_ = effect_complement;
        }
        if (fate.swapped) {
            std::swap(fitted.other_, fitted.effect_);
            fitted.variant_.turned = !fitted.variant_.turned;
        }
    }
    if (fitted.other_.size() > 1 || fitted.effect_.size() > 1) {
        const auto before = std::make_pair(fitted.variant_.position, fitted.other_);
        normalise(variant.chromosome, fitted.variant_.position, fitted.other_, fitted.effect_, reference);
        fate.normalised = before != std::make_pair(fitted.variant_.position, fitted.other_);
    }
    return {};
}

}  // namespace atria::io
