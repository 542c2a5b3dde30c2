#include "io/shard/variant_alignment.hpp"

#include "kernels/data/allele_match.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace atria::io {

namespace {

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

DropReason reason_of(quality::StrandVerdict verdict) {
    switch (verdict) {
        case quality::StrandVerdict::near_half:
            return DropReason::ambiguous_near_half;
        case quality::StrandVerdict::unlike:
            return DropReason::ambiguous_unlike;
        case quality::StrandVerdict::too_few:
            return DropReason::ambiguous_too_few;
        default:
            return DropReason::ambiguous_no_calls;
    }
}

/// What is told of a variant that is not as its file names it; empty when it is.
std::string_view told_of(const VariantFate& fate) {
    if (fate.by_frequency && fate.flipped) {
        return fate.swapped ? "A/T or C/G variant on the other strand by its frequency: turned round"
                            : "A/T or C/G variant on the other strand by its frequency: bases complemented";
    }
    if (fate.by_frequency && fate.swapped) {
        return "alleles swapped in an A/T or C/G variant, as its frequency confirms: turned round";
    }
    if (fate.flipped) {
        return fate.swapped ? "other strand and alleles swapped: bases complemented, turned round"
                            : "other strand: bases complemented";
    }
    return fate.swapped ? "alleles swapped: turned round" : std::string_view{};
}

}  // namespace

/// A study variant at the position at hand.
struct VariantAlignment::Candidate {
    std::uint32_t source = 0;            ///< that defines it
    std::uint32_t last_cohort = nobody;  ///< the cohort that has claimed it last
    quality::AlleleSample known;  ///< of its effect allele, in the cohorts that have claimed it; A/T and C/G only
};

/// A source that has found its study variant.
struct VariantAlignment::Match {
    std::uint32_t source = 0;
    std::uint32_t candidate = 0;
    VariantFate fate;
};

/// The sources at one position find or make their study variants, cohort by cohort.
class VariantAlignment::PositionAlignment {
public:
    PositionAlignment(VariantAlignment& alignment, const std::function<void(const AlignmentNote&)>& note)
        : alignment_(alignment), note_(note) {}

    /// The sources [from, to), all of one cohort.
    void add_cohort(std::uint32_t from, std::uint32_t to) {
        // Alleles as they stand come first, so that another strand never takes their place.
        std::vector<std::uint32_t> left;
        for (std::uint32_t i = from; i < to; ++i) {
            if (is_ambiguous(i)) {
                take_ambiguous(i);
            } else if (!claim_any(i, {AlleleMatch::same, AlleleMatch::swapped})) {
                left.push_back(i);
            }
        }
        for (const std::uint32_t i : left) {
            // Those made just now are found again by the same alleles once more in this cohort.
            if (!claim_any(
                    i, {AlleleMatch::flipped, AlleleMatch::flipped_swapped, AlleleMatch::same, AlleleMatch::swapped})) {
                define(i);
            }
        }
    }

    /// Gives the candidates study indices in the study's order, and enters what was found.
    void finish() {
        auto& aligned = alignment_.aligned_;
        std::vector<std::uint32_t> order(candidates_.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) { order[i] = i; }
        std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
            const Source& x = source(candidates_[a].source);
            const Source& y = source(candidates_[b].source);
            return std::make_tuple(alignment_.other(x), alignment_.effect(x)) <
                   std::make_tuple(alignment_.other(y), alignment_.effect(y));
        });
        std::vector<std::uint32_t> index_of(candidates_.size());
        for (const std::uint32_t candidate : order) {
            index_of[candidate] = static_cast<std::uint32_t>(aligned.size());
            aligned.push_back(candidates_[candidate].source);
        }
        std::ranges::sort(matches_, {}, [&](const Match& match) { return index_of[match.candidate]; });
        for (const Match& match : matches_) {
            const Source& s = source(match.source);
            const bool other_way = match.fate.swapped;
            alignment_.placements_[s.cohort].push_back(
                {index_of[match.candidate], s.file, s.row, other_way != s.turned, s.read_as.then(match.fate)});
        }
        for (auto& dropped : dropped_) {
            if (dropped.study_index != DroppedVariant::no_variant) {
                dropped.study_index = index_of[dropped.study_index];
            }
            alignment_.dropped_.push_back(dropped);
        }
    }

