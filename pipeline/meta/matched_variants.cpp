#include "pipeline/meta/matched_variants.hpp"

#include "io/results/result_text.hpp"
#include "kernels/data/allele_match.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <tuple>

namespace atria::pipeline {
namespace {

constexpr std::string_view twice = "the study has the same variant already";
constexpr std::string_view other_alleles = "other alleles than in the first study that has the variant";
constexpr std::string_view swapped_not_additive =
    "alleles swapped, and an estimate that is not additive cannot be turned round";
constexpr std::string_view palindromic_swapped =
    "alleles swapped in an A/T or C/G variant, whose strand cannot be told";
constexpr std::string_view palindromic_dropped = "A/T or C/G variant";
constexpr std::string_view palindromic_frequency =
    "A/T or C/G variant whose frequency differs from that in the first study";
constexpr std::string_view palindromic_without =
    "A/T or C/G variant without a frequency to compare with the first study";

}  // namespace

/// The rows of one place (or id) on their way to variants.
class MatchedVariants::Group {
public:
    Group(const StudyRows& rows, const MatchRule& rule, std::span<StudyMatches> studies, const LeftOutRow& left_out)
        : rows_(rows), rule_(rule), studies_(studies), left_out_(left_out) {}

    /// `group`: indices of rows, by study and line.
    void match(std::span<const std::uint32_t> group) {
        candidates_.clear();
        for (std::size_t from = 0; from < group.size();) {
            std::size_t to = from + 1;
            while (to < group.size() && rows_[group[to]].study == rows_[group[from]].study) { ++to; }
            match_study(group.subspan(from, to - from));
            from = to;
        }
    }

    struct Candidate {
        std::uint32_t defining = 0;  ///< row
        std::vector<Member> members;
    };
    [[nodiscard]] std::span<const Candidate> candidates() const { return candidates_; }

private:
    [[nodiscard]] AlleleMatch against(const StudyRow& row, const Candidate& candidate) const {
        const StudyRow& defining = rows_[candidate.defining];
        return match_alleles(rows_.effect(row), rows_.other(row), rows_.effect(defining), rows_.other(defining));
    }
    [[nodiscard]] bool is_palindromic(const StudyRow& row) const {
        return is_other_strand(rows_.effect(row), rows_.other(row));
    }

    /// Alleles as they stand come first, so that another strand never takes their place.
    void match_study(std::span<const std::uint32_t> group) {
        std::vector<std::uint32_t> waiting;
        for (const std::uint32_t index : group) {
            if (rule_.palindromic == Palindromic::drop && is_palindromic(rows_[index])) {
                left_out_(rows_[index], palindromic_dropped);
            } else if (!claim_any(index, {AlleleMatch::same, AlleleMatch::swapped, AlleleMatch::palindromic})) {
                waiting.push_back(index);
            }
        }
        for (const std::uint32_t index : waiting) {
            if (claim_any(index, {AlleleMatch::flipped, AlleleMatch::flipped_swapped, AlleleMatch::same,
                                  AlleleMatch::swapped, AlleleMatch::palindromic})) {
                continue;
            }
            const StudyRow& row = rows_[index];
            if (rule_.by_id && !candidates_.empty() && rows_[candidates_.front().defining].study != row.study) {
                left_out_(row, other_alleles);
                continue;
            }
            candidates_.push_back({index, {{index, false}}});
            ++studies_[row.study].used;
        }
    }

    /// Gives the row to the first candidate that matches in one of these ways; false when there is none.
    bool claim_any(std::uint32_t index, std::initializer_list<AlleleMatch> ways) {
        for (const AlleleMatch way : ways) {
            for (Candidate& candidate : candidates_) {
                if (against(rows_[index], candidate) == way) {
                    claim(candidate, index, way);
                    return true;
                }
            }
        }
        return false;
    }

