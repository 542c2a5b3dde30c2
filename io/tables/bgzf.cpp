#include "io/tables/bgzf.hpp"

#include "io/deflate/compressor.hpp"

#include <libdeflate.h>
#include <cstdint>
#include <stdexcept>

namespace atria::io {
namespace {

constexpr std::size_t header_bytes = 18;
constexpr std::size_t footer_bytes = 8;
constexpr std::size_t largest_block = 0x10000;

void append_little_endian(std::string& bytes, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) { bytes += static_cast<char>(value >> 8 * i & 0xffU); }
}

}  // namespace

std::string bgzf_block(std::string_view bytes, int level) {
    if (bytes.size() > bgzf_block_bytes) { throw std::logic_error("a BGZF block holds at most 65,280 bytes"); }

    std::string deflated(largest_block - header_bytes - footer_bytes, '\0');
    std::size_t length = libdeflate_deflate_compress(compressor_of_level(level), bytes.data(), bytes.size(),
                                                     deflated.data(), deflated.size());
    if (length == 0) {
        // Incompressible: level 0 stores the bytes, and those always fit.
        length = libdeflate_deflate_compress(compressor_of_level(0), bytes.data(), bytes.size(), deflated.data(),
                                             deflated.size());
        if (length == 0) { throw std::logic_error("a stored BGZF block did not fit"); }
    }

    // gzip magic, deflate, extra field; no time, no flags, unknown system; 6 bytes of extra field: B C, length 2, size
    // - 1.
    std::string block("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0", 16);
    append_little_endian(block, static_cast<std::uint32_t>(header_bytes + length + footer_bytes - 1), 2);
    block.append(deflated, 0, length);
    append_little_endian(block, libdeflate_crc32(0, bytes.data(), bytes.size()), 4);
    append_little_endian(block, static_cast<std::uint32_t>(bytes.size()), 4);
    return block;
}

std::string bgzf_end() { return {"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0", 28}; }

}  // namespace atria::io
