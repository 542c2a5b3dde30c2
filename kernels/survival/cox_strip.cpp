#include "kernels/survival/cox_strip.hpp"

#include "kernels/survival/cox_stream.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

using AtRisk = CoxStripSums::AtRisk;
using Numbers = CoxStripSums::Numbers;
constexpr std::size_t variants = CoxStripSums::variants;

unsigned field(std::uint64_t word, std::size_t variant) { return (word >> (4 * variant)) & 15U; }

void add_subsets(const double* subsets, std::uint64_t word, Numbers& sums) {
    for (std::size_t v = 0; v < variants; ++v) { sums[v] += subsets[field(word, v)]; }
}

void add_people(std::uint64_t word, Numbers& people) {
    for (std::size_t v = 0; v < variants; ++v) { people[v] += std::popcount(field(word, v)); }
}

/// Adds one term's cumulants of the copies g, from the risk of those with one copy and with two. About 1, where g - 1
/// is -1, 0 or 1, they are polynomials in the mean and the variance alone. Every product that is added is fused, so
/// that all instructions round alike.
void add_term(std::size_t v, double het_risk, double hom_risk, double inverse, double weight, CoxStripSums& sums) {
    const double het = inverse * het_risk;
    const double hom = inverse * hom_risk;
    const double mean = std::fma(2.0, hom, het);
    const double square = std::fma(4.0, hom, het);
    const double below = 1.0 - mean;
    const double variance = std::fma(-mean, mean, square);
    const double apart = below * below;
    const double spread = std::fma(below, below, -1.0);
    sums.mean[v] = std::fma(weight, mean, sums.mean[v]);
    sums.variance[v] = std::fma(weight, variance, sums.variance[v]);
    sums.third[v] = std::fma(weight * below, std::fma(3.0, variance, spread), sums.third[v]);
    const double product = variance * std::fma(-2.0, apart, variance);
    const double fourth = std::fma(3.0, std::fma(apart, spread, -product), variance);
    sums.fourth[v] = std::fma(weight, fourth, sums.fourth[v]);
}

void multiply(std::size_t v, double factor, CoxStripSums& sums) {
    sums.positive[v] = factor > 0 ? sums.positive[v] : 0.0;
    auto bits = std::bit_cast<std::uint64_t>(sums.mantissa[v] * factor);
    sums.exponent[v] += static_cast<std::int64_t>((bits >> 52U) & 0x7FFU) - 1023;
    bits = (bits & 0x000F'FFFF'FFFF'FFFFU) | 0x3FF0'0000'0000'0000U;
    sums.mantissa[v] = std::bit_cast<double>(bits);
}

/// What is at risk at the strip's marks.
template <bool missing>
void add_up(const CoxStripView& strip, AtRisk* at_marks, AtRisk& at_risk) {
    if (strip.begins_stratum) { at_risk = AtRisk{}; }
    *at_marks++ = at_risk;
    for (std::size_t quad = 0; quad < strip.quads; ++quad) {
        const double* subsets = strip.subsets + quad * variants;
        add_subsets(subsets, strip.het[quad * strip.stride], at_risk.het);
        add_subsets(subsets, strip.hom[quad * strip.stride], at_risk.hom);
        if constexpr (missing) { add_subsets(subsets, strip.absent[quad * strip.stride], at_risk.absent); }
        if (strip.marks[quad] != 0) { *at_marks++ = at_risk; }
    }
}

/// The terms of the event times with complete calls.
void add_complete(const CoxStripView& strip, const AtRisk* at_marks, CoxStripSums& sums) {
    for (const CoxFirstTerm& term : strip.first_terms) {
        const AtRisk& all = at_marks[term.end];
        for (std::size_t v = 0; v < variants; ++v) {
            add_term(v, all.het[v], all.hom[v], term.inverse, term.weight, sums);
        }
    }
    for (const CoxFurtherTerm& term : strip.further_terms) {
        const AtRisk& all = at_marks[term.end];
        const AtRisk& before = at_marks[term.begin];
        for (std::size_t v = 0; v < variants; ++v) {
            add_term(v, std::fma(-term.share, all.het[v] - before.het[v], all.het[v]),
                     std::fma(-term.share, all.hom[v] - before.hom[v], all.hom[v]), term.inverse, term.weight, sums);
        }
    }
}

/// The terms of an event time whose risk set lacks those without a call, as do its deaths.
void add_incomplete(const CoxEventTime& time, const AtRisk& all, const AtRisk& before, const Numbers& deaths_absent,
                    Ties ties, CoxStripSums& sums) {
    const bool efron = ties == Ties::efron;
    for (std::size_t v = 0; v < variants; ++v) {
        const double at_risk = time.at_risk - all.absent[v];
        const double dying = time.dying - (all.absent[v] - before.absent[v]);
        const double with_call = time.deaths - deaths_absent[v];
        const double divisor = with_call > 0 ? with_call : 1.0;
        for (std::uint32_t j = 0; j < (efron ? time.deaths : 1U); ++j) {
            const bool counted = j < with_call;
            const double share = counted ? j / divisor : 0.0;
            const double left = counted ? std::fma(-share, dying, at_risk) : 1.0;
            for (std::uint32_t d = 0; d < (efron ? 1U : time.deaths); ++d) {
                multiply(v, efron || d < with_call ? left : 1.0, sums);
            }
            const double weight = efron ? 1.0 : with_call;
            add_term(v, std::fma(-share, all.het[v] - before.het[v], all.het[v]),
                     std::fma(-share, all.hom[v] - before.hom[v], all.hom[v]), 1.0 / left, counted ? weight : 0.0,
                     sums);
        }
    }
}

void add_incomplete(const CoxStripView& strip, const AtRisk* at_marks, CoxStripSums& sums) {
    for (const CoxEventTime& time : strip.single) {
        Numbers deaths_absent{};
        add_people(strip.absent[(time.quads - 1) * strip.stride] & 0x1111'1111'1111'1111U, deaths_absent);
        add_incomplete(time, at_marks[time.end], at_marks[time.end], deaths_absent, strip.ties, sums);
    }
    for (const CoxEventTime& time : strip.tied) {
        Numbers deaths_absent{};
        for (std::size_t quad = time.quads - CoxStream::quads_of(time.deaths); quad < time.quads; ++quad) {
            add_people(strip.absent[quad * strip.stride], deaths_absent);
        }
        add_incomplete(time, at_marks[time.end], at_marks[time.begin], deaths_absent, strip.ties, sums);
    }
}

template <bool missing>
void go_through(const CoxStripView& strip, AtRisk* at_marks, CoxStripSums& sums) {
    add_up<missing>(strip, at_marks, sums.at_risk);
    missing ? add_incomplete(strip, at_marks, sums) : add_complete(strip, at_marks, sums);
}

}  // namespace

double CoxStripSums::log_product(std::size_t variant) const {
    if (!(positive[variant] > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    return std::log(mantissa[variant]) + static_cast<double>(exponent[variant]) * 0.69314718055994530942;
}

GoThroughStrip go_through_strip(bool missing, CoxInstructions instructions) {
    const GoThroughStrip fast = instructions == CoxInstructions::fastest ? go_through_strip_avx512(missing) : nullptr;
    if (fast != nullptr) { return fast; }
    return missing ? go_through<true> : go_through<false>;
}

}  // namespace atria::survival
