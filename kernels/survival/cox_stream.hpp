#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// The risk sets of one cohort without late rows, as time goes back: who joins at each event time, having been at risk
/// until then, and who is gone, having entered at it. Four of them make a quad; the quads of a time are filled up with
/// nobody. At tied event times the deaths have quads of their own.
class CoxStream {
public:
    static constexpr std::size_t in_quad = 4;
    /// Quads of a strip at most: what is worked out of them stays in a near cache.
    static constexpr std::size_t most_quads = 128;

    enum class Deaths : std::uint8_t {
        none,
        one,      ///< the first of the first quad is the time's only death
        several,  ///< everybody in these quads dies
    };
    /// Quads of one event time. Long ones are cut between strips.
    struct Piece {
        std::uint32_t quads = 0;
        std::uint32_t deaths_at_end = 0;  ///< the event time's sums are complete, and it has that many deaths; 0: not
        Deaths deaths = Deaths::none;
        bool begins_time = false;
        bool begins_stratum = false;
    };
    struct Strip {
        std::size_t first_piece = 0;
        std::size_t pieces = 0;
        std::size_t first_quad = 0;
        std::size_t quads = 0;
        std::size_t first_time = 0;   ///< event times that have ended before
        std::size_t first_death = 0;  ///< their deaths
    };

    /// `risk`: n; `people`: of the cohort.
    CoxStream(const RiskSets& sets, std::span<const double> risk, std::size_t people);

    [[nodiscard]] std::span<const Strip> strips() const { return strips_; }
    [[nodiscard]] std::span<const Piece> pieces_of(const Strip& strip) const {
        return std::span(pieces_).subspan(strip.first_piece, strip.pieces);
    }
    /// 4 × quads positions in the cohort's records; nobody's is the number of people.
    [[nodiscard]] std::span<const std::uint32_t> people_of(const Strip& strip) const {
        return std::span(people_).subspan(in_quad * strip.first_quad, in_quad * strip.quads);
    }
    /// Their risks; less than 0 where they are gone.
    [[nodiscard]] std::span<const double> risks_of(const Strip& strip) const {
        return std::span(risks_).subspan(in_quad * strip.first_quad, in_quad * strip.quads);
    }
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Member {
        std::uint32_t person;
        double risk;
    };
    void add(std::span<const Member> members, Piece piece);
    void add_piece(const Piece& piece);

    std::uint32_t nobody_;
    std::vector<Strip> strips_;
    std::vector<Piece> pieces_;
    std::vector<std::uint32_t> people_;
    std::vector<double> risks_;
};

}  // namespace atria::survival
