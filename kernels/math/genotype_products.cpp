#include "kernels/math/genotype_products.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace atria::math {
namespace {

constexpr std::size_t slices = FixedPointColumns::slices;
constexpr std::uint8_t copies_of_code[4] = {0, 1, 2, 0};

void add_sparse(const FixedPointColumns& columns, std::size_t k, const GenotypeView& variant, std::int64_t* sums) {
    const std::int64_t base = variant.base;
    if (base != 0) {
        for (std::size_t column = 0; column < k; ++column) { sums[column] = base * columns.total(column); }
    }
    for (const SparseEntry entry : variant.sparse) {
        const std::int64_t copies = copies_of_code[code_of(entry)] - base;
        const std::int64_t* row = columns.row(person_of(entry));
        for (std::size_t column = 0; column < k; ++column) { sums[column] += copies * row[column]; }
    }
}

#if defined(__AVX2__)

// Variants are decoded in groups, people in strips: a strip's panel and two slices of columns stay in the first cache.
constexpr std::size_t group = 16;
constexpr std::size_t strip = 2048;
constexpr std::size_t quad = 4;
// 32 products of two calls (at most 2) and a digit (at most 128 in magnitude) fit into 16 bits: 32 · 2 · 2 · 128 =
// 2^14.
constexpr std::size_t steps_in_16_bits = 32;

using Accumulator = std::array<std::int32_t, 8>;

/// Four decoded variants against two slices over `people` (a multiple of 32) people.
void quad_times_pair(const std::uint8_t* panel, const std::int8_t* first, const std::int8_t* second, std::size_t people,
                     Accumulator* first_sums, Accumulator* second_sums, std::size_t variant_stride) {
    const __m256i ones = _mm256_set1_epi16(1);
    for (std::size_t begin = 0; begin < people; begin += 32 * steps_in_16_bits) {
        const std::size_t end = std::min(people, begin + 32 * steps_in_16_bits);
        __m256i sums[quad][2];
        for (auto& pair : sums) { pair[0] = pair[1] = _mm256_setzero_si256(); }
        for (std::size_t i = begin; i < end; i += 32) {
            const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first + i));
            const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(second + i));
            for (std::size_t v = 0; v < quad; ++v) {
                const __m256i calls = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel + v * strip + i));
                sums[v][0] = _mm256_add_epi16(sums[v][0], _mm256_maddubs_epi16(calls, a));
                sums[v][1] = _mm256_add_epi16(sums[v][1], _mm256_maddubs_epi16(calls, b));
            }
        }
        for (std::size_t v = 0; v < quad; ++v) {
            auto* to_first = reinterpret_cast<__m256i*>(first_sums[v * variant_stride].data());
            auto* to_second = reinterpret_cast<__m256i*>(second_sums[v * variant_stride].data());
            _mm256_storeu_si256(to_first,
                                _mm256_add_epi32(_mm256_loadu_si256(to_first), _mm256_madd_epi16(sums[v][0], ones)));
            _mm256_storeu_si256(to_second,
                                _mm256_add_epi32(_mm256_loadu_si256(to_second), _mm256_madd_epi16(sums[v][1], ones)));
        }
    }
}

void multiply_dense(const FixedPointColumns& columns, std::size_t k, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> dense, FixedPointSums& answer) {
    const std::size_t rows = k * slices;
    const std::size_t padded_rows = rows + rows % 2;  // an odd last slice is multiplied twice, the copy is not read
    std::vector<std::uint8_t> panel(group * strip);
    std::vector<Accumulator> sums(group * padded_rows);
    for (std::size_t begin = 0; begin < dense.size(); begin += group) {
        const std::size_t in_group = std::min(group, dense.size() - begin);
        const std::size_t quads = (in_group + quad - 1) / quad;
        std::fill(sums.begin(), sums.end(), Accumulator{});
        for (std::size_t from = 0; from < columns.padded_people(); from += strip) {
            const std::size_t padded = std::min(strip, columns.padded_people() - from);
            const std::size_t people = std::min(padded, columns.people() - from);
            for (std::size_t v = 0; v < in_group; ++v) {
                std::uint8_t* calls = panel.data() + v * strip;
                decode_packed(variants[dense[begin + v]].packed, from, people, copies_of_code, calls);
                std::fill(calls + people, calls + padded, std::uint8_t{0});
            }
            for (std::size_t row = 0; row < rows; row += 2) {
                const std::size_t next = std::min(row + 1, rows - 1);
                const std::int8_t* first = columns.slice(row / slices, row % slices) + from;
                const std::int8_t* second = columns.slice(next / slices, next % slices) + from;
                for (std::size_t q = 0; q < quads; ++q) {
                    Accumulator* target = sums.data() + q * quad * padded_rows + row;
                    quad_times_pair(panel.data() + q * quad * strip, first, second, padded, target, target + 1,
                                    padded_rows);
                }
            }
        }
        for (std::size_t v = 0; v < in_group; ++v) {
            for (std::size_t column = 0; column < k; ++column) {
                std::int64_t total = 0;
                for (std::size_t s = slices; s-- > 0;) {
                    std::int64_t digit_sum = 0;
                    for (const std::int32_t part : sums[v * padded_rows + column * slices + s]) { digit_sum += part; }
                    total = total * 256 + digit_sum;
                }
                answer(static_cast<Eigen::Index>(column), static_cast<Eigen::Index>(dense[begin + v])) = total;
            }
        }
    }
}

#else

void multiply_dense(const FixedPointColumns& columns, std::size_t k, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> dense, FixedPointSums& answer) {
    std::vector<std::uint8_t> calls(columns.people());
    for (const std::size_t v : dense) {
        decode_packed(variants[v].packed, 0, columns.people(), copies_of_code, calls.data());
        std::int64_t* sums = answer.col(static_cast<Eigen::Index>(v)).data();
        for (std::size_t person = 0; person < calls.size(); ++person) {
            if (calls[person] == 0) { continue; }
            const std::int64_t* row = columns.row(person);
            for (std::size_t column = 0; column < k; ++column) { sums[column] += calls[person] * row[column]; }
        }
    }
}

#endif

}  // namespace

FixedPointSums genotype_products(const FixedPointColumns& columns, std::span<const GenotypeView> variants) {
    return genotype_products(columns, variants, columns.columns());
}

FixedPointSums genotype_products(const FixedPointColumns& columns, std::span<const GenotypeView> variants,
                                 std::size_t used) {
    assert(used <= columns.columns());
    FixedPointSums answer =
        FixedPointSums::Zero(static_cast<Eigen::Index>(used), static_cast<Eigen::Index>(variants.size()));
    if (used == 0) { return answer; }
    std::vector<std::size_t> dense;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (!variants[v].present) { continue; }
        if (variants[v].encoding == Encoding::packed) {
            dense.push_back(v);
        } else {
            add_sparse(columns, used, variants[v], answer.col(static_cast<Eigen::Index>(v)).data());
        }
    }
    multiply_dense(columns, used, variants, dense, answer);
    return answer;
}

}  // namespace atria::math