    void claim(Candidate& candidate, std::uint32_t index, AlleleMatch way) {
        const StudyRow& row = rows_[index];
        const StudyRow& defining = rows_[candidate.defining];
        if (rows_[candidate.members.back().row].study == row.study) {
            left_out_(row, twice);
            return;
        }
        const bool turned =
            way == AlleleMatch::swapped || way == AlleleMatch::flipped_swapped || way == AlleleMatch::palindromic;
        if (way == AlleleMatch::palindromic && rule_.palindromic == Palindromic::as_named) {
            left_out_(row, palindromic_swapped);
            return;
        }
        if (turned && !rule_.turns) {
            left_out_(row, swapped_not_additive);
            return;
        }
        if (rule_.most_frequency_difference < 1 && is_palindromic(row)) {
            const double difference = (turned ? 1 - row.frequency : row.frequency) - defining.frequency;
            if (std::isnan(difference) || std::fabs(difference) > rule_.most_frequency_difference) {
                left_out_(row, std::isnan(difference) ? palindromic_without : palindromic_frequency);
                return;
            }
        }
        candidate.members.push_back({index, turned});
        StudyMatches& matches = studies_[row.study];
        ++matches.used;
        if (turned) { ++matches.swapped; }
        if (way == AlleleMatch::flipped || way == AlleleMatch::flipped_swapped) { ++matches.other_strand; }
        if (std::tie(row.chromosome, row.position) != std::tie(defining.chromosome, defining.position)) {
            ++matches.other_position;
        }
    }

    const StudyRows& rows_;
    const MatchRule& rule_;
    std::span<StudyMatches> studies_;
    const LeftOutRow& left_out_;
    std::vector<Candidate> candidates_;
};

MatchedVariants::MatchedVariants(const StudyRows& rows, const MatchRule& rule, std::span<StudyMatches> studies,
                                 const LeftOutRow& left_out)
    : rows_(rows) {
    if (rows.size() >= std::numeric_limits<std::uint32_t>::max()) {
        throw std::logic_error("more than 2^32 rows to match");
    }
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto same_place = [&](const StudyRow& a, const StudyRow& b) {
        return rule.by_id ? rows.id(a) == rows.id(b) : a.position == b.position && a.chromosome == b.chromosome;
    };
    std::ranges::sort(order, [&](std::uint32_t i, std::uint32_t j) {
        const StudyRow& a = rows[i];
        const StudyRow& b = rows[j];
        if (!same_place(a, b)) {
            if (rule.by_id) { return rows.id(a) < rows.id(b); }
            return std::tie(a.chromosome, a.position) < std::tie(b.chromosome, b.position);
        }
        return std::tie(a.study, a.line) < std::tie(b.study, b.line);
    });

    Group group(rows, rule, studies, left_out);
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && same_place(rows[order[first]], rows[order[end]])) { ++end; }
        group.match(std::span(order).subspan(first, end - first));
        for (const Group::Candidate& candidate : group.candidates()) {
            variants_.push_back(
                {members_.size(), static_cast<std::uint32_t>(candidate.members.size()), candidate.defining});
            members_.insert(members_.end(), candidate.members.begin(), candidate.members.end());
        }
        const auto candidates = group.candidates();
        several_ += std::ranges::any_of(candidates, [&](const Group::Candidate& candidate) {
            return rows[candidate.defining].study != rows[candidates.front().defining].study;
        });
        first = end;
    }
    std::ranges::sort(variants_, [&](const Site& a, const Site& b) {
        const StudyRow& x = rows[a.defining];
        const StudyRow& y = rows[b.defining];
        return std::make_tuple(x.chromosome, x.position, rows.other(x), rows.effect(x), a.first) <
               std::make_tuple(y.chromosome, y.position, rows.other(y), rows.effect(y), b.first);
    });
}

Variant MatchedVariants::variant(std::size_t i) const {
    const StudyRow& defining = rows_[variants_[i].defining];
    Variant variant{defining.chromosome, defining.position, std::string(rows_.effect(defining)),
                    std::string(rows_.other(defining)), std::string(rows_.id(defining))};
    // A name that the first study lacks may stand in another; an rsid wins over other names.
    for (const Member& member : members(i)) {
        if (io::is_rsid(variant.id)) { break; }
        std::string id(rows_.id(rows_[member.row]));
        if (variant.id.empty() || io::is_rsid(id)) { variant.id = std::move(id); }
    }
    return variant;
}

}  // namespace atria::pipeline
