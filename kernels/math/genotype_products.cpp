#include "kernels/math/genotype_products.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
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

// Variants are decoded in groups, people in strips: a strip's panel and a few slices of columns stay in near caches.
constexpr std::size_t group = 32;
constexpr std::size_t strip = 4096;
constexpr std::size_t panel_stride = strip + cache_line_bytes;  // not a power of two: variants share no cache set
constexpr std::size_t quad = panel_variants;
// 32 products of two calls (at most 2) and a digit (at most 128 in magnitude) fit into 16 bits: 32 · 2 · 2 · 128 =
// 2^14.
constexpr std::size_t steps_in_16_bits = 32;

/// Sums in 32 bits, one a lane; AVX2's products fill half of it.
struct alignas(cache_line_bytes) Accumulator {
    std::array<std::int32_t, 16> lanes;  // not zeroed: the first strip sets them
};

/// Slices that are multiplied at a time. Where fewer are left the last one is repeated, and its copies are not read.
constexpr std::size_t slices_at_once = 4;
using Slices = std::array<const std::int8_t*, slices_at_once>;

std::size_t padded_to_slices(std::size_t rows) { return (rows + slices_at_once - 1) / slices_at_once * slices_at_once; }

Slices slices_from(const FixedPointColumns& columns, std::size_t k, std::size_t row, std::size_t first_person) {
    Slices answer{};
    for (std::size_t i = 0; i < slices_at_once; ++i) {
        const std::size_t here = std::min(row + i, k * slices - 1);
        answer[i] = columns.slice(here / slices, here % slices) + first_person;
    }
    return answer;
}

void add_lanes(Accumulator& sum, __m256i more, bool set) {
    auto* half = reinterpret_cast<__m256i*>(sum.lanes.data());
    if (set) {
        _mm256_store_si256(half, more);
        _mm256_store_si256(half + 1, _mm256_setzero_si256());
    } else {
        _mm256_store_si256(half, _mm256_add_epi32(_mm256_load_si256(half), more));
    }
}

/// Four decoded variants, `stride` bytes apart, against two slices over `people` (a multiple of 64) people.
void quad_times_pair(const std::uint8_t* panel, std::size_t stride, const std::int8_t* first, const std::int8_t* second,
                     std::size_t people, Accumulator* first_sums, Accumulator* second_sums, std::size_t variant_stride,
                     bool first_strip) {
    const __m256i ones = _mm256_set1_epi16(1);
    for (std::size_t begin = 0; begin < people; begin += 32 * steps_in_16_bits) {
        const std::size_t end = std::min(people, begin + 32 * steps_in_16_bits);
        __m256i sums[quad][2];
        for (auto& pair : sums) { pair[0] = pair[1] = _mm256_setzero_si256(); }
        for (std::size_t i = begin; i < end; i += 32) {
            const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first + i));
            const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(second + i));
            for (std::size_t v = 0; v < quad; ++v) {
                const __m256i calls = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel + v * stride + i));
                sums[v][0] = _mm256_add_epi16(sums[v][0], _mm256_maddubs_epi16(calls, a));
                sums[v][1] = _mm256_add_epi16(sums[v][1], _mm256_maddubs_epi16(calls, b));
            }
        }
        for (std::size_t v = 0; v < quad; ++v) {
            add_lanes(first_sums[v * variant_stride], _mm256_madd_epi16(sums[v][0], ones), first_strip && begin == 0);
            add_lanes(second_sums[v * variant_stride], _mm256_madd_epi16(sums[v][1], ones), first_strip && begin == 0);
        }
    }
}

/// Four decoded variants against four slices over `people` (a multiple of 64) people; the sums of variant v and slice i
/// are added to sums[v * variant_stride + i], which the first strip sets.
using MultiplyQuad = void (*)(const std::uint8_t* panel, std::size_t stride, const Slices& rows, std::size_t people,
                              Accumulator* sums, std::size_t variant_stride, bool first_strip);

void multiply_quad_avx2(const std::uint8_t* panel, std::size_t stride, const Slices& rows, std::size_t people,
                        Accumulator* sums, std::size_t variant_stride, bool first_strip) {
    for (std::size_t i = 0; i < slices_at_once; i += 2) {
        quad_times_pair(panel, stride, rows[i], rows[i + 1], people, sums + i, sums + i + 1, variant_stride,
                        first_strip);
    }
}

/// Where the machine multiplies bytes and adds them up in 32 bits by one instruction.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) void multiply_quad_vnni(
    const std::uint8_t* panel, std::size_t stride, const Slices& rows, std::size_t people, Accumulator* sums,
    std::size_t variant_stride, bool first_strip) {
    __m512i products[quad][slices_at_once];
    for (auto& of_variant : products) {
        for (__m512i& one : of_variant) { one = _mm512_setzero_si512(); }
    }
    for (std::size_t i = 0; i < people; i += 64) {
        __m512i digits[slices_at_once];
        for (std::size_t s = 0; s < slices_at_once; ++s) { digits[s] = _mm512_loadu_si512(rows[s] + i); }
        for (std::size_t v = 0; v < quad; ++v) {
            const __m512i calls = _mm512_loadu_si512(panel + v * stride + i);
            for (std::size_t s = 0; s < slices_at_once; ++s) {
                products[v][s] = _mm512_dpbusd_epi32(products[v][s], calls, digits[s]);
            }
        }
    }
    for (std::size_t v = 0; v < quad; ++v) {
        for (std::size_t s = 0; s < slices_at_once; ++s) {
            std::int32_t* sum = sums[v * variant_stride + s].lanes.data();
            const __m512i before = first_strip ? _mm512_setzero_si512() : _mm512_load_si512(sum);
            _mm512_store_si512(sum, _mm512_add_epi32(before, products[v][s]));
        }
    }
}

