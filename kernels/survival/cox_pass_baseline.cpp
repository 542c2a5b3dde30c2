#include "kernels/survival/cox_pass.hpp"
#include "kernels/survival/cox_pass_kernel.hpp"

#include <cstring>
#if defined(__FMA__) && defined(__AVX2__)
#include <immintrin.h>
#endif

namespace atria::survival {
namespace {

using Half = double __attribute__((vector_size(32)));
using Bits = std::int64_t __attribute__((vector_size(32)));

#if defined(__FMA__) && defined(__AVX2__)
Half fused(const Half& a, const Half& b, const Half& c) { return _mm256_fmadd_pd(a, b, c); }
Half fused_negated(const Half& a, const Half& b, const Half& c) { return _mm256_fnmadd_pd(a, b, c); }
Half half_of_bytes(const std::uint8_t* bytes) {
    std::int32_t four = 0;
    std::memcpy(&four, bytes, sizeof four);
    return _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(four)));
}
#else
Half fused(const Half& a, const Half& b, const Half& c) {
    Half sum = c;
    for (int lane = 0; lane < 4; ++lane) { sum[lane] = __builtin_fma(a[lane], b[lane], c[lane]); }
    return sum;
}
Half fused_negated(const Half& a, const Half& b, const Half& c) { return fused(-a, b, c); }
Half half_of_bytes(const std::uint8_t* bytes) {
    Half answer;
    for (int lane = 0; lane < 4; ++lane) { answer[lane] = bytes[lane]; }
    return answer;
}
#endif

Bits bits_of(const Half& value) {
    Bits bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}
Half of_bits(const Bits& bits) {
    Half value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

constexpr Half half(double value) { return Half{value, value, value, value}; }

/// Two halves of four.
struct Halves {
    static constexpr std::size_t people_at_once = 2;
    static constexpr std::size_t covariates_at_once = 3;
    static constexpr std::size_t covariates_at_null = 2;

    struct Exponents {
        Bits low = {0, 0, 0, 0};
        Bits high = {0, 0, 0, 0};
        void store(std::int64_t* to) const {
            std::memcpy(to, &low, sizeof low);
            std::memcpy(to + 4, &high, sizeof high);
        }
    };

    Half low;
    Half high;

    static Halves all(double value) { return {half(value), half(value)}; }
    static Halves load(const double* from) {
        Halves answer{};
        std::memcpy(&answer, from, sizeof answer);
        return answer;
    }
    void store(double* to) const { std::memcpy(to, this, sizeof *this); }
    static Halves of_bytes(const std::uint8_t* bytes) { return {half_of_bytes(bytes), half_of_bytes(bytes + 4)}; }

    /// Leaves a mantissa in [1, 2) and adds the exponents to a sum.
    void take_exponents(Exponents& exponents) {
        take(low, exponents.low);
        take(high, exponents.high);
    }

    friend Halves operator+(const Halves& a, const Halves& b) { return {a.low + b.low, a.high + b.high}; }
    friend Halves operator-(const Halves& a, const Halves& b) { return {a.low - b.low, a.high - b.high}; }
    friend Halves operator*(const Halves& a, const Halves& b) { return {a.low * b.low, a.high * b.high}; }
    friend Halves operator/(const Halves& a, const Halves& b) { return {a.low / b.low, a.high / b.high}; }
    friend Halves fma(const Halves& a, const Halves& b, const Halves& c) {
        return {fused(a.low, b.low, c.low), fused(a.high, b.high, c.high)};
    }
    friend Halves fnma(const Halves& a, const Halves& b, const Halves& c) {
        return {fused_negated(a.low, b.low, c.low), fused_negated(a.high, b.high, c.high)};
    }
    friend Halves less(const Halves& a, const Halves& b) {
        return {a.low < b.low ? half(1) : half(0), a.high < b.high ? half(1) : half(0)};
    }
    friend Halves choose(const Halves& flag, const Halves& a, const Halves& b) {
        return {flag.low > half(0) ? a.low : b.low, flag.high > half(0) ? a.high : b.high};
    }
    friend Halves clamp(const Halves& x, double most) { return {clamped(x.low, most), clamped(x.high, most)}; }
    friend Halves power_of_code(const Halves& code, const Halves& once, const Halves& twice) {
        return {power(code.low, once.low, twice.low), power(code.high, once.high, twice.high)};
    }
    friend Halves times_power_of_2(const Halves& value, const Halves& shifted) {
        return {of_bits(bits_of(value.low) + (bits_of(shifted.low) << 52)),
                of_bits(bits_of(value.high) + (bits_of(shifted.high) << 52))};
    }

private:
    static void take(Half& value, Bits& exponents) {
        const Bits bits = bits_of(value);
        exponents += ((bits >> 52) & 0x7FF) - 1023;
        value = of_bits((bits & 0x000F'FFFF'FFFF'FFFF) | 0x3FF0'0000'0000'0000);
    }
    static Half clamped(const Half& x, double most) {
        const Half below = x > half(most) ? half(most) : x;  // NaN stays
        return below < half(-most) ? half(-most) : below;
    }
    static Half power(const Half& code, const Half& once, const Half& twice) {
        const Half some = code > half(1.5) ? twice : once;
        return code < half(0.5) ? half(1) : some;
    }
};

}  // namespace

void run_cox_pass_baseline(const CoxPass& pass) { run_cox_pass<Halves>(pass); }

}  // namespace atria::survival
