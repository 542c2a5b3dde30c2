#pragma once

#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// Where a variant of the study lies in one cohort.
struct Placement {
    std::uint32_t study_index = 0;  ///< counted from the first study variant of the chromosome
    std::uint32_t file = 0;         ///< which of the cohort's genotype files
    std::uint64_t row = 0;          ///< in that file
    bool turned = false;            ///< the file counts the study's other allele
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
/// the other strand, is turned; A/T and C/G variants cannot be told from their own other strand, so that one which only
/// matches when swapped is left out of that cohort. Other alleles at the same position are another variant. The same
/// variant twice in one cohort: the first is kept. Nothing happens in silence: every such case is told.
class VariantAlignment {
public:
    VariantAlignment(Chromosome chromosome, std::size_t cohorts) : chromosome_(chromosome), placements_(cohorts) {}

    /// A variant of one file, alleles in upper case. `turned`: the file's calls count the other allele.
    void add(std::uint32_t cohort, std::uint32_t file, std::uint64_t row, std::uint32_t position,
             std::string_view effect_allele, std::string_view other_allele, std::string_view id, bool turned);

    /// Call once, after the last add.
    void align(const std::function<void(const AlignmentNote&)>& note);

    [[nodiscard]] std::size_t variants() const { return aligned_.size(); }

    /// The variant with this study index; they ascend in the order of the study.
    [[nodiscard]] Variant variant(std::size_t study_index) const;

    /// What a cohort has, ascending by study index.
    [[nodiscard]] const std::vector<Placement>& placements(std::uint32_t cohort) const { return placements_[cohort]; }

private:
    struct Source {
        std::uint32_t position = 0;
        std::uint32_t cohort = 0;
        std::uint32_t file = 0;
        bool turned = false;
        std::uint64_t row = 0;
        std::uint64_t text = 0;  ///< effect allele, other allele and id, one behind the other
        std::uint32_t effect_length = 0;
        std::uint32_t other_length = 0;
        std::uint32_t id_length = 0;
    };
    struct Match;
    struct Candidate;

    [[nodiscard]] std::string_view effect(const Source& s) const { return {text_.data() + s.text, s.effect_length}; }
    [[nodiscard]] std::string_view other(const Source& s) const {
        return {text_.data() + s.text + s.effect_length, s.other_length};
    }
    [[nodiscard]] std::string_view id(const Source& s) const {
        return {text_.data() + s.text + s.effect_length + s.other_length, s.id_length};
    }
    void align_position(std::size_t first, std::size_t end, const std::function<void(const AlignmentNote&)>& note);

    Chromosome chromosome_;
    std::string text_;
    std::vector<Source> sources_;
    std::vector<std::uint32_t> aligned_;  ///< the source that defines each study variant
    std::vector<std::vector<Placement>> placements_;
};

}  // namespace atria::io
