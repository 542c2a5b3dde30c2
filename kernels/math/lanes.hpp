#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace atria::math {

/// Eight doubles side by side: one number of each of eight variants. Arithmetic is lane by lane, so a variant's result
/// does not depend on which lane it sits in or who its neighbours are.
struct alignas(64) Lanes {
    static constexpr std::size_t width = 8;
    using Half = double __attribute__((vector_size(32)));
    using Bits = std::int64_t __attribute__((vector_size(32)));

    Half low;
    Half high;

    static Lanes all(double value) {
        const Half half = {value, value, value, value};
        return {half, half};
    }
    double& operator[](std::size_t lane) { return reinterpret_cast<double*>(this)[lane]; }
    double operator[](std::size_t lane) const { return reinterpret_cast<const double*>(this)[lane]; }

    Lanes& operator+=(const Lanes& b) {
        low += b.low;
        high += b.high;
        return *this;
    }
    Lanes& operator-=(const Lanes& b) {
        low -= b.low;
        high -= b.high;
        return *this;
    }
    Lanes& operator*=(const Lanes& b) {
        low *= b.low;
        high *= b.high;
        return *this;
    }
    friend Lanes operator+(const Lanes& a, const Lanes& b) { return {a.low + b.low, a.high + b.high}; }
    friend Lanes operator-(const Lanes& a, const Lanes& b) { return {a.low - b.low, a.high - b.high}; }
    friend Lanes operator*(const Lanes& a, const Lanes& b) { return {a.low * b.low, a.high * b.high}; }
    friend Lanes operator/(const Lanes& a, const Lanes& b) { return {a.low / b.low, a.high / b.high}; }
    friend Lanes operator*(double a, const Lanes& b) { return all(a) * b; }
};

/// 1 where a < b, else 0.
inline Lanes less(const Lanes& a, const Lanes& b) {
    const Lanes one = Lanes::all(1.0);
    const Lanes::Half zero = {0, 0, 0, 0};
    return {a.low < b.low ? one.low : zero, a.high < b.high ? one.high : zero};
}

/// a where the flag is above 0, else b.
inline Lanes choose(const Lanes& flag, const Lanes& a, const Lanes& b) {
    const Lanes::Half zero = {0, 0, 0, 0};
    return {flag.low > zero ? a.low : b.low, flag.high > zero ? a.high : b.high};
}

/// Eight bytes as eight doubles.
inline Lanes lanes_of_bytes(const std::uint8_t* bytes) {
    using FourBytes = std::uint8_t __attribute__((vector_size(4)));
    FourBytes low;
    FourBytes high;
    std::memcpy(&low, bytes, 4);
    std::memcpy(&high, bytes + 4, 4);
    return {__builtin_convertvector(__builtin_convertvector(low, std::int32_t __attribute__((vector_size(16)))),
                                    Lanes::Half),
            __builtin_convertvector(__builtin_convertvector(high, std::int32_t __attribute__((vector_size(16)))),
                                    Lanes::Half)};
}

namespace detail {

inline Lanes::Half exp_half(Lanes::Half x) {
    const Lanes::Half most = {700, 700, 700, 700};
    x = x > most ? most : x;  // NaN stays
    x = x < -most ? -most : x;
    // x = n log 2 + r with |r| <= log(2)/2. Adding 1.5·2^52 leaves n in the last bits of the sum.
    constexpr double to_integer = 6755399441055744.0;
    const Lanes::Half shifted = x * 1.4426950408889634074 + to_integer;
    const Lanes::Half n = shifted - to_integer;
    const Lanes::Half r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    Lanes::Half value = r * (1.0 / 479001600) + 1.0 / 39916800;
    value = value * r + 1.0 / 3628800;
    value = value * r + 1.0 / 362880;
    value = value * r + 1.0 / 40320;
    value = value * r + 1.0 / 5040;
    value = value * r + 1.0 / 720;
    value = value * r + 1.0 / 120;
    value = value * r + 1.0 / 24;
    value = value * r + 1.0 / 6;
    value = value * r + 0.5;
    value = value * r + 1.0;
    value = value * r + 1.0;
    Lanes::Bits exponent;
    Lanes::Bits bits;
    std::memcpy(&exponent, &shifted, sizeof exponent);
    std::memcpy(&bits, &value, sizeof bits);
    bits += exponent << 52;
    std::memcpy(&value, &bits, sizeof bits);
    return value;
}

}  // namespace detail

/// exp, to the last bit or two; arguments beyond ±700 are taken as ±700.
inline Lanes exp(const Lanes& x) { return {detail::exp_half(x.low), detail::exp_half(x.high)}; }

/// The logarithm of a product of many positive numbers (NaN when one is not), kept as mantissa and exponent so that it
/// neither overflows nor underflows.
class LogProduct {
public:
    void multiply(const Lanes& factor) {
        const Lanes::Half zero = {0, 0, 0, 0};
        positive_.low = factor.low > zero ? positive_.low : zero;
        positive_.high = factor.high > zero ? positive_.high : zero;
        mantissa_ *= factor;
        rescale(mantissa_.low, exponent_low_);
        rescale(mantissa_.high, exponent_high_);
    }
    [[nodiscard]] double log(std::size_t lane) const {
        const auto exponent = lane < 4 ? exponent_low_[lane] : exponent_high_[lane - 4];
        if (!(positive_[lane] > 0)) { return __builtin_nan(""); }
        return __builtin_log(mantissa_[lane]) + static_cast<double>(exponent) * 0.69314718055994530942;
    }

private:
    static void rescale(Lanes::Half& mantissa, Lanes::Bits& exponent) {
        Lanes::Bits bits;
        std::memcpy(&bits, &mantissa, sizeof bits);
        exponent += ((bits >> 52) & 0x7FF) - 1023;
        bits = (bits & 0x000F'FFFF'FFFF'FFFF) | 0x3FF0'0000'0000'0000;
        std::memcpy(&mantissa, &bits, sizeof bits);
    }

    Lanes positive_ = Lanes::all(1.0);  // 0 once a factor was not positive
    Lanes mantissa_ = Lanes::all(1.0);
    Lanes::Bits exponent_low_ = {0, 0, 0, 0};
    Lanes::Bits exponent_high_ = {0, 0, 0, 0};
};

}  // namespace atria::math