MultiplyQuad multiply_quad(ByteProducts instructions) {
    static const bool vnni = __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                             __builtin_cpu_supports("avx512vl") != 0;
    return vnni && instructions == ByteProducts::fastest ? multiply_quad_vnni : multiply_quad_avx2;
}

/// The sums of k columns from those of their slices.
void put_together(const Accumulator* of_slices, std::size_t k, std::int64_t* sums) {
    for (std::size_t column = 0; column < k; ++column) {
        std::int64_t total = 0;
        for (std::size_t s = slices; s-- > 0;) {
            std::int64_t digit_sum = 0;
            for (const std::int32_t part : of_slices[column * slices + s].lanes) { digit_sum += part; }
            total = total * 256 + digit_sum;
        }
        sums[column] = total;
    }
}

void multiply_dense(const FixedPointColumns& columns, std::size_t k, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> dense, ByteProducts instructions, FixedPointSums& answer) {
    const std::size_t rows = k * slices;
    const std::size_t padded_rows = padded_to_slices(rows);
    const MultiplyQuad multiply = multiply_quad(instructions);
    CacheAlignedVector<std::uint8_t> panel(group * panel_stride);
    const auto sums = std::make_unique_for_overwrite<Accumulator[]>(group * padded_rows);
    for (std::size_t begin = 0; begin < dense.size(); begin += group) {
        const std::size_t in_group = std::min(group, dense.size() - begin);
        const std::size_t quads = (in_group + quad - 1) / quad;
        for (std::size_t from = 0; from < columns.padded_people(); from += strip) {
            const std::size_t padded = std::min(strip, columns.padded_people() - from);
            const std::size_t people = std::min(padded, columns.people() - from);
            for (std::size_t v = 0; v < in_group; ++v) {
                std::uint8_t* calls = panel.data() + v * panel_stride;
                decode_packed(variants[dense[begin + v]].packed, from, people, copies_of_code, calls);
                std::fill(calls + people, calls + padded, std::uint8_t{0});
            }
            for (std::size_t row = 0; row < rows; row += slices_at_once) {
                const Slices of_columns = slices_from(columns, k, row, from);
                for (std::size_t q = 0; q < quads; ++q) {
                    multiply(panel.data() + q * quad * panel_stride, panel_stride, of_columns, padded,
                             sums.get() + q * quad * padded_rows + row, padded_rows, from == 0);
                }
            }
        }
        for (std::size_t v = 0; v < in_group; ++v) {
            put_together(sums.get() + v * padded_rows, k,
                         answer.col(static_cast<Eigen::Index>(dense[begin + v])).data());
        }
    }
}

void multiply_panel(const FixedPointColumns& columns, std::size_t k, const std::uint8_t* panel,
                    std::span<std::int64_t* const> sums, ByteProducts instructions) {
    const std::size_t rows = k * slices;
    const std::size_t padded_rows = padded_to_slices(rows);
    const std::size_t people = columns.padded_people();
    const MultiplyQuad multiply = multiply_quad(instructions);
    const auto of_slices = std::make_unique_for_overwrite<Accumulator[]>(quad * padded_rows);
    for (std::size_t row = 0; row < rows; row += slices_at_once) {
        multiply(panel, people, slices_from(columns, k, row, 0), people, of_slices.get() + row, padded_rows, true);
    }
    for (std::size_t v = 0; v < sums.size(); ++v) { put_together(of_slices.get() + v * padded_rows, k, sums[v]); }
}

#else

void multiply_panel(const FixedPointColumns& columns, std::size_t k, const std::uint8_t* panel,
                    std::span<std::int64_t* const> sums, ByteProducts /*instructions*/) {
    for (std::size_t v = 0; v < sums.size(); ++v) {
        std::fill(sums[v], sums[v] + k, std::int64_t{0});
        const std::uint8_t* copies = panel + v * columns.padded_people();
        for (std::size_t person = 0; person < columns.people(); ++person) {
            if (copies[person] == 0) { continue; }
            const std::int64_t* row = columns.row(person);
            for (std::size_t column = 0; column < k; ++column) { sums[v][column] += copies[person] * row[column]; }
        }
    }
}

void multiply_dense(const FixedPointColumns& columns, std::size_t k, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> dense, ByteProducts /*instructions*/, FixedPointSums& answer) {
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
                                 std::size_t used, ByteProducts instructions) {
    assert(used <= columns.columns());
    FixedPointSums answer =
        FixedPointSums::Zero(static_cast<Eigen::Index>(used), static_cast<Eigen::Index>(variants.size()));
    if (used == 0) { return answer; }
    std::vector<std::size_t> dense;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (!variants[v].present || is_real(variants[v])) { continue; }
        if (variants[v].encoding == Encoding::packed) {
            dense.push_back(v);
        } else {
            add_sparse(columns, used, variants[v], answer.col(static_cast<Eigen::Index>(v)).data());
        }
    }
    if (columns.people() > 0) { multiply_dense(columns, used, variants, dense, instructions, answer); }
    return answer;
}

void panel_products(const FixedPointColumns& columns, std::size_t used, const std::uint8_t* panel,
                    std::span<std::int64_t* const> sums, ByteProducts instructions) {
    assert(used <= columns.columns() && sums.size() <= panel_variants);
    if (used == 0) { return; }
    if (columns.people() == 0) {
        for (std::int64_t* of_variant : sums) { std::fill(of_variant, of_variant + used, std::int64_t{0}); }
        return;
    }
    multiply_panel(columns, used, panel, sums, instructions);
}

}  // namespace atria::math
