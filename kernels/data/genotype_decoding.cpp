#include "kernels/data/genotype_decoding.hpp"

#include <cstring>
#include <stdexcept>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace atria {

void decode_packed(std::span<const std::uint8_t> packed, std::size_t first, std::size_t count,
                   const std::uint8_t (&translate)[4], std::uint8_t* out) {
    std::size_t done = 0;
    const std::uint8_t* source = packed.data() + first / 4;
#if defined(__AVX2__)
    // A nibble holds two calls, so two 16-entry tables give both; interleaving puts the people back in order.
    alignas(16) std::uint8_t lower[16];
    alignas(16) std::uint8_t upper[16];
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        lower[nibble] = translate[nibble & 3U];
        upper[nibble] = translate[nibble >> 2U];
    }
    const __m128i lower_table = _mm_load_si128(reinterpret_cast<const __m128i*>(lower));
    const __m128i upper_table = _mm_load_si128(reinterpret_cast<const __m128i*>(upper));
    const __m128i nibble_mask = _mm_set1_epi8(15);
    for (; done + 64 <= count; done += 64, source += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source));
        const __m128i low = _mm_and_si128(bytes, nibble_mask);
        const __m128i high = _mm_and_si128(_mm_srli_epi16(bytes, 4), nibble_mask);
        const __m128i call0 = _mm_shuffle_epi8(lower_table, low);
        const __m128i call1 = _mm_shuffle_epi8(upper_table, low);
        const __m128i call2 = _mm_shuffle_epi8(lower_table, high);
        const __m128i call3 = _mm_shuffle_epi8(upper_table, high);
        const __m128i low01 = _mm_unpacklo_epi8(call0, call1);
        const __m128i low23 = _mm_unpacklo_epi8(call2, call3);
        const __m128i high01 = _mm_unpackhi_epi8(call0, call1);
        const __m128i high23 = _mm_unpackhi_epi8(call2, call3);
        auto* target = reinterpret_cast<__m128i*>(out + done);
        _mm_storeu_si128(target, _mm_unpacklo_epi16(low01, low23));
        _mm_storeu_si128(target + 1, _mm_unpackhi_epi16(low01, low23));
        _mm_storeu_si128(target + 2, _mm_unpacklo_epi16(high01, high23));
        _mm_storeu_si128(target + 3, _mm_unpackhi_epi16(high01, high23));
    }
#endif
    for (; done < count; ++done) {
        const std::size_t person = first + done;
        out[done] = translate[(packed[person / 4] >> (2 * (person % 4))) & 3U];
    }
}

void decode_calls(const GenotypeView& variant, std::size_t people, std::uint8_t* out) {
    if (is_real(variant)) { throw std::logic_error("decode_calls: the variant has no codes"); }
    if (variant.encoding == Encoding::packed) {
        constexpr std::uint8_t as_is[4] = {0, 1, 2, missing_call};
        decode_packed(variant.packed, 0, people, as_is, out);
        return;
    }
    std::memset(out, variant.base, people);
    for (const SparseEntry entry : variant.sparse) { out[person_of(entry)] = code_of(entry); }
}

}  // namespace atria
