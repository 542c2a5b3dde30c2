#include "io/results/md5.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <vector>

namespace atria::io {

namespace {

/// floor(2^32 |sin(i + 1)|), as the RFC defines its table.
std::array<std::uint32_t, 64> sines() {
    std::array<std::uint32_t, 64> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        table[i] =
            static_cast<std::uint32_t>(std::floor(std::ldexp(std::abs(std::sin(static_cast<double>(i + 1))), 32)));
    }
    return table;
}

constexpr std::array<std::array<int, 4>, 4> turns{{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

}  // namespace

void Md5::add_block(const std::byte* block) {
    static const std::array<std::uint32_t, 64> sine = sines();
    std::array<std::uint32_t, 16> word{};
    std::memcpy(word.data(), block, 64);
    auto [a, b, c, d] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
        std::uint32_t mixed = 0;
        std::size_t which = 0;
        switch (i / 16) {
            case 0:
                mixed = (b & c) | (~b & d), which = i;
                break;
            case 1:
                mixed = (d & b) | (~d & c), which = (5 * i + 1) % 16;
                break;
            case 2:
                mixed = b ^ c ^ d, which = (3 * i + 5) % 16;
                break;
            default:
                mixed = c ^ (b | ~d), which = 7 * i % 16;
                break;
        }
        const std::uint32_t turned = std::rotl(a + mixed + sine[i] + word[which], turns[i / 16][i % 4]);
        a = d;
        d = c;
        c = b;
        b += turned;
    }
    state_[0] += a;
    state_[1] += b;
    state_[2] += c;
    state_[3] += d;
}

void Md5::add(std::span<const std::byte> bytes) {
    std::size_t filled = length_ % 64;
    length_ += bytes.size();
    while (!bytes.empty()) {
        const std::size_t taken = std::min(64 - filled, bytes.size());
        std::copy_n(bytes.begin(), taken, waiting_.begin() + static_cast<std::ptrdiff_t>(filled));
        bytes = bytes.subspan(taken);
        filled += taken;
        if (filled == 64) {
            add_block(waiting_.data());
            filled = 0;
        }
    }
}

std::string Md5::hex() {
    const std::uint64_t bits = length_ * 8;
    std::vector<std::byte> end(1 + (119 - length_ % 64) % 64, std::byte{0});
    end.front() = std::byte{0x80};
    for (int i = 0; i < 8; ++i) { end.push_back(static_cast<std::byte>(bits >> 8 * i & 0xffU)); }
    add(end);
    std::string text;
    for (const std::uint32_t word : state_) {
        for (const int shift : {4, 0, 12, 8, 20, 16, 28, 24}) { text += "0123456789abcdef"[word >> shift & 15U]; }
    }
    return text;
}

std::string md5_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw Error(Fault::input_missing, file.string() + ": cannot open it to compute its MD5. Check its rights.");
    }
    Md5 sum;
    std::vector<char> buffer(std::size_t{1} << 18U);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        sum.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(in.gcount()))));
    }
    if (in.bad()) { throw Error(Fault::read_write, file.string() + ": reading failed. Check the disk and run again."); }
    return sum.hex();
}

}  // namespace atria::io
