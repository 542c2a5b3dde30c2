#include "kernels/survival/cox_strip.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace atria::survival {

#if defined(__x86_64__) && defined(__GNUC__)

namespace {

#define ATRIA_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl")))

/// Eight variants, and the other eight.
struct Pair {
    __m512d low;
    __m512d high;
};

ATRIA_AVX512 inline Pair load(const CoxStripSums::Numbers& numbers) {
    return {_mm512_load_pd(numbers.data()), _mm512_load_pd(numbers.data() + 8)};
}
ATRIA_AVX512 inline void store(CoxStripSums::Numbers& numbers, const Pair& pair) {
    _mm512_store_pd(numbers.data(), pair.low);
    _mm512_store_pd(numbers.data() + 8, pair.high);
}
ATRIA_AVX512 inline Pair all(double value) { return {_mm512_set1_pd(value), _mm512_set1_pd(value)}; }
ATRIA_AVX512 inline Pair operator+(const Pair& a, const Pair& b) {
    return {_mm512_add_pd(a.low, b.low), _mm512_add_pd(a.high, b.high)};
}
ATRIA_AVX512 inline Pair operator-(const Pair& a, const Pair& b) {
    return {_mm512_sub_pd(a.low, b.low), _mm512_sub_pd(a.high, b.high)};
}
ATRIA_AVX512 inline Pair operator*(const Pair& a, const Pair& b) {
    return {_mm512_mul_pd(a.low, b.low), _mm512_mul_pd(a.high, b.high)};
}
ATRIA_AVX512 inline Pair operator/(const Pair& a, const Pair& b) {
    return {_mm512_div_pd(a.low, b.low), _mm512_div_pd(a.high, b.high)};
}
/// a b + c, rounded once.
ATRIA_AVX512 inline Pair fused(const Pair& a, const Pair& b, const Pair& c) {
    return {_mm512_fmadd_pd(a.low, b.low, c.low), _mm512_fmadd_pd(a.high, b.high, c.high)};
}
/// a b - c
ATRIA_AVX512 inline Pair product_less(const Pair& a, const Pair& b, const Pair& c) {
    return {_mm512_fmsub_pd(a.low, b.low, c.low), _mm512_fmsub_pd(a.high, b.high, c.high)};
}
/// c - a b
ATRIA_AVX512 inline Pair less_product(const Pair& a, const Pair& b, const Pair& c) {
    return {_mm512_fnmadd_pd(a.low, b.low, c.low), _mm512_fnmadd_pd(a.high, b.high, c.high)};
}

using Words = std::uint64_t __attribute__((vector_size(64)));

/// Fields of four bits of a word, one a lane; what stands above them is not looked at.
struct Fields {
    Words low;
    Words high;
};
ATRIA_AVX512 inline Fields fields(std::uint64_t word) {
    constexpr Words low = {0, 4, 8, 12, 16, 20, 24, 28};
    constexpr Words high = {32, 36, 40, 44, 48, 52, 56, 60};
    const Words words = {word, word, word, word, word, word, word, word};
    return {words >> low, words >> high};
}
/// table[field]
ATRIA_AVX512 inline Pair looked_up(const Fields& fields, const Pair& table) {
    return {_mm512_permutex2var_pd(table.low, reinterpret_cast<__m512i>(fields.low), table.high),
            _mm512_permutex2var_pd(table.low, reinterpret_cast<__m512i>(fields.high), table.high)};
}

struct Flags {
    __mmask8 low;
    __mmask8 high;
};
ATRIA_AVX512 inline Flags less(const Pair& a, const Pair& b) {
    return {_mm512_cmp_pd_mask(a.low, b.low, _CMP_LT_OQ), _mm512_cmp_pd_mask(a.high, b.high, _CMP_LT_OQ)};
}
ATRIA_AVX512 inline Pair choose(const Flags& flags, const Pair& a, const Pair& b) {
    return {_mm512_mask_blend_pd(flags.low, b.low, a.low), _mm512_mask_blend_pd(flags.high, b.high, a.high)};
}

struct Cumulants {
    Pair mean;
    Pair variance;
    Pair third;
    Pair fourth;
};

/// As of one variant in cox_strip.cpp.
ATRIA_AVX512 inline void add_term(const Pair& het_risk, const Pair& hom_risk, const Pair& inverse, const Pair& weight,
                                  Cumulants& sums) {
    const Pair het = inverse * het_risk;
    const Pair hom = inverse * hom_risk;
    const Pair mean = fused(all(2.0), hom, het);
    const Pair square = fused(all(4.0), hom, het);
    const Pair below = all(1.0) - mean;
    const Pair variance = less_product(mean, mean, square);
    const Pair apart = below * below;
    const Pair spread = fused(below, below, all(-1.0));
    sums.mean = fused(weight, mean, sums.mean);
    sums.variance = fused(weight, variance, sums.variance);
    sums.third = fused(weight * below, fused(all(3.0), variance, spread), sums.third);
    const Pair product = variance * less_product(all(2.0), apart, variance);
    const Pair fourth = fused(all(3.0), product_less(apart, spread, product), variance);
    sums.fourth = fused(weight, fourth, sums.fourth);
}

struct Product {
    Pair mantissa;
    Pair positive;
    Words low;  // exponents
    Words high;
};

ATRIA_AVX512 inline void multiply(__m512d factor, __m512d& mantissa, Words& exponents) {
    const Words bits = reinterpret_cast<Words>(_mm512_mul_pd(mantissa, factor));
    exponents += ((bits >> 52U) & 0x7FFU) - 1023U;
    mantissa = reinterpret_cast<__m512d>((bits & 0x000F'FFFF'FFFF'FFFFU) | 0x3FF0'0000'0000'0000U);
}
ATRIA_AVX512 inline void multiply(const Pair& factor, Product& product) {
    product.positive = choose(less(all(0.0), factor), product.positive, all(0.0));
    multiply(factor.low, product.mantissa.low, product.low);
    multiply(factor.high, product.mantissa.high, product.high);
}

ATRIA_AVX512 inline Words load(const std::int64_t* numbers) {
    return reinterpret_cast<Words>(_mm512_load_si512(numbers));
}
ATRIA_AVX512 inline void store(std::int64_t* numbers, const Words& words) {
    _mm512_store_si512(numbers, reinterpret_cast<__m512i>(words));
}

template <bool missing>
ATRIA_AVX512 void go_through(const CoxStripView& strip, CoxStripSums& sums) {
    const Pair zero = all(0.0);
    const Pair one = all(1.0);
    const Pair people{_mm512_set_pd(3, 2, 2, 1, 2, 1, 1, 0), _mm512_set_pd(4, 3, 3, 2, 3, 2, 2, 1)};  // of a field
    const Pair first{_mm512_set_pd(1, 0, 1, 0, 1, 0, 1, 0), _mm512_set_pd(1, 0, 1, 0, 1, 0, 1, 0)};   // of its people
    Pair het = load(sums.het);
    Pair hom = load(sums.hom);
    Pair absent = load(sums.absent);
    Cumulants cumulants{load(sums.mean), load(sums.variance), load(sums.third), load(sums.fourth)};
    Product product{};
    if constexpr (missing) {
        product = {load(sums.mantissa), load(sums.positive), load(sums.exponent.data()),
                   load(sums.exponent.data() + 8)};
    }
    const std::uint64_t* het_word = strip.het;
    const std::uint64_t* hom_word = strip.hom;
    const std::uint64_t* absent_word = strip.absent;
    const double* subsets = strip.subsets;
    const CoxEventTerm* term = strip.terms;
    const CoxEventRisk* risk = strip.risks;
    const bool efron = strip.ties == Ties::efron;
    for (const CoxStream::Piece& piece : strip.pieces) {
        if (piece.begins_stratum) { het = hom = absent = zero; }
        if (piece.begins_time && (missing || piece.deaths == CoxStream::Deaths::several)) {
            store(sums.dying_het, zero);
            store(sums.dying_hom, zero);
            store(sums.dying_absent, zero);
            store(sums.deaths_absent, zero);
            if (missing && piece.deaths == CoxStream::Deaths::one) {
                store(sums.deaths_absent, looked_up(fields(*absent_word), first));
            }
        }
        for (std::uint32_t quad = 0; quad < piece.quads; ++quad) {
            const Pair table{_mm512_load_pd(subsets), _mm512_load_pd(subsets + 8)};
            const Pair more_het = looked_up(fields(*het_word), table);
            const Pair more_hom = looked_up(fields(*hom_word), table);
            het = het + more_het;
            hom = hom + more_hom;
            if constexpr (missing) { absent = absent + looked_up(fields(*absent_word), table); }
            if (piece.deaths == CoxStream::Deaths::several) {
                store(sums.dying_het, load(sums.dying_het) + more_het);
                store(sums.dying_hom, load(sums.dying_hom) + more_hom);
                if constexpr (missing) {
                    const Fields gone = fields(*absent_word);
                    store(sums.dying_absent, load(sums.dying_absent) + looked_up(gone, table));
                    store(sums.deaths_absent, load(sums.deaths_absent) + looked_up(gone, people));
                }
            }
            het_word += strip.stride;
            hom_word += strip.stride;
            if constexpr (missing) { absent_word += strip.stride; }
            subsets += CoxStripSums::variants;
        }
        const std::uint32_t deaths = piece.deaths_at_end;
        if (deaths == 0) { continue; }
        if constexpr (missing) {
            const Pair at_risk = all(risk->at_risk) - absent;
            const Pair dying = all(risk->dying) - load(sums.dying_absent);
            const Pair with_call = all(deaths) - load(sums.deaths_absent);
            const Pair divisor = choose(less(zero, with_call), with_call, one);
            ++risk;
            for (std::uint32_t j = 0; j < (efron ? deaths : 1U); ++j) {
                const Flags counted = less(all(j), with_call);
                Pair share = zero;
                Pair het_left = het;
                Pair hom_left = hom;
                if (j > 0) {
                    share = choose(counted, all(j) / divisor, zero);
                    het_left = less_product(share, load(sums.dying_het), het);
                    hom_left = less_product(share, load(sums.dying_hom), hom);
                }
                const Pair left = choose(counted, j > 0 ? less_product(share, dying, at_risk) : at_risk, one);
                for (std::uint32_t d = 0; d < (efron ? 1U : deaths); ++d) {
                    multiply(efron ? left : choose(less(all(d), with_call), left, one), product);
                }
                add_term(het_left, hom_left, one / left, choose(counted, efron ? one : with_call, zero), cumulants);
            }
        } else {
            for (std::uint32_t j = 0; j < (efron ? deaths : 1U); ++j, ++term) {
                const Pair inverse = all(term->inverse);
                const Pair weight = all(term->weight);
                if (j == 0) {
                    add_term(het, hom, inverse, weight, cumulants);
                } else {
                    const Pair share = all(term->share);
                    add_term(less_product(share, load(sums.dying_het), het),
                             less_product(share, load(sums.dying_hom), hom), inverse, weight, cumulants);
                }
            }
        }
    }
    store(sums.het, het);
    store(sums.hom, hom);
    store(sums.absent, absent);
    store(sums.mean, cumulants.mean);
    store(sums.variance, cumulants.variance);
    store(sums.third, cumulants.third);
    store(sums.fourth, cumulants.fourth);
    if constexpr (missing) {
        store(sums.mantissa, product.mantissa);
        store(sums.positive, product.positive);
        store(sums.exponent.data(), product.low);
        store(sums.exponent.data() + 8, product.high);
    }
}

#undef ATRIA_AVX512

}  // namespace

GoThroughStrip go_through_strip_avx512(bool missing) {
    static const bool there = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
                              __builtin_cpu_supports("avx512vl") != 0;
    if (!there) { return nullptr; }
    return missing ? go_through<true> : go_through<false>;
}

#else

GoThroughStrip go_through_strip_avx512(bool /*missing*/) { return nullptr; }

#endif

}  // namespace atria::survival
