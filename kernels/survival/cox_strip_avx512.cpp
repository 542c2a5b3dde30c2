#include "kernels/survival/cox_strip.hpp"

#include "kernels/survival/cox_stream.hpp"

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
    const auto bits = reinterpret_cast<Words>(_mm512_mul_pd(mantissa, factor));
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

/// What is at risk at the strip's marks.
template <bool missing>
ATRIA_AVX512 void add_up(const CoxStripView& strip, CoxStripSums::AtRisk* at_mark, CoxStripSums::AtRisk& at_risk) {
    if (strip.begins_stratum) { at_risk = {}; }
    Pair het = load(at_risk.het);
    Pair hom = load(at_risk.hom);
    Pair absent = load(at_risk.absent);
    *at_mark++ = at_risk;
    const std::uint64_t* het_word = strip.het;
    const std::uint64_t* hom_word = strip.hom;
    const std::uint64_t* absent_word = strip.absent;
    const double* subsets = strip.subsets;
    const std::size_t stride = strip.stride;
    const std::uint8_t* const end = strip.marks + strip.quads;
    for (const std::uint8_t* mark = strip.marks; mark != end; ++mark) {
        const Pair table{_mm512_load_pd(subsets), _mm512_load_pd(subsets + 8)};
        het = het + looked_up(fields(*het_word), table);
        hom = hom + looked_up(fields(*hom_word), table);
        store(at_mark->het, het);
        store(at_mark->hom, hom);
        if constexpr (missing) {
            absent = absent + looked_up(fields(*absent_word), table);
            store(at_mark->absent, absent);
            absent_word += stride;
        }
        at_mark += *mark;
        het_word += stride;
        hom_word += stride;
        subsets += CoxStripSums::variants;
    }
    store(at_risk.het, het);
    store(at_risk.hom, hom);
    store(at_risk.absent, absent);
}

ATRIA_AVX512 inline Cumulants load(const CoxStripSums& sums) {
    return {load(sums.mean), load(sums.variance), load(sums.third), load(sums.fourth)};
}
ATRIA_AVX512 inline void store(CoxStripSums& sums, const Cumulants& cumulants) {
    store(sums.mean, cumulants.mean);
    store(sums.variance, cumulants.variance);
    store(sums.third, cumulants.third);
    store(sums.fourth, cumulants.fourth);
}

ATRIA_AVX512 void add_complete(const CoxStripView& strip, const CoxStripSums::AtRisk* at_marks, CoxStripSums& sums) {
    Cumulants cumulants = load(sums);
    for (const CoxFirstTerm& term : strip.first_terms) {
        const CoxStripSums::AtRisk& all_people = at_marks[term.end];
        add_term(load(all_people.het), load(all_people.hom), all(term.inverse), all(term.weight), cumulants);
    }
    for (const CoxFurtherTerm& term : strip.further_terms) {
        const CoxStripSums::AtRisk& before = at_marks[term.begin];
        const Pair share = all(term.share);
        const Pair het = load(at_marks[term.end].het);
        const Pair hom = load(at_marks[term.end].hom);
        add_term(less_product(share, het - load(before.het), het), less_product(share, hom - load(before.hom), hom),
                 all(term.inverse), all(term.weight), cumulants);
    }
    store(sums, cumulants);
}

/// The first term of an event time; `with_call`: those of its deaths who have one.
ATRIA_AVX512 inline void add_first(const CoxStripSums::AtRisk& all_people, const Pair& at_risk, const Pair& with_call,
                                   bool efron, std::uint32_t deaths, Product& product, Cumulants& cumulants) {
    const Pair one = all(1.0);
    const Flags counted = less(all(0.0), with_call);
    const Pair left = choose(counted, at_risk, one);
    multiply(left, product);
    for (std::uint32_t d = 1; !efron && d < deaths; ++d) {
        multiply(choose(less(all(d), with_call), left, one), product);
    }
    add_term(load(all_people.het), load(all_people.hom), one / left, choose(counted, efron ? one : with_call, all(0.0)),
             cumulants);
}

ATRIA_AVX512 void add_incomplete(const CoxStripView& strip, const CoxStripSums::AtRisk* at_marks, CoxStripSums& sums) {
    const Pair zero = all(0.0);
    const Pair one = all(1.0);
    const Pair first{_mm512_set_pd(1, 0, 1, 0, 1, 0, 1, 0),
                     _mm512_set_pd(1, 0, 1, 0, 1, 0, 1, 0)};  // of a field's four
    const Pair people{_mm512_set_pd(3, 2, 2, 1, 2, 1, 1, 0), _mm512_set_pd(4, 3, 3, 2, 3, 2, 2, 1)};  // all of them
    const bool efron = strip.ties == Ties::efron;
    Cumulants cumulants = load(sums);
    Product product{load(sums.mantissa), load(sums.positive), load(sums.exponent.data()),
                    load(sums.exponent.data() + 8)};
    for (const CoxEventTime& time : strip.single) {
        const CoxStripSums::AtRisk& all_people = at_marks[time.end];
        const Fields gone = fields(strip.absent[(time.quads - 1) * strip.stride]);
        add_first(all_people, all(time.at_risk) - load(all_people.absent), one - looked_up(gone, first), efron, 1,
                  product, cumulants);
    }
    for (const CoxEventTime& time : strip.tied) {
        Pair with_call = all(time.deaths);
        for (std::size_t quad = time.quads - CoxStream::quads_of(time.deaths); quad < time.quads; ++quad) {
            with_call = with_call - looked_up(fields(strip.absent[quad * strip.stride]), people);
        }
        const CoxStripSums::AtRisk& all_people = at_marks[time.end];
        const CoxStripSums::AtRisk& before = at_marks[time.begin];
        const Pair absent = load(all_people.absent);
        const Pair at_risk = all(time.at_risk) - absent;
        add_first(all_people, at_risk, with_call, efron, time.deaths, product, cumulants);
        const Pair dying = all(time.dying) - (absent - load(before.absent));
        const Pair het = load(all_people.het);
        const Pair hom = load(all_people.hom);
        const Pair divisor = choose(less(zero, with_call), with_call, one);
        for (std::uint32_t j = 1; efron && j < time.deaths; ++j) {
            const Flags counted = less(all(j), with_call);
            const Pair share = choose(counted, all(j) / divisor, zero);
            const Pair left = choose(counted, less_product(share, dying, at_risk), one);
            multiply(left, product);
            add_term(less_product(share, het - load(before.het), het), less_product(share, hom - load(before.hom), hom),
                     one / left, choose(counted, one, zero), cumulants);
        }
    }
    store(sums, cumulants);
    store(sums.mantissa, product.mantissa);
    store(sums.positive, product.positive);
    store(sums.exponent.data(), product.low);
    store(sums.exponent.data() + 8, product.high);
}

template <bool missing>
ATRIA_AVX512 void go_through(const CoxStripView& strip, CoxStripSums::AtRisk* at_marks, CoxStripSums& sums) {
    add_up<missing>(strip, at_marks, sums.at_risk);
    missing ? add_incomplete(strip, at_marks, sums) : add_complete(strip, at_marks, sums);
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
