#include "kernels/survival/cox_panel.hpp"

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/genotype_values.hpp"

#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace atria::survival {
namespace {

constexpr std::size_t lanes = 8;

/// 8 rows of `people` bytes to `people` rows of 8.
void transpose(const std::uint8_t* by_variant, std::size_t stride, std::size_t people, std::uint8_t* by_person) {
    std::size_t i = 0;
#if defined(__SSE2__)
    for (; i + 16 <= people; i += 16) {
        __m128i rows[lanes];
        for (std::size_t v = 0; v < lanes; ++v) {
            rows[v] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(by_variant + v * stride + i));
        }
        __m128i pairs[lanes];
        for (std::size_t v = 0; v < 4; ++v) {
            pairs[v] = _mm_unpacklo_epi8(rows[2 * v], rows[2 * v + 1]);
            pairs[v + 4] = _mm_unpackhi_epi8(rows[2 * v], rows[2 * v + 1]);
        }
        auto* out = reinterpret_cast<__m128i*>(by_person + i * lanes);
        for (std::size_t half = 0; half < 2; ++half) {
            const __m128i* p = pairs + 4 * half;
            const __m128i low01 = _mm_unpacklo_epi16(p[0], p[1]);
            const __m128i low23 = _mm_unpacklo_epi16(p[2], p[3]);
            const __m128i high01 = _mm_unpackhi_epi16(p[0], p[1]);
            const __m128i high23 = _mm_unpackhi_epi16(p[2], p[3]);
            _mm_storeu_si128(out++, _mm_unpacklo_epi32(low01, low23));
            _mm_storeu_si128(out++, _mm_unpackhi_epi32(low01, low23));
            _mm_storeu_si128(out++, _mm_unpacklo_epi32(high01, high23));
            _mm_storeu_si128(out++, _mm_unpackhi_epi32(high01, high23));
        }
    }
#endif
    for (; i < people; ++i) {
        for (std::size_t v = 0; v < lanes; ++v) { by_person[i * lanes + v] = by_variant[v * stride + i]; }
    }
}

}  // namespace

void CoxPanel::fill_numbers(const RiskSets& sets, std::size_t people, const GenotypeView& variant, std::size_t lane) {
    of_variant_.resize(people);
    decode_values(variant, people, of_variant_.data());
    for (std::size_t i = 0; i < sets.people(); ++i) { numbers[i * lanes + lane] = of_variant_[sets.person[i]]; }
}

void CoxPanel::fill(const RiskSets& sets, std::size_t people, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> chosen) {
    real = is_real(variants[chosen.front()]);
    any_missing = false;
    if (real) {
        numbers.resize(lanes * sets.people());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const GenotypeView& variant = variants[chosen[lane < chosen.size() ? lane : 0]];
            any_missing = any_missing || variant.counts.missing > 0;
            fill_numbers(sets, people, variant, lane);
        }
        return;
    }
    by_variant_.resize(lanes * people);
    by_person_.resize(lanes * people);
    calls.resize(lanes * sets.people());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const GenotypeView& variant = variants[chosen[lane < chosen.size() ? lane : 0]];
        any_missing = any_missing || variant.counts.missing > 0;
        decode_calls(variant, people, by_variant_.data() + lane * people);
    }
    transpose(by_variant_.data(), people, people, by_person_.data());
    for (std::size_t i = 0; i < sets.people(); ++i) {
        std::memcpy(calls.data() + i * lanes, by_person_.data() + sets.person[i] * lanes, lanes);
    }
}

}  // namespace atria::survival
