#include "kernels/survival/cox_strip.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

using Numbers = CoxStripSums::Numbers;
constexpr std::size_t variants = CoxStripSums::variants;

unsigned field(std::uint64_t word, std::size_t variant) { return (word >> (4 * variant)) & 15U; }

void add_subsets(const double* subsets, std::uint64_t word, Numbers& sums) {
    for (std::size_t v = 0; v < variants; ++v) { sums[v] += subsets[field(word, v)]; }
}

void add_people(std::uint64_t word, Numbers& people) {
    for (std::size_t v = 0; v < variants; ++v) { people[v] += std::popcount(field(word, v)); }
}

/// Adds one term's cumulants of the copies g. About 1, where g - 1 is -1, 0 or 1, they are polynomials in the mean and
/// the variance alone. Every product that is added is fused, so that all instructions round alike.
void add_term(std::size_t v, double inverse, double weight, double share, CoxStripSums& sums) {
    const double het = inverse * std::fma(-share, sums.dying_het[v], sums.het[v]);
    const double hom = inverse * std::fma(-share, sums.dying_hom[v], sums.hom[v]);
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

/// The terms of an event time with complete calls.
void add_complete(const CoxEventTerm* terms, std::uint32_t count, CoxStripSums& sums) {
    for (std::uint32_t j = 0; j < count; ++j) {
        const auto [inverse, weight, share] = terms[j];
        for (std::size_t v = 0; v < variants; ++v) { add_term(v, inverse, weight, share, sums); }
    }
}

/// The terms of an event time whose risk sets lack those without a call.
void add_incomplete(const CoxEventRisk& risk, std::uint32_t deaths, Ties ties, CoxStripSums& sums) {
    const bool efron = ties == Ties::efron;
    for (std::size_t v = 0; v < variants; ++v) {
        const double at_risk = risk.at_risk - sums.absent[v];
        const double dying = risk.dying - sums.dying_absent[v];
        const double with_call = deaths - sums.deaths_absent[v];
        const double divisor = with_call > 0 ? with_call : 1.0;
        for (std::uint32_t j = 0; j < (efron ? deaths : 1U); ++j) {
            const bool counted = j < with_call;
            const double share = counted ? j / divisor : 0.0;
            const double left = counted ? std::fma(-share, dying, at_risk) : 1.0;
            for (std::uint32_t d = 0; d < (efron ? 1U : deaths); ++d) {
                multiply(v, efron || d < with_call ? left : 1.0, sums);
            }
            const double weight = efron ? 1.0 : with_call;
            add_term(v, 1.0 / left, counted ? weight : 0.0, share, sums);
        }
    }
}

template <bool missing>
void go_through(const CoxStripView& strip, CoxStripSums& sums) {
    const std::uint64_t* het = strip.het;
    const std::uint64_t* hom = strip.hom;
    const std::uint64_t* absent = strip.absent;
    const double* subsets = strip.subsets;
    const CoxEventTerm* terms = strip.terms;
    const CoxEventRisk* risks = strip.risks;
    for (const CoxStream::Piece& piece : strip.pieces) {
        if (piece.begins_stratum) { sums.het = sums.hom = sums.absent = Numbers{}; }
        if (piece.begins_time) {
            sums.dying_het = sums.dying_hom = sums.dying_absent = sums.deaths_absent = Numbers{};
            if (missing && piece.deaths == CoxStream::Deaths::one) {
                add_people(*absent & 0x1111'1111'1111'1111U, sums.deaths_absent);
            }
        }
        for (std::uint32_t quad = 0; quad < piece.quads; ++quad) {
            add_subsets(subsets, *het, sums.het);
            add_subsets(subsets, *hom, sums.hom);
            if constexpr (missing) { add_subsets(subsets, *absent, sums.absent); }
            if (piece.deaths == CoxStream::Deaths::several) {
                add_subsets(subsets, *het, sums.dying_het);
                add_subsets(subsets, *hom, sums.dying_hom);
                if constexpr (missing) {
                    add_subsets(subsets, *absent, sums.dying_absent);
                    add_people(*absent, sums.deaths_absent);
                }
            }
            het += strip.stride;
            hom += strip.stride;
            if constexpr (missing) { absent += strip.stride; }
            subsets += variants;
        }
        if (piece.deaths_at_end == 0) { continue; }
        if constexpr (missing) {
            add_incomplete(*risks++, piece.deaths_at_end, strip.ties, sums);
        } else {
            const std::uint32_t count = strip.ties == Ties::efron ? piece.deaths_at_end : 1;
            add_complete(terms, count, sums);
            terms += count;
        }
    }
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