private:
    [[nodiscard]] const Source& source(std::uint32_t index) const { return alignment_.sources_[index]; }
    [[nodiscard]] const StrandEvidence& evidence(std::uint32_t index) const {
        return alignment_.strands_[source(index).strand];
    }

    [[nodiscard]] bool is_ambiguous(std::uint32_t index) const {
        return is_other_strand(alignment_.effect(source(index)), alignment_.other(source(index)));
    }

    void tell(std::uint32_t index, std::string_view reason, bool left_out) const {
        const Source& s = source(index);
        note_({s.cohort, s.file, alignment_.id(s), s.position, alignment_.effect(s), alignment_.other(s), reason,
               left_out});
    }

    /// `candidate`: that it would have been, or DroppedVariant::no_variant.
    void drop(std::uint32_t index, std::uint32_t candidate, DropReason reason) {
        dropped_.push_back({candidate, index, reason});
        tell(index, drop_sentence(reason), true);
    }

    void define(std::uint32_t index) {
        candidates_.push_back({index, source(index).cohort, {}});
        if (is_ambiguous(index)) { candidates_.back().known = evidence(index).frequency; }
        matches_.push_back({index, static_cast<std::uint32_t>(candidates_.size() - 1), {}});
        if (const auto told = told_of(source(index).read_as); !told.empty()) { tell(index, told, false); }
    }

    /// Claims the candidate for the source's cohort, unless the cohort has it already.
    bool claim(std::uint32_t index, std::uint32_t candidate, const VariantFate& fate) {
        if (candidates_[candidate].last_cohort == source(index).cohort) {
            drop(index, DroppedVariant::no_variant, DropReason::duplicate);
            return false;
        }
        candidates_[candidate].last_cohort = source(index).cohort;
        matches_.push_back({index, candidate, fate});
        if (const auto told = told_of(source(index).read_as.then(fate)); !told.empty()) { tell(index, told, false); }
        return true;
    }

    /// The first candidate that matches in this way; candidates_.size() when there is none.
    [[nodiscard]] std::uint32_t find(std::uint32_t index, AlleleMatch way) const {
        const Source& s = source(index);
        for (std::uint32_t i = 0; i < candidates_.size(); ++i) {
            const Source& defining = source(candidates_[i].source);
            if (match_alleles(alignment_.effect(s), alignment_.other(s), alignment_.effect(defining),
                              alignment_.other(defining)) == way) {
                return i;
            }
        }
        return static_cast<std::uint32_t>(candidates_.size());
    }

    /// Tries the ways in turn. False when no candidate matches in any of them.
    bool claim_any(std::uint32_t index, std::initializer_list<AlleleMatch> ways) {
        for (const AlleleMatch way : ways) {
            const std::uint32_t candidate = find(index, way);
            if (candidate == candidates_.size()) { continue; }
            const bool swapped = way == AlleleMatch::swapped || way == AlleleMatch::flipped_swapped;
            const bool flipped = way == AlleleMatch::flipped || way == AlleleMatch::flipped_swapped;
            claim(index, candidate, {swapped, flipped, false, false});
            return true;
        }
        return false;
    }

    void take_ambiguous(std::uint32_t index) {
        if (alignment_.rule_.ambiguous == AmbiguousVariants::drop) {
            drop(index, DroppedVariant::no_variant, DropReason::ambiguous);
            return;
        }
        const std::uint32_t same = find(index, AlleleMatch::same);
        const std::uint32_t swapped = find(index, AlleleMatch::palindromic);
        const std::uint32_t candidate = std::min(same, swapped);
        if (candidate == candidates_.size()) {
            define(index);
            return;
        }
        Candidate& found = candidates_[candidate];
        const StrandEvidence& mine = evidence(index);
        const StrandEvidence& defining = evidence(found.source);
        const bool same_row = mine.listing != SourceDetail::no_listing && mine.listing == defining.listing &&
                              source(index).row == source(found.source).row;
        VariantFate fate{candidate != same, false, false, false};
        quality::AlleleSample sample = mine.frequency;
        if (fate.swapped) { sample.effect = sample.alleles - sample.effect; }
        if (alignment_.rule_.ambiguous == AmbiguousVariants::by_frequency && !same_row &&
            found.last_cohort != source(index).cohort) {
            const auto verdict = quality::strand_by_frequency(found.known, sample, alignment_.rule_.strand);
            if (verdict != quality::StrandVerdict::as_named && verdict != quality::StrandVerdict::turned) {
                drop(index, candidate, reason_of(verdict));
                return;
            }
            if (!alignment_.uses_strand(source(index), verdict == quality::StrandVerdict::turned)) {
                drop(index, candidate, DropReason::ambiguous_strand);
                return;
            }
            fate.by_frequency = true;
            if (verdict == quality::StrandVerdict::turned) {
                fate.flipped = true;
                fate.swapped = !fate.swapped;
                sample.effect = sample.alleles - sample.effect;
            }
        }
        if (claim(index, candidate, fate)) {
            found.known.effect += sample.effect;
            found.known.alleles += sample.alleles;
        }
    }

    VariantAlignment& alignment_;
    const std::function<void(const AlignmentNote&)>& note_;
    std::vector<Candidate> candidates_;
    std::vector<Match> matches_;
    std::vector<DroppedVariant> dropped_;  ///< study_index: the candidate
};

