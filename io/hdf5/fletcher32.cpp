#include "io/hdf5/fletcher32.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace atria::io::hdf5 {

namespace {

constexpr std::size_t lanes = 16;
/// Vectors of the compiler: whole loops over the lanes in one instruction or two, on any machine.
using Words = std::uint16_t __attribute__((vector_size(2 * lanes)));
using Sums = std::uint32_t __attribute__((vector_size(4 * lanes)));
/// Rows of `lanes` words between two foldings: 65535 × 256 × 257 / 2 still fits 32 bits.
constexpr std::size_t rows_at_once = 256;

/// Ones' complement folding to 16 bits; keeps the value modulo 65535 and never turns a non-zero sum into 0.
std::uint64_t fold(std::uint64_t sum) {
    while (sum > 0xFFFF) { sum = (sum & 0xFFFF) + (sum >> 16U); }
    return sum;
}

std::uint32_t swap_halves(std::uint64_t word) {
    return static_cast<std::uint32_t>((word & 0xFF) << 8U | (word >> 8U & 0xFF));
}

}  // namespace

std::uint32_t fletcher32(std::span<const std::byte> bytes) {
    static_assert(std::endian::native == std::endian::little);
    // Words are summed as little-endian. Swapping the bytes of every word multiplies each of them, and so both sums, by
    // 256 modulo 65535: swapping the bytes of the two sums at the end gives the sums of the big-endian words.
    std::uint64_t first_sum = 0;
    std::uint64_t second_sum = 0;
    const std::byte* at = bytes.data();
    std::size_t rows_left = bytes.size() / (2 * lanes);
    while (rows_left > 0) {
        const std::size_t rows = std::min(rows_left, rows_at_once);
        Sums sum{};
        Sums sum_of_sums{};
        for (std::size_t row = 0; row < rows; ++row) {
            Words words;
            std::memcpy(&words, at, sizeof words);
            at += sizeof words;
            sum += __builtin_convertvector(words, Sums);
            sum_of_sums += sum;
        }
        // Word `lane` of row r of n words in all has weight n - (lanes r + lane) in the second sum.
        second_sum += rows * lanes * first_sum;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            first_sum += sum[lane];
            second_sum +=
                static_cast<std::uint64_t>(lanes) * sum_of_sums[lane] - lane * static_cast<std::uint64_t>(sum[lane]);
        }
        first_sum = fold(first_sum);
        second_sum = fold(second_sum);
        rows_left -= rows;
    }
    const std::byte* const end = bytes.data() + bytes.size();
    while (at != end) {
        auto word = std::to_integer<std::uint64_t>(*at++);
        if (at != end) { word |= std::to_integer<std::uint64_t>(*at++) << 8U; }
        first_sum += word;
        second_sum += first_sum;
    }
    return swap_halves(fold(second_sum)) << 16U | swap_halves(fold(first_sum));
}

}  // namespace atria::io::hdf5
