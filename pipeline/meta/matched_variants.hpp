#pragma once

#include "kernels/data/variant.hpp"
#include "pipeline/meta/study_rows.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// What becomes of A/T and C/G variants, whose strand the alleles do not tell.
enum class Palindromic : std::uint8_t {
    as_named,     ///< kept when effect and other allele are named as in the first study, left out when swapped
    same_strand,  ///< all studies are on one strand, so swapped ones are turned round like any other
    drop,         ///< left out
};

struct MatchRule {
    bool by_id = false;  ///< by id and alleles, otherwise by chromosome, position and alleles
    Palindromic palindromic = Palindromic::as_named;
    double most_frequency_difference = 1;  ///< of A/T and C/G variants from the first study; 1 = not looked at
    bool turns = true;                     ///< estimates can be turned with the alleles (io::turns_with_alleles)
};

/// What matching did with the rows of one study.
struct StudyMatches {
    std::uint64_t used = 0;
    std::uint64_t swapped = 0;         ///< used, effect and other allele turned round
    std::uint64_t other_strand = 0;    ///< used, bases complemented
    std::uint64_t other_position = 0;  ///< used, by id, although the first study has it at another place
};

/// Told of every row that is left out.
using LeftOutRow = std::function<void(const StudyRow& row, std::string_view reason)>;

/// The variants of some rows: which rows are the same variant, and how each is to be turned.
///
/// The first study (in the order of the studies) that has a variant defines its effect and other allele, chromosome,
/// position and id. A row with the alleles swapped, or on the other strand, is turned; swapped ones whose
/// estimates do not turn are left out. By position, other alleles at
/// the same place are another variant; by id, they are left out unless the first study has them, too. The same variant
/// twice in one study: the earlier line is kept.
class MatchedVariants {
public:
    struct Member {
        std::uint32_t row = 0;
        bool turned = false;  ///< the row's effect allele is the variant's other allele
    };

    MatchedVariants(const StudyRows& rows, const MatchRule& rule, std::span<StudyMatches> studies,
                    const LeftOutRow& left_out);

    /// Sorted by chromosome, position, other and effect allele.
    [[nodiscard]] std::size_t size() const { return variants_.size(); }
    [[nodiscard]] Variant variant(std::size_t i) const;
    /// A row a study, in the order of the studies.
    [[nodiscard]] std::span<const Member> members(std::size_t i) const {
        return std::span(members_).subspan(variants_[i].first, variants_[i].count);
    }
    [[nodiscard]] const StudyRows& rows() const { return rows_; }

    /// Places where studies name different alleles, kept apart.
    [[nodiscard]] std::uint64_t places_with_several() const { return several_; }

private:
    struct Site {
        std::uint64_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t defining = 0;  ///< row
    };
    class Group;

    const StudyRows& rows_;
    std::vector<Site> variants_;
    std::vector<Member> members_;
    std::uint64_t several_ = 0;
};

}  // namespace atria::pipeline
