#include "kernels/survival/cox_code_lines.hpp"

#include <algorithm>
#include <array>
#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

namespace atria::survival {
namespace {

constexpr std::size_t in_word = CoxCodeLines::in_word;
constexpr std::size_t in_byte = 4;                        // people of a packed byte
constexpr std::size_t stride = CoxCodeLines::most_words;  // from a person's word to the next person's

/// Where the packed bytes of a word's variants begin; the last of fewer than sixteen are repeated.
using Rows = std::array<const std::uint8_t*, in_word>;

void pack(const GenotypeView& variant, std::size_t people, std::uint8_t* packed) {
    std::fill(packed, packed + (people + in_byte - 1) / in_byte, static_cast<std::uint8_t>(variant.base * 0x55U));
    for (const SparseEntry entry : variant.sparse) {
        const std::size_t shift = 2 * (person_of(entry) % in_byte);
        std::uint8_t& byte = packed[person_of(entry) / in_byte];
        byte = static_cast<std::uint8_t>((byte & ~(3U << shift)) | (static_cast<unsigned>(code_of(entry)) << shift));
    }
}

/// The words of the people of one packed byte, one by one.
void place_byte(const Rows& rows, std::size_t byte, std::size_t people, std::uint64_t* words) {
    for (std::size_t p = 0; p < people; ++p) {
        std::uint64_t word = 0;
        for (std::size_t v = 0; v < in_word; ++v) {
            word |= static_cast<std::uint64_t>((rows[v][byte] >> (2 * p)) & 3U) << (4 * v);
        }
        words[p * stride] = word;
    }
}

#if defined(__SSSE3__)

constexpr std::size_t in_vector = 16;

/// 16 rows of 16 bytes to 16 columns.
void transpose(__m128i (&rows)[in_vector]) {
    __m128i other[in_vector];
    const auto stage = [](const __m128i(&from)[in_vector], __m128i(&to)[in_vector]) {
        for (std::size_t i = 0; i < in_vector / 2; ++i) {
            to[2 * i] = _mm_unpacklo_epi8(from[i], from[i + in_vector / 2]);
            to[2 * i + 1] = _mm_unpackhi_epi8(from[i], from[i + in_vector / 2]);
        }
    };
    stage(rows, other);
    stage(other, rows);
    stage(rows, other);
    stage(other, rows);
}

/// The words of the people of 16 packed bytes.
void place_vector(const Rows& rows, std::size_t byte, std::uint64_t* words) {
    __m128i columns[in_vector];
    for (std::size_t v = 0; v < in_vector; ++v) {
        columns[v] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[v] + byte));
    }
    transpose(columns);
    const __m128i code = _mm_set1_epi8(3);
    const __m128i pair = _mm_set1_epi16(0x1001);  // the second of two variants sixteen times
    for (const __m128i column : columns) {
        __m128i of_person[in_byte];
        for (int p = 0; p < static_cast<int>(in_byte); ++p) {
            of_person[p] = _mm_maddubs_epi16(_mm_and_si128(_mm_srli_epi16(column, 2 * p), code), pair);
        }
        const __m128i first = _mm_packus_epi16(of_person[0], of_person[1]);
        const __m128i second = _mm_packus_epi16(of_person[2], of_person[3]);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(words), first);
        _mm_storeh_pd(reinterpret_cast<double*>(words + stride), _mm_castsi128_pd(first));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(words + 2 * stride), second);
        _mm_storeh_pd(reinterpret_cast<double*>(words + 3 * stride), _mm_castsi128_pd(second));
        words += in_byte * stride;
    }
}

#endif

/// The words of a strip of people; `first_byte`: of the strip.
void place_strip(const Rows& rows, std::size_t first_byte, std::size_t people, std::uint64_t* words) {
    std::size_t byte = 0;
#if defined(__SSSE3__)
    for (; (byte + in_vector) * in_byte <= people; byte += in_vector) {
        place_vector(rows, first_byte + byte, words + byte * in_byte * stride);
    }
#endif
    for (; byte * in_byte < people; ++byte) {
        place_byte(rows, first_byte + byte, std::min(in_byte, people - byte * in_byte),
                   words + byte * in_byte * stride);
    }
}

}  // namespace

void CoxCodeLines::fill(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen) {
    constexpr std::size_t strip = 256;  // people whose lines are filled while they stay in a near cache
    const std::size_t people = genotypes.people;
    const std::size_t row = (people + in_byte - 1) / in_byte;
    words_ = (chosen.size() + in_word - 1) / in_word;
    if (people >= room_) {
        room_ = people + 1;
        lines_ = std::make_unique_for_overwrite<Cached[]>(room_);
    }
    std::array<Rows, most_words> rows{};
    const auto is_sparse = [&](std::size_t v) { return genotypes.variants[v].encoding == Encoding::sparse; };
    packed_.resize(row * static_cast<std::size_t>(std::ranges::count_if(chosen, is_sparse)));
    std::uint8_t* room = packed_.data();
    for (std::size_t at = 0; at < words_ * in_word; ++at) {
        const GenotypeView& variant = genotypes.variants[chosen[std::min(at, chosen.size() - 1)]];
        const std::uint8_t*& packed = rows[at / in_word][at % in_word];
        if (at >= chosen.size()) {
            packed = rows[(at - 1) / in_word][(at - 1) % in_word];
        } else if (variant.encoding == Encoding::packed) {
            packed = variant.packed.data();
        } else {
            pack(variant, people, room);
            packed = room;
            room += row;
        }
    }
    for (std::size_t begin = 0; begin < people; begin += strip) {
        for (std::size_t w = 0; w < words_; ++w) {
            place_strip(rows[w], begin / in_byte, std::min(strip, people - begin), lines_[begin].words.data() + w);
        }
    }
    lines_[people].words.fill(0);
}

}  // namespace atria::survival
