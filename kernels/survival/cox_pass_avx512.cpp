#include "kernels/survival/cox_pass.hpp"
#include "kernels/survival/cox_pass_kernel.hpp"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace atria::survival {

#if defined(__AVX512F__)
namespace {

using Doubles = double __attribute__((vector_size(64)));
using Bits = std::int64_t __attribute__((vector_size(64)));

Bits bits_of(const Doubles& value) { return reinterpret_cast<Bits>(value); }
Doubles of_bits(const Bits& bits) { return reinterpret_cast<Doubles>(bits); }

/// All eight in one register.
struct Wide {
    static constexpr std::size_t people_at_once = 4;
    static constexpr std::size_t covariates_at_once = 10;
    static constexpr std::size_t covariates_at_null = 5;

    struct Exponents {
        Bits sum = {0, 0, 0, 0, 0, 0, 0, 0};
        void store(std::int64_t* to) const { __builtin_memcpy(to, &sum, sizeof sum); }
    };

    Doubles v;

    static Wide all(double value) { return {_mm512_set1_pd(value)}; }
    static Wide load(const double* from) { return {_mm512_loadu_pd(from)}; }
    void store(double* to) const { _mm512_storeu_pd(to, v); }
    static Wide of_bytes(const std::uint8_t* bytes) {
        const __m256i integers = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
        return {_mm512_maskz_cvtepi32_pd(0xFF, integers)};
    }

    /// Leaves a mantissa in [1, 2) and adds the exponents to a sum.
    void take_exponents(Exponents& exponents) {
        const Bits bits = bits_of(v);
        exponents.sum += ((bits >> 52) & 0x7FF) - 1023;
        v = of_bits((bits & 0x000F'FFFF'FFFF'FFFF) | 0x3FF0'0000'0000'0000);
    }

    friend Wide operator+(const Wide& a, const Wide& b) { return {a.v + b.v}; }
    friend Wide operator-(const Wide& a, const Wide& b) { return {a.v - b.v}; }
    friend Wide operator*(const Wide& a, const Wide& b) { return {a.v * b.v}; }
    friend Wide operator/(const Wide& a, const Wide& b) { return {a.v / b.v}; }
    friend Wide fma(const Wide& a, const Wide& b, const Wide& c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
    friend Wide fnma(const Wide& a, const Wide& b, const Wide& c) { return {_mm512_fnmadd_pd(a.v, b.v, c.v)}; }
    friend Wide less(const Wide& a, const Wide& b) { return {a.v < b.v ? all(1).v : all(0).v}; }
    friend Wide choose(const Wide& flag, const Wide& a, const Wide& b) { return {flag.v > all(0).v ? a.v : b.v}; }
    friend Wide clamp(const Wide& x, double most) {
        const Doubles below = x.v > all(most).v ? all(most).v : x.v;  // NaN stays
        return {below < all(-most).v ? all(-most).v : below};
    }
    friend Wide power_of_code(const Wide& code, const Wide& once, const Wide& twice) {
        const Doubles some = code.v > all(1.5).v ? twice.v : once.v;
        return {code.v < all(0.5).v ? all(1).v : some};
    }
    friend Wide times_power_of_2(const Wide& value, const Wide& shifted) {
        return {of_bits(bits_of(value.v) + (bits_of(shifted.v) << 52))};
    }
};

}  // namespace

void run_cox_pass_avx512(const CoxPass& pass) { run_cox_pass<Wide>(pass); }

bool cox_pass_avx512_runs() { return __builtin_cpu_supports("avx512f") != 0; }

#else

void run_cox_pass_avx512(const CoxPass& pass) { run_cox_pass_baseline(pass); }

bool cox_pass_avx512_runs() { return false; }

#endif

}  // namespace atria::survival
