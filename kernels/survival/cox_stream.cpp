#include "kernels/survival/cox_stream.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

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
    std::vector<Member> dying;
    std::vector<Member> others;
    bool begins_stratum = true;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        const std::uint32_t deaths = sets.deaths[k];
        if (deaths == 0) {  // a stratum ends: nobody need go
            begins_stratum = true;
            continue;
        }
        if (begins_stratum) { begin_strip(true); }
        begins_stratum = false;
        dying.clear();
        others.clear();
        for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
            (i < sets.first[k] + deaths ? dying : others).push_back({sets.person[i], risk[i]});
        }
        for (std::size_t at = entries.first[k]; at < entries.first[k + 1]; ++at) {
            const std::uint32_t i = entries.order[at];
            others.push_back({sets.person[i], -risk[i]});
        }
        if (deaths == 1) {  // with up to three others behind it
            const std::size_t others_before = others.size() / in_quad * in_quad;
            dying.insert(dying.end(), others.begin() + static_cast<std::ptrdiff_t>(others_before), others.end());
            others.resize(others_before);
        }
        add_others(others);
        const std::size_t quads = quads_of(dying.size());
        if (strips_.back().quads > 0 && strips_.back().quads + quads > usual_quads) { begin_strip(false); }
        if (deaths > 1) { mark(); }
        const std::uint32_t begin = marks_in_strip_ - 1;
        for (std::size_t at = 0; at < dying.size(); at += in_quad) {
            add_quad(std::span(dying).subspan(at, std::min(in_quad, dying.size() - at)));
        }
        mark();
        Strip& strip = strips_.back();
        times_.push_back({static_cast<std::uint32_t>(k), deaths, begin, marks_in_strip_ - 1,
                          static_cast<std::uint32_t>(strip.quads)});
        ++strip.times;
    }
    strips_.shrink_to_fit();
    times_.shrink_to_fit();
    people_.shrink_to_fit();
    risks_.shrink_to_fit();
    marks_.shrink_to_fit();
}

void CoxStream::begin_strip(bool begins_stratum) {
    Strip strip;
    strip.first_quad = marks_.size();
    strip.first_time = times_.size();
    strip.begins_stratum = begins_stratum;
    strips_.push_back(strip);
    marks_in_strip_ = 1;
    most_marks_ = std::max<std::size_t>(most_marks_, marks_in_strip_);
}

void CoxStream::add_others(std::span<const Member> members) {
    for (; !members.empty(); members = members.subspan(std::min(in_quad, members.size()))) {
        if (strips_.back().quads >= usual_quads) { begin_strip(false); }
        add_quad(members.first(std::min(in_quad, members.size())));
    }
}

void CoxStream::add_quad(std::span<const Member> members) {
    for (std::size_t i = 0; i < in_quad; ++i) {
        const Member member = i < members.size() ? members[i] : Member{nobody_, 0};
        people_.push_back(member.person);
        risks_.push_back(member.risk);
    }
    marks_.push_back(0);
    most_quads_ = std::max(most_quads_, ++strips_.back().quads);
}

/// Behind the last quad.
void CoxStream::mark() {
    if (strips_.back().quads == 0 || std::exchange(marks_.back(), std::uint8_t{1}) == 1) { return; }
    ++marks_in_strip_;
    most_marks_ = std::max<std::size_t>(most_marks_, marks_in_strip_);
}

std::size_t CoxStream::bytes() const {
    return strips_.size() * sizeof(Strip) + times_.size() * sizeof(Time) + people_.size() * sizeof(std::uint32_t) +
           risks_.size() * sizeof(double) + marks_.size();
}

}  // namespace atria::survival
