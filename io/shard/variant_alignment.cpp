#include "io/shard/variant_alignment.hpp"

#include "kernels/data/allele_match.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <tuple>

namespace atria::io {

namespace {

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

}  // namespace

/// A study variant at the position at hand.
struct VariantAlignment::Candidate {
    std::uint32_t source = 0;            ///< that defines it
    std::uint32_t last_cohort = nobody;  ///< the cohort that has claimed it last
};

/// A source that has found its study variant.
struct VariantAlignment::Match {
    std::uint32_t source = 0;
    std::uint32_t candidate = 0;
    bool turned = false;
};

void VariantAlignment::add(std::uint32_t cohort, std::uint32_t file, std::uint64_t row, std::uint32_t position,
                           std::string_view effect_allele, std::string_view other_allele, std::string_view variant_id,
                           bool turned) {
    sources_.push_back(
        {position, cohort, file, turned, row, text_.size(), static_cast<std::uint32_t>(effect_allele.size()),
         static_cast<std::uint32_t>(other_allele.size()), static_cast<std::uint32_t>(variant_id.size())});
    text_.append(effect_allele).append(other_allele).append(variant_id);
    if (sources_.size() >= nobody) { throw std::logic_error("more than 2^32 variants on one chromosome"); }
}

void VariantAlignment::align(const std::function<void(const AlignmentNote&)>& note) {
    std::ranges::sort(sources_, [](const Source& a, const Source& b) {
        return std::tie(a.position, a.cohort, a.file, a.row) < std::tie(b.position, b.cohort, b.file, b.row);
    });
    for (std::size_t first = 0; first < sources_.size();) {
        std::size_t end = first + 1;
        while (end < sources_.size() && sources_[end].position == sources_[first].position) { ++end; }
        align_position(first, end, note);
        first = end;
    }
}

void VariantAlignment::align_position(std::size_t first, std::size_t end,
                                      const std::function<void(const AlignmentNote&)>& note) {
    std::vector<Candidate> candidates;
    std::vector<Match> matches;
    const auto tell = [&](const Source& s, std::string_view reason, bool left_out) {
        note({s.cohort, s.file, id(s), s.position, effect(s), other(s), reason, left_out});
    };
    /// Claims the candidate for the source's cohort, unless the cohort has it already.
    const auto claim = [&](std::size_t source, std::size_t candidate, bool turned, std::string_view reason) {
        const Source& s = sources_[source];
        if (candidates[candidate].last_cohort == s.cohort) {
            tell(s, "the cohort has the same variant already", true);
            return;
        }
        candidates[candidate].last_cohort = s.cohort;
        matches.push_back(
            {static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(candidate), turned != s.turned});
        if (!reason.empty()) { tell(s, reason, false); }
    };
    /// The first candidate whose alleles are these; candidates.size() when there is none.
    const auto find = [&](const auto& same) {
        return static_cast<std::size_t>(std::ranges::find_if(candidates, same) - candidates.begin());
    };

    for (std::size_t from = first; from < end;) {
        std::size_t to = from + 1;
        while (to < end && sources_[to].cohort == sources_[from].cohort) { ++to; }
        // Alleles as they stand come first, so that another strand never takes their place.
        std::vector<std::size_t> left;
        for (std::size_t i = from; i < to; ++i) {
            const Source& s = sources_[i];
            const auto same = find([&](const Candidate& c) {
                return effect(sources_[c.source]) == effect(s) && other(sources_[c.source]) == other(s);
            });
            const auto swapped = find([&](const Candidate& c) {
                return effect(sources_[c.source]) == other(s) && other(sources_[c.source]) == effect(s);
            });
            if (same < candidates.size()) {
                claim(i, same, false, {});
            } else if (swapped == candidates.size()) {
                left.push_back(i);
            } else if (is_other_strand(effect(s), other(s)) && candidates[swapped].last_cohort != s.cohort) {
                tell(s, "alleles swapped in an A/T or C/G variant, whose strand cannot be told", true);
            } else {
                claim(i, swapped, true, "alleles swapped: turned round");
            }
        }
        for (const std::size_t i : left) {
            const Source& s = sources_[i];
            const auto flipped = find([&](const Candidate& c) {
                return is_other_strand(effect(sources_[c.source]), effect(s)) &&
                       is_other_strand(other(sources_[c.source]), other(s));
            });
            const auto flipped_swapped = find([&](const Candidate& c) {
                return is_other_strand(effect(sources_[c.source]), other(s)) &&
                       is_other_strand(other(sources_[c.source]), effect(s));
            });
            if (flipped < candidates.size()) {
                claim(i, flipped, false, "other strand: bases complemented");
            } else if (flipped_swapped < candidates.size()) {
                claim(i, flipped_swapped, true, "other strand and alleles swapped: bases complemented, turned round");
            } else {
                // The same alleles once more in this cohort find this candidate below, not a second one.
                const auto same = find([&](const Candidate& c) {
                    return (effect(sources_[c.source]) == effect(s) && other(sources_[c.source]) == other(s)) ||
                           (effect(sources_[c.source]) == other(s) && other(sources_[c.source]) == effect(s));
                });
                if (same == candidates.size()) { candidates.push_back({static_cast<std::uint32_t>(i), nobody}); }
                claim(i, same, false, {});
            }
        }
        from = to;
    }

    // The study's order at this position, then the cohorts' placements in that order.
    std::vector<std::uint32_t> order(candidates.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) { order[i] = i; }
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        const Source& x = sources_[candidates[a].source];
        const Source& y = sources_[candidates[b].source];
        return std::make_tuple(other(x), effect(x)) < std::make_tuple(other(y), effect(y));
    });
    std::vector<std::uint32_t> index_of(candidates.size());
    for (const std::uint32_t candidate : order) {
        index_of[candidate] = static_cast<std::uint32_t>(aligned_.size());
        aligned_.push_back(candidates[candidate].source);
    }
    std::ranges::sort(matches, {}, [&](const Match& match) { return index_of[match.candidate]; });
    for (const Match& match : matches) {
        const Source& s = sources_[match.source];
        placements_[s.cohort].push_back({index_of[match.candidate], s.file, s.row, match.turned});
    }
}

Variant VariantAlignment::variant(std::size_t study_index) const {
    const Source& s = sources_[aligned_[study_index]];
    return {chromosome_, s.position, std::string(effect(s)), std::string(other(s)), std::string(id(s))};
}

}  // namespace atria::io
