#include "io/results/significant_digits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace atria::io {
namespace {

__extension__ using Wide = unsigned __int128;

/// 10^s is at least mantissa · 2^exponent, and less than (mantissa + 1) · 2^exponent.
struct Power {
    std::uint64_t mantissa = 0;  // its highest bit is set
    int exponent = 0;
    bool exact = false;
};

constexpr int largest_power = 330;
constexpr std::uint64_t thousand_billions = 1'000'000'000'000U;  // 10^12

/// 10^0 ... 10^largest_power, from whole powers of five.
constexpr std::array<Power, largest_power + 1> powers_of_ten() {
    constexpr std::size_t words = 14;  // 5^330 has 767 bits
    std::array<std::uint64_t, words> five{1};
    std::array<Power, largest_power + 1> powers{};
    for (int s = 0; s <= largest_power; ++s) {
        std::size_t top = words - 1;
        while (five[top] == 0) { --top; }
        const int free = std::countl_zero(five[top]);
        const std::uint64_t below = top > 0 ? five[top - 1] : 0;
        Power& power = powers[static_cast<std::size_t>(s)];
        power.mantissa = free > 0 ? five[top] << free | below >> (64 - free) : five[top];
        power.exponent = s + 64 * static_cast<int>(top) - free;
        power.exact = top == 0;
        std::uint64_t carry = 0;
        for (std::uint64_t& word : five) {
            const Wide product = Wide{word} * 5 + carry;
            word = static_cast<std::uint64_t>(product);
            carry = static_cast<std::uint64_t>(product >> 64U);
        }
    }
    return powers;
}

constexpr std::array<Power, largest_power + 1> powers = powers_of_ten();

constexpr std::array<char, 200> two_digits() {
    std::array<char, 200> digits{};
    for (std::size_t i = 0; i < 100; ++i) {
        digits[2 * i] = static_cast<char>('0' + i / 10);
        digits[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return digits;
}

constexpr std::array<char, 200> pairs = two_digits();

void write_pair(char* letters, std::uint32_t pair) { std::memcpy(letters, pairs.data() + std::size_t{2} * pair, 2); }

void write_six(char* letters, std::uint32_t six) {
    write_pair(letters, six / 10000);
    write_pair(letters + 2, six / 100 % 100);
    write_pair(letters + 4, six % 100);
}

/// mantissa · 2^exponent · 10^s to the next whole number; false where it cannot be told on which side of a half it is.
bool scaled(std::uint64_t mantissa, int exponent, int s, std::uint64_t& whole) {
    const Power& power = powers[static_cast<std::size_t>(s)];
    const int shift = -(exponent + power.exponent);
    if (shift < 64 || shift > 120) { return false; }  // never for 10 to 13 digits before the point
    const Wide product = Wide{mantissa} * power.mantissa;
    const Wide half = Wide{1} << static_cast<unsigned>(shift - 1);
    const Wide rest = product & (2 * half - 1);
    whole = static_cast<std::uint64_t>(product >> static_cast<unsigned>(shift));
    if (rest > half) {
        ++whole;
        return true;
    }
    const Wide above = power.exact ? Wide{0} : Wide{mantissa};  // the product may be that much too small
    return rest + above < half;
}

/// The twelve digits of a number with this exponent of ten, without zeros behind the last that counts.
char* write_digits(char* letters, std::uint64_t digits, int exponent) {
    std::array<char, significant_digits> text{};
    write_six(text.data(), static_cast<std::uint32_t>(digits / 1'000'000));
    write_six(text.data() + 6, static_cast<std::uint32_t>(digits % 1'000'000));
    int count = significant_digits;
    while (count > 1 && text[static_cast<std::size_t>(count - 1)] == '0') { --count; }
    const auto copy = [&letters, &text](int first, int many) {
        std::memcpy(letters, text.data() + first, static_cast<std::size_t>(many));
        letters += many;
    };
    if (exponent >= 0 && exponent < significant_digits) {
        const int whole = exponent + 1;  // zeros before the point are among the twelve
        copy(0, whole);
        if (count > whole) {
            *letters++ = '.';
            copy(whole, count - whole);
        }
        return letters;
    }
    if (exponent >= -4 && exponent < 0) {
        std::copy_n("0.000", 5, letters);
        letters += 1 - exponent;
        copy(0, count);
        return letters;
    }
    copy(0, 1);
    if (count > 1) {
        *letters++ = '.';
        copy(1, count - 1);
    }
    *letters++ = 'e';
    *letters++ = exponent < 0 ? '-' : '+';
    auto size = static_cast<std::uint32_t>(exponent < 0 ? -exponent : exponent);
    if (size >= 100) {
        *letters++ = static_cast<char>('0' + size / 100);
        size %= 100;
    }
    write_pair(letters, size);
    return letters + 2;
}

}  // namespace

char* write_significant(char* letters, double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const int biased = static_cast<int>(bits >> 52U & 0x7FFU);
    const int log2 = biased - 1023;  // |value| is in [2^log2, 2^(log2 + 1))
    if (biased > 0 && log2 < 39) {
        const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52U) - 1)) | std::uint64_t{1} << 52U;
        // floor(log2 · log10(2)): the exponent of ten, or one less.
        const int guess = static_cast<int>((std::int64_t{log2} * 1'292'913'986) >> 32U);
        for (int exponent = guess; exponent <= guess + 1; ++exponent) {
            const int s = significant_digits - 1 - exponent;
            std::uint64_t digits = 0;
            if (s < 0 || s > largest_power || !scaled(mantissa, log2 - 52, s, digits)) { break; }
            if (digits >= thousand_billions) { continue; }
            if (std::signbit(value)) { *letters++ = '-'; }
            return write_digits(letters, digits, exponent);
        }
    }
    return std::to_chars(letters, letters + significant_letters, value, std::chars_format::general, significant_digits)
        .ptr;
}

}  // namespace atria::io