void VariantAlignment::add(std::uint32_t cohort, std::uint32_t file, std::uint64_t row, std::uint32_t position,
                           std::string_view effect_allele, std::string_view other_allele, std::string_view variant_id,
                           bool turned, const SourceDetail& detail) {
    Source source{position,
                  cohort,
                  file,
                  turned,
                  detail.read_as,
                  row,
                  text_.size(),
                  static_cast<std::uint32_t>(effect_allele.size()),
                  static_cast<std::uint32_t>(other_allele.size()),
                  static_cast<std::uint32_t>(variant_id.size())};
    if (is_other_strand(effect_allele, other_allele)) {
        source.strand = static_cast<std::uint32_t>(strands_.size());
        strands_.push_back({detail.listing, detail.frequency});
    }
    sources_.push_back(source);
    text_.append(effect_allele).append(other_allele).append(variant_id);
    if (sources_.size() >= nobody) { throw std::logic_error("more than 2^32 variants on one chromosome"); }
}

void VariantAlignment::count_strands() {
    std::vector<std::uint32_t> defining;  // the sources at a position that no earlier one matches
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
        const Source& s = sources_[i];
        if (!defining.empty() && sources_[defining.front()].position != s.position) { defining.clear(); }
        if (is_other_strand(effect(s), other(s))) { continue; }
        const auto match = [&](std::uint32_t other_source) {
            const Source& d = sources_[other_source];
            return match_alleles(effect(s), other(s), effect(d), other(d));
        };
        const auto found =
            std::ranges::find_if(defining, [&](std::uint32_t d) { return match(d) != AlleleMatch::different; });
        if (found == defining.end()) {
            defining.push_back(i);
        } else if (sources_[*found].cohort != s.cohort) {
            const AlleleMatch way = match(*found);
            StrandUse& use = uses_[{s.cohort, s.file}];
            ++use.matched;
            const bool flipped = way == AlleleMatch::flipped || way == AlleleMatch::flipped_swapped;
            if (flipped != s.read_as.flipped) { ++use.flipped; }  // what a reference has undone counts, too
        }
    }
}

bool VariantAlignment::uses_strand(const Source& s, bool other_strand) const {
    constexpr std::uint64_t enough = 100;  // to know a file by
    constexpr std::uint64_t one_in = 100;  // less is chance and error
    const auto found = uses_.find({s.cohort, s.file});
    if (found == uses_.end() || found->second.matched < enough) { return true; }
    const StrandUse& use = found->second;
    return (other_strand ? use.flipped : use.matched - use.flipped) * one_in >= use.matched;
}

void VariantAlignment::align(const std::function<void(const AlignmentNote&)>& note) {
    std::ranges::sort(sources_, [](const Source& a, const Source& b) {
        return std::tie(a.position, a.cohort, a.file, a.row) < std::tie(b.position, b.cohort, b.file, b.row);
    });
    if (rule_.ambiguous == AmbiguousVariants::by_frequency) { count_strands(); }
    const auto count = static_cast<std::uint32_t>(sources_.size());
    for (std::uint32_t first = 0; first < count;) {
        PositionAlignment position(*this, note);
        const std::uint32_t here = sources_[first].position;
        while (first < count && sources_[first].position == here) {
            std::uint32_t end = first + 1;
            while (end < count && sources_[end].position == here && sources_[end].cohort == sources_[first].cohort) {
                ++end;
            }
            position.add_cohort(first, end);
            first = end;
        }
        position.finish();
    }
}

Variant VariantAlignment::variant_of(const Source& s) const {
    return {chromosome_, s.position, std::string(effect(s)), std::string(other(s)), std::string(id(s))};
}

Variant VariantAlignment::variant(std::size_t study_index) const { return variant_of(sources_[aligned_[study_index]]); }

}  // namespace atria::io
