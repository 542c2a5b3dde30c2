#pragma once

#include "kernels/data/variant.hpp"
#include "kernels/data/variant_fate.hpp"
#include "kernels/quality/strand_by_frequency.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atria::io {

/// Where a variant of the study lies in one cohort.
struct Placement {
    std::uint32_t study_index = 0;  ///< counted from the first study variant of the chromosome
    std::uint32_t file = 0;         ///< which of the cohort's genotype files
    std::uint64_t row = 0;          ///< in that file
    bool turned = false;            ///< the file counts the study's other allele
    VariantFate fate;
};

/// A variant of a cohort that is left out.
struct DroppedVariant {
    static constexpr std::uint32_t no_variant = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t study_index = no_variant;  ///< of the study's variant that it would have been, where there is one
    std::uint32_t source = 0;                ///< for VariantAlignment::source
    DropReason reason = DropReason::duplicate;
};

/// A/T and C/G variants, which look the same on both strands.
enum class AmbiguousVariants : std::uint8_t {
    by_frequency,  ///< kept where frequencies tell the strand
    keep,          ///< all cohorts are taken to name one strand
    drop,          ///< left out in all cohorts
};

struct AlignmentRule {
    AmbiguousVariants ambiguous = AmbiguousVariants::by_frequency;
    quality::StrandLimits strand;
};

/// What is known of a file's variant beyond its names.
struct SourceDetail {
    static constexpr std::uint32_t no_listing = std::numeric_limits<std::uint32_t>::max();

    /// Cohorts whose files have the same number read the same file: the same row is on the same strand.
    std::uint32_t listing = no_listing;
    /// Of the effect allele as named, in the cohort; looked at in A/T and C/G variants.
    quality::AlleleSample frequency;
    /// How reading already changed the names that the file has.
    VariantFate read_as;
};

/// What alignment did with one variant of one file that is not simply the study's.
struct AlignmentNote {
    std::uint32_t cohort = 0;
    std::uint32_t file = 0;
    std::string_view id;
    std::uint32_t position = 0;
    std::string_view effect_allele;  ///< as the file has them
    std::string_view other_allele;
    std::string_view reason;
    bool left_out = false;
};

/// Aligns the variants of all cohorts on one chromosome by position and alleles.
///
/// The first cohort that has a variant defines its effect and other allele. A later one with the alleles swapped, or on
/// the other strand, is turned. An A/T or C/G variant looks the same on both strands: by AlignmentRule the frequency of
/// its effect allele, against the earlier cohorts that have it pooled, tells whether a later cohort names the other
/// strand; where it does not, or where the file's other variants are not on the strand that it tells (populations may
/// truly differ), the variant is left out of that cohort. Other alleles at the same position are another
/// variant. The same variant twice in one cohort: the first is kept. Nothing happens in silence: every such case is
/// told.
class VariantAlignment {
public:
    VariantAlignment(Chromosome chromosome, std::size_t cohorts, const AlignmentRule& rule = {})
        : chromosome_(chromosome), rule_(rule), placements_(cohorts) {}

    /// A variant of one file, alleles in upper case. `turned`: the file's calls count the other allele.
    void add(std::uint32_t cohort, std::uint32_t file, std::uint64_t row, std::uint32_t position,
             std::string_view effect_allele, std::string_view other_allele, std::string_view id, bool turned,
             const SourceDetail& detail = {});

    /// Call once, after the last add.
    void align(const std::function<void(const AlignmentNote&)>& note);

    [[nodiscard]] std::size_t variants() const { return aligned_.size(); }

    /// The variant with this study index; they ascend in the order of the study.
    [[nodiscard]] Variant variant(std::size_t study_index) const;

    /// What a cohort has, ascending by study index.
    [[nodiscard]] const std::vector<Placement>& placements(std::uint32_t cohort) const { return placements_[cohort]; }

    /// What is left out, ascending by position.
    [[nodiscard]] const std::vector<DroppedVariant>& dropped() const { return dropped_; }
    /// A variant that was left out, as its file has it, and its cohort.
    [[nodiscard]] Variant source(const DroppedVariant& dropped) const { return variant_of(sources_[dropped.source]); }
    [[nodiscard]] std::uint32_t cohort(const DroppedVariant& dropped) const { return sources_[dropped.source].cohort; }

private:
    struct Source {
        std::uint32_t position = 0;
        std::uint32_t cohort = 0;
        std::uint32_t file = 0;
        bool turned = false;
        VariantFate read_as;
        std::uint64_t row = 0;
        std::uint64_t text = 0;  ///< effect allele, other allele and id, one behind the other
        std::uint32_t effect_length = 0;
        std::uint32_t other_length = 0;
        std::uint32_t id_length = 0;
        std::uint32_t strand = 0;  ///< of an A/T or C/G variant: its place in strands_
    };
    /// What an A/T or C/G variant is judged by.
    struct StrandEvidence {
        std::uint32_t listing = 0;
        quality::AlleleSample frequency;
    };
    /// On which strand a file's variants are that are neither A/T nor C/G, against those who define them.
    struct StrandUse {
        std::uint64_t matched = 0;
        std::uint64_t flipped = 0;  ///< of these, on the other strand
    };
    struct Match;
    struct Candidate;
    class PositionAlignment;

    [[nodiscard]] std::string_view effect(const Source& s) const { return {text_.data() + s.text, s.effect_length}; }
    [[nodiscard]] std::string_view other(const Source& s) const {
        return {text_.data() + s.text + s.effect_length, s.other_length};
    }
    [[nodiscard]] std::string_view id(const Source& s) const {
        return {text_.data() + s.text + s.effect_length + s.other_length, s.id_length};
    }
    [[nodiscard]] Variant variant_of(const Source& s) const;
    void count_strands();
    /// Does the source's file use this strand at all, as far as is known?
    [[nodiscard]] bool uses_strand(const Source& s, bool other_strand) const;

    Chromosome chromosome_;
    AlignmentRule rule_;
    std::string text_;
    std::vector<Source> sources_;
    std::vector<std::uint32_t> aligned_;  ///< the source that defines each study variant
    std::vector<StrandEvidence> strands_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, StrandUse> uses_;  ///< by cohort and file
    std::vector<DroppedVariant> dropped_;
    std::vector<std::vector<Placement>> placements_;
};

}  // namespace atria::io
