#include "kernels/survival/cox_stream.hpp"

#include <algorithm>
#include <numeric>

namespace atria::survival {
namespace {

/// Listed people by the row at which they enter: those with lo = k are order[first[k]] ... order[first[k + 1] - 1].
struct Entries {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> order;

    explicit Entries(const RiskSets& sets) : first(sets.rows() + 1, 0), order(sets.people()) {
        for (const std::uint32_t lo : sets.lo) { ++first[lo + 1]; }
        std::partial_sum(first.begin(), first.end(), first.begin());
        std::vector<std::uint32_t> next = first;
        for (std::uint32_t i = 0; i < order.size(); ++i) { order[next[sets.lo[i]]++] = i; }
    }
};

}  // namespace

CoxStream::CoxStream(const RiskSets& sets, std::span<const double> risk, std::size_t people)
    : nobody_(static_cast<std::uint32_t>(people)) {
    const Entries entries(sets);
    std::vector<Member> members;
    bool begins_stratum = true;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        const std::uint32_t deaths = sets.deaths[k];
        if (deaths == 0) {  // a stratum ends: nobody need go
            begins_stratum = true;
            continue;
        }
        Piece piece{0, deaths, deaths == 1 ? Deaths::one : Deaths::none, true, begins_stratum};
        begins_stratum = false;
        members.clear();
        for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
            members.push_back({sets.person[i], risk[i]});
            if (deaths > 1 && i + 1 == sets.first[k] + deaths) {
                Piece dying = piece;
                dying.deaths_at_end = 0;
                dying.deaths = Deaths::several;
                add(members, dying);
                members.clear();
                piece.begins_time = piece.begins_stratum = false;
            }
        }
        for (std::size_t at = entries.first[k]; at < entries.first[k + 1]; ++at) {
            const std::uint32_t i = entries.order[at];
            members.push_back({sets.person[i], -risk[i]});
        }
        add(members, piece);
    }
}

/// The members as pieces, the first of which begins as `piece` does, and the last ends as it does.
void CoxStream::add(std::span<const Member> members, Piece piece) {
    const std::uint32_t deaths_at_end = piece.deaths_at_end;
    do {
        const std::size_t used = strips_.empty() ? most_quads : strips_.back().quads;
        const std::size_t room = in_quad * (used == most_quads ? most_quads : most_quads - used);
        const std::size_t here = std::min(room, members.size());
        piece.quads = static_cast<std::uint32_t>((here + in_quad - 1) / in_quad);
        piece.deaths_at_end = here == members.size() ? deaths_at_end : 0;
        add_piece(piece);
        for (const Member& member : members.first(here)) {
            people_.push_back(member.person);
            risks_.push_back(member.risk);
        }
        while (people_.size() % in_quad != 0) {
            people_.push_back(nobody_);
            risks_.push_back(0);
        }
        members = members.subspan(here);
        piece.begins_time = piece.begins_stratum = false;
        if (piece.deaths == Deaths::one) { piece.deaths = Deaths::none; }
    } while (!members.empty());
}

void CoxStream::add_piece(const Piece& piece) {
    if (strips_.empty() || strips_.back().quads == most_quads) {
        Strip next;
        next.first_piece = pieces_.size();
        next.first_quad = people_.size() / in_quad;
        if (!strips_.empty()) {
            const Strip& last = strips_.back();
            next.first_time = last.first_time;
            next.first_death = last.first_death;
            for (const Piece& before : pieces_of(last)) {
                next.first_time += before.deaths_at_end > 0 ? 1 : 0;
                next.first_death += before.deaths_at_end;
            }
        }
        strips_.push_back(next);
    }
    Strip& strip = strips_.back();
    pieces_.push_back(piece);
    ++strip.pieces;
    strip.quads += piece.quads;
}

std::size_t CoxStream::bytes() const {
    return strips_.size() * sizeof(Strip) + pieces_.size() * sizeof(Piece) + people_.size() * sizeof(std::uint32_t) +
           risks_.size() * sizeof(double);
}

}  // namespace atria::survival
