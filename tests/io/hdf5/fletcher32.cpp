#include "io/hdf5/fletcher32.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <vector>

using atria::io::hdf5::fletcher32;

namespace {

/// The definition, word by word: 16-bit big-endian words, sums modulo 65535, 65535 standing for a non-zero multiple.
std::uint32_t plain(const std::vector<std::byte>& bytes) {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    bool any = false;
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        std::uint64_t word = std::to_integer<std::uint64_t>(bytes[i]) << 8;
        if (i + 1 < bytes.size()) { word |= std::to_integer<std::uint64_t>(bytes[i + 1]); }
        any = any || word != 0;
        first = (first + word) % 65535;
        second = (second + first) % 65535;
    }
    const auto shown = [any](std::uint64_t sum) { return static_cast<std::uint32_t>(any && sum == 0 ? 65535 : sum); };
    return shown(second) << 16 | shown(first);
}

}  // namespace

TEST_CASE("the fast Fletcher32 is the plain one, whatever the length") {
    std::mt19937 random(1);
    for (std::size_t size = 0; size < 200; ++size) {
        std::vector<std::byte> bytes(size);
        for (auto& byte : bytes) { byte = static_cast<std::byte>(random()); }
        REQUIRE(fletcher32(bytes) == plain(bytes));
    }
    for (const std::size_t size : {8191U, 8192U, 8193U, 100000U, 262144U, 1048575U}) {
        std::vector<std::byte> bytes(size);
        for (auto& byte : bytes) { byte = static_cast<std::byte>(random()); }
        CHECK(fletcher32(bytes) == plain(bytes));
        CHECK(fletcher32(std::vector<std::byte>(size, std::byte{0xFF})) ==
              plain(std::vector<std::byte>(size, std::byte{0xFF})));
        CHECK(fletcher32(std::vector<std::byte>(size, std::byte{0})) == 0);
    }
}

TEST_CASE("any single flipped bit changes the Fletcher32") {
    std::vector<std::byte> bytes(1000, std::byte{0x5A});
    const auto whole = fletcher32(bytes);
    for (std::size_t bit = 0; bit < 8000; ++bit) {
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        REQUIRE(fletcher32(bytes) != whole);
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    }
}

TEST_CASE("Fletcher32 speed", "[.bench]") {
    const std::vector<std::byte> bytes(std::size_t{1} << 18, std::byte{0x3C});
    const auto start = std::chrono::steady_clock::now();
    std::uint32_t sum = 0;
    for (int i = 0; i < 2000; ++i) { sum += fletcher32(bytes); }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    WARN(2000.0 * static_cast<double>(bytes.size()) / seconds / 1e9 << " GB/s " << sum);
}
