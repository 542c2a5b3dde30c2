#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::survival {

/// The risk sets of one cohort without late rows, as time goes back: who joins at each event time, having been at risk
/// until then, and who is gone, having entered at it. Four of them make a quad; the quads of a time are filled up with
/// nobody, and those who die at it stand at its end, where there are several in quads of their own. Quads are cut into
/// strips; of a strip the sums so far are wanted at its marks, of which the first is its beginning.
class CoxStream {
public:
    static constexpr std::size_t in_quad = 4;
    /// Quads of a strip, but for a time with more deaths than go into them.
    static constexpr std::size_t usual_quads = 128;

    [[nodiscard]] static constexpr std::size_t quads_of(std::size_t members) {
        return (members + in_quad - 1) / in_quad;
    }

    /// An event time. A single death is the first of the last quad.
    struct Time {
        std::uint32_t row = 0;
        std::uint32_t deaths = 0;
        std::uint32_t begin = 0;  ///< mark of its strip before the quads of several deaths
        std::uint32_t end = 0;    ///< mark behind them, where everybody at risk has joined
        std::uint32_t quads = 0;  ///< of the strip, up to that mark
    };
    struct Strip {
        std::size_t first_quad = 0;
        std::size_t quads = 0;
        std::size_t first_time = 0;  ///< of the times that end in it
        std::size_t times = 0;
        bool begins_stratum = false;  ///< nobody is at risk before
    };

    /// `risk`: n; `people`: of the cohort.
    CoxStream(const RiskSets& sets, std::span<const double> risk, std::size_t people);

    [[nodiscard]] std::span<const Strip> strips() const { return strips_; }
    [[nodiscard]] std::span<const Time> times_of(const Strip& strip) const {
        return std::span(times_).subspan(strip.first_time, strip.times);
    }
    /// 4 × quads positions in the cohort's records; nobody's is the number of people.
    [[nodiscard]] std::span<const std::uint32_t> people_of(const Strip& strip) const {
        return std::span(people_).subspan(in_quad * strip.first_quad, in_quad * strip.quads);
    }
    /// Their risks; less than 0 where they are gone.
    [[nodiscard]] std::span<const double> risks_of(const Strip& strip) const {
        return std::span(risks_).subspan(in_quad * strip.first_quad, in_quad * strip.quads);
    }
    /// A quad: 1 where a mark is behind it, else 0.
    [[nodiscard]] std::span<const std::uint8_t> marks_of(const Strip& strip) const {
        return std::span(marks_).subspan(strip.first_quad, strip.quads);
    }
    [[nodiscard]] std::size_t most_quads() const { return most_quads_; }
    [[nodiscard]] std::size_t most_marks() const { return most_marks_; }
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Member {
        std::uint32_t person;
        double risk;
    };
    void begin_strip(bool begins_stratum);
    void add_others(std::span<const Member> members);
    void add_quad(std::span<const Member> members);
    void mark();

    std::uint32_t nobody_;
    std::vector<Strip> strips_;
    std::vector<Time> times_;
    std::vector<std::uint32_t> people_;
    std::vector<double> risks_;
    std::vector<std::uint8_t> marks_;
    std::uint32_t marks_in_strip_ = 0;  // of the last one so far
    std::size_t most_quads_ = 0;
    std::size_t most_marks_ = 0;
};

}  // namespace atria::survival
