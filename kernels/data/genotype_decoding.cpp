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
    // A nibble holds two calls, so two 16-entry tables give both; interleaving puts the people back in order, in each
    // half of a vector by itself.
    alignas(32) std::uint8_t lower[32];
    alignas(32) std::uint8_t upper[32];
    for (unsigned at = 0; at < 32; ++at) {
        lower[at] = translate[at & 3U];
        upper[at] = translate[at >> 2U & 3U];
    }
    const __m256i lower_table = _mm256_load_si256(reinterpret_cast<const __m256i*>(lower));
    const __m256i upper_table = _mm256_load_si256(reinterpret_cast<const __m256i*>(upper));
    const __m256i nibble_mask = _mm256_set1_epi8(15);
    for (; done + 128 <= count; done += 128, source += 32) {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source));
        const __m256i low = _mm256_and_si256(bytes, nibble_mask);
        const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble_mask);
        const __m256i call0 = _mm256_shuffle_epi8(lower_table, low);
        const __m256i call1 = _mm256_shuffle_epi8(upper_table, low);
        const __m256i call2 = _mm256_shuffle_epi8(lower_table, high);
        const __m256i call3 = _mm256_shuffle_epi8(upper_table, high);
        const __m256i low01 = _mm256_unpacklo_epi8(call0, call1);
        const __m256i low23 = _mm256_unpacklo_epi8(call2, call3);
        const __m256i high01 = _mm256_unpackhi_epi8(call0, call1);
        const __m256i high23 = _mm256_unpackhi_epi8(call2, call3);
        // Sixteen people each: 0 and 64, 16 and 80, 32 and 96, 48 and 112 onwards.
        const __m256i one = _mm256_unpacklo_epi16(low01, low23);
        const __m256i two = _mm256_unpackhi_epi16(low01, low23);
        const __m256i three = _mm256_unpacklo_epi16(high01, high23);
        const __m256i four = _mm256_unpackhi_epi16(high01, high23);
        auto* target = reinterpret_cast<__m256i*>(out + done);
        _mm256_storeu_si256(target, _mm256_permute2x128_si256(one, two, 0x20));
        _mm256_storeu_si256(target + 1, _mm256_permute2x128_si256(three, four, 0x20));
        _mm256_storeu_si256(target + 2, _mm256_permute2x128_si256(one, two, 0x31));
        _mm256_storeu_si256(target + 3, _mm256_permute2x128_si256(three, four, 0x31));
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
