#include "kernels/math/genotype_products.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace atria::math {
namespace {

constexpr std::size_t slices = FixedPointColumns::slices;
constexpr std::uint8_t copies_of_code[4] = {0, 1, 2, 0};

/// Asks for the row of a person some carriers further on: carriers are far apart in memory.
void prefetch_row(const FixedPointColumns& columns, std::size_t k, std::span<const SparseEntry> carriers) {
    constexpr std::size_t ahead = 8;
    if (carriers.size() <= ahead) { return; }
    const std::int64_t* row = columns.row(person_of(carriers[ahead]));
    for (std::size_t column = 0; column < k; column += cache_line_bytes / sizeof *row) {
        __builtin_prefetch(row + column);
    }
}

void add_sparse(const FixedPointColumns& columns, std::size_t k, const GenotypeView& variant, std::int64_t* sums) {
    const int base = variant.base;
    if (base != 0) {
        for (std::size_t column = 0; column < k; ++column) { sums[column] = base * columns.total(column); }
    }
    for (std::size_t i = 0; i < variant.sparse.size(); ++i) {
        prefetch_row(columns, k, variant.sparse.subspan(i));
        const SparseEntry entry = variant.sparse[i];
        const int copies = copies_of_code[code_of(entry)] - base;
        if (copies == 0) { continue; }
        // One copy or two: shifts, since there is no multiplication of such vectors before AVX-512.
        const int shift = std::abs(copies) - 1;
        const std::int64_t* row = columns.row(person_of(entry));
        if (copies > 0) {
            for (std::size_t column = 0; column < k; ++column) { sums[column] += row[column] << shift; }
        } else {
            for (std::size_t column = 0; column < k; ++column) { sums[column] -= row[column] << shift; }
        }
    }
}

#if defined(__AVX2__)

// Variants are decoded in groups, people in strips: the panel of a tile's variants and the digits of one column stay in
// the nearest cache, the panel of a group in the next one.
constexpr std::size_t tile = panel_variants;
constexpr std::size_t group = 12 * tile;
constexpr std::size_t strip = 2048;
constexpr std::size_t panel_stride = strip + cache_line_bytes;  // not a power of two: variants share no cache set
// 32 products of two calls (at most 2) and a digit (at most 128 in magnitude) fit into 16 bits: 32 · 2 · 2 · 128 =
// 2^14.
constexpr std::size_t steps_in_16_bits = 32;

/// Sums in 32 bits, one a lane; AVX2's products fill half of it.
struct alignas(cache_line_bytes) Accumulator {
    std::array<std::int32_t, 16> lanes;  // not zeroed: the first strip sets them
};

/// The decoded variants of a tile against the slices of one column over `people` (a multiple of 64) people: variant v
/// begins at panel + v × stride, slice s at digits + s × digits_stride. What variant v and slice s give is added to
/// sums[v * variant_stride + s], which the first strip sets.
struct Tile {
    const std::uint8_t* panel;
    std::size_t stride;
    const std::int8_t* digits;
    std::size_t digits_stride;
    std::size_t people;
    Accumulator* sums;
    std::size_t variant_stride;
    bool first_strip;
};
using MultiplyTile = void (*)(const Tile& of);

// One sum for each `at`, variant at / width and slice at % width; as packs, since gcc 12 keeps the arrays of loops in
// memory.

/// `width` slices from `slice` on: more sums than registers would not pay.
template <std::size_t width, std::size_t... at>
void multiply_slices_avx2(const Tile& of, std::size_t slice, std::index_sequence<at...> /*sums*/) {
    const std::int8_t* digits = of.digits + slice * of.digits_stride;
    const auto load = [](const void* bytes) { return _mm256_loadu_si256(static_cast<const __m256i*>(bytes)); };
    for (std::size_t begin = 0; begin < of.people; begin += 32 * steps_in_16_bits) {
        const std::size_t end = std::min(of.people, begin + 32 * steps_in_16_bits);
        __m256i sums[] = {(static_cast<void>(at), _mm256_setzero_si256())...};
        for (std::size_t i = begin; i < end; i += 32) {
            ((sums[at] =
                  _mm256_add_epi16(sums[at], _mm256_maddubs_epi16(load(of.panel + at / width * of.stride + i),
                                                                  load(digits + at % width * of.digits_stride + i)))),
             ...);
        }
        const bool set = of.first_strip && begin == 0;
        const auto keep = [&](Accumulator& sum, __m256i products) {
            auto* half = reinterpret_cast<__m256i*>(sum.lanes.data());
            const __m256i more = _mm256_madd_epi16(products, _mm256_set1_epi16(1));
            _mm256_store_si256(half, set ? more : _mm256_add_epi32(_mm256_load_si256(half), more));
            if (set) { _mm256_store_si256(half + 1, _mm256_setzero_si256()); }
        };
        (keep(of.sums[at / width * of.variant_stride + slice + at % width], sums[at]), ...);
    }
}

void multiply_tile_avx2(const Tile& of) {
    constexpr std::size_t width = 2;
    std::size_t slice = 0;
    for (; slice + width <= slices; slice += width) {
        multiply_slices_avx2<width>(of, slice, std::make_index_sequence<tile * width>());
    }
    for (; slice < slices; ++slice) { multiply_slices_avx2<1>(of, slice, std::make_index_sequence<tile>()); }
}

template <std::size_t... at>
__attribute__((target("avx512f,avx512bw"))) void multiply_slices_avx512(const Tile& of,
                                                                        std::index_sequence<at...> /*sums*/) {
    for (std::size_t begin = 0; begin < of.people; begin += 64 * steps_in_16_bits) {
        const std::size_t end = std::min(of.people, begin + 64 * steps_in_16_bits);
        __m512i sums[] = {(static_cast<void>(at), _mm512_setzero_si512())...};
        for (std::size_t i = begin; i < end; i += 64) {
            ((sums[at] = _mm512_add_epi16(
                  sums[at], _mm512_maddubs_epi16(_mm512_loadu_si512(of.panel + at / slices * of.stride + i),
                                                 _mm512_loadu_si512(of.digits + at % slices * of.digits_stride + i)))),
             ...);
        }
        ((sums[at] = _mm512_madd_epi16(sums[at], _mm512_set1_epi16(1))), ...);
        if (!of.first_strip || begin > 0) {
            ((sums[at] = _mm512_add_epi32(
                  sums[at], _mm512_load_si512(of.sums[at / slices * of.variant_stride + at % slices].lanes.data()))),
             ...);
        }
        (_mm512_store_si512(of.sums[at / slices * of.variant_stride + at % slices].lanes.data(), sums[at]), ...);
    }
}

void multiply_tile_avx512(const Tile& of) { multiply_slices_avx512(of, std::make_index_sequence<tile * slices>()); }

/// Where the machine multiplies bytes and adds them up in 32 bits by one instruction.
template <std::size_t... at>
__attribute__((target("avx512f,avx512vnni"))) void multiply_slices_vnni(const Tile& of,
                                                                        std::index_sequence<at...> /*sums*/) {
    __m512i sums[] = {(static_cast<void>(at), _mm512_setzero_si512())...};
    for (std::size_t i = 0; i < of.people; i += 64) {
        ((sums[at] = _mm512_dpbusd_epi32(sums[at], _mm512_loadu_si512(of.panel + at / slices * of.stride + i),
                                         _mm512_loadu_si512(of.digits + at % slices * of.digits_stride + i))),
         ...);
    }
    if (!of.first_strip) {
        ((sums[at] = _mm512_add_epi32(
              sums[at], _mm512_load_si512(of.sums[at / slices * of.variant_stride + at % slices].lanes.data()))),
         ...);
    }
    (_mm512_store_si512(of.sums[at / slices * of.variant_stride + at % slices].lanes.data(), sums[at]), ...);
}

void multiply_tile_vnni(const Tile& of) { multiply_slices_vnni(of, std::make_index_sequence<tile * slices>()); }

MultiplyTile multiply_tile(ByteProducts instructions) {
    static const bool avx512 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0;
    static const bool vnni = avx512 && __builtin_cpu_supports("avx512vnni") != 0;
    if (vnni && instructions == ByteProducts::fastest) { return multiply_tile_vnni; }
    return avx512 && instructions != ByteProducts::common ? multiply_tile_avx512 : multiply_tile_avx2;
}

/// The sums of k columns from those of their slices. Those of digits fit 32 bits: 2^21 people × 2 copies × 128.
void put_together(const Accumulator* of_slices, std::size_t k, std::int64_t* sums) {
    for (std::size_t column = 0; column < k; ++column) {
        std::int64_t total = 0;
        for (std::size_t s = slices; s-- > 0;) {
            std::int32_t digit_sum = 0;
            for (const std::int32_t part : of_slices[column * slices + s].lanes) { digit_sum += part; }
            total = total * 256 + digit_sum;
        }
        sums[column] = total;
    }
}

void multiply_dense(const FixedPointColumns& columns, std::size_t k, std::span<const GenotypeView> variants,
                    std::span<const std::size_t> dense, ByteProducts instructions, FixedPointSums& answer) {
    if (dense.empty()) { return; }
    const std::size_t rows = k * slices;
    const MultiplyTile multiply = multiply_tile(instructions);
    const std::size_t held = std::min(group, (dense.size() + tile - 1) / tile * tile);
    CacheAlignedVector<std::uint8_t> panel(held * panel_stride);
    const auto sums = std::make_unique_for_overwrite<Accumulator[]>(held * rows);
    for (std::size_t begin = 0; begin < dense.size(); begin += group) {
        const std::size_t in_group = std::min(group, dense.size() - begin);
        for (std::size_t from = 0; from < columns.padded_people(); from += strip) {
            const std::size_t padded = std::min(strip, columns.padded_people() - from);
            const std::size_t people = std::min(padded, columns.people() - from);
            for (std::size_t v = 0; v < in_group; ++v) {
                std::uint8_t* calls = panel.data() + v * panel_stride;
                decode_packed(variants[dense[begin + v]].packed, from, people, copies_of_code, calls);
                std::fill(calls + people, calls + padded, std::uint8_t{0});
            }
            for (std::size_t v = 0; v < in_group; v += tile) {
                for (std::size_t column = 0; column < k; ++column) {
                    multiply({panel.data() + v * panel_stride, panel_stride, columns.slice(column, 0) + from,
                              columns.padded_people(), padded, sums.get() + v * rows + column * slices, rows,
                              from == 0});
                }
            }
        }
        for (std::size_t v = 0; v < in_group; ++v) {
            put_together(sums.get() + v * rows, k, answer.col(static_cast<Eigen::Index>(dense[begin + v])).data());
        }
    }
}

void multiply_panel(const FixedPointColumns& columns, std::size_t k, const std::uint8_t* panel,
                    std::span<std::int64_t* const> sums, ByteProducts instructions) {
    const std::size_t rows = k * slices;
    const std::size_t people = columns.padded_people();
    const MultiplyTile multiply = multiply_tile(instructions);
    const auto of_slices = std::make_unique_for_overwrite<Accumulator[]>(tile * rows);
    for (std::size_t column = 0; column < k; ++column) {
        multiply(
            {panel, people, columns.slice(column, 0), people, people, of_slices.get() + column * slices, rows, true});
    }
    for (std::size_t v = 0; v < sums.size(); ++v) { put_together(of_slices.get() + v * rows, k, sums[v]); }
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
