#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace atria::io {

/// MD5 (RFC 1321). The GWAS-SSF metadata asks for it; it tells damaged files from whole ones and protects from nobody.
class Md5 {
public:
    void add(std::span<const std::byte> bytes);
    [[nodiscard]] std::string hex();  ///< ends the sum; 32 lower-case digits

private:
    void add_block(const std::byte* block);

    std::array<std::uint32_t, 4> state_{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U};
    std::array<std::byte, 64> waiting_{};
    std::uint64_t length_ = 0;
};

/// Throws Error(input_missing, read_write).
[[nodiscard]] std::string md5_of_file(const std::filesystem::path& file);

}  // namespace atria::io
