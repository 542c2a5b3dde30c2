#include "io/hdf5/encoded_chunk.hpp"

#include "io/deflate/compressor.hpp"
#include "io/hdf5/fletcher32.hpp"

#include <libdeflate.h>
#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace atria::io::hdf5 {
namespace {

constexpr int compression_level = 1;

/// The first bytes of all elements, then the second ones, and so on.
std::vector<std::byte> shuffled(std::span<const std::byte> values, std::size_t width, std::size_t elements) {
    std::vector<std::byte> planes(width * elements, std::byte{0});
    const std::size_t given = values.size() / width;
    for (std::size_t byte = 0; byte < width; ++byte) {
        std::byte* plane = planes.data() + byte * elements;
        for (std::size_t i = 0; i < given; ++i) { plane[i] = values[i * width + byte]; }
    }
    return planes;
}

}  // namespace

std::vector<std::byte> encoded_chunk(const Layout& layout, std::span<const std::byte> values) {
    const std::size_t width = layout.element_bytes();
    const std::size_t elements =
        static_cast<std::size_t>(layout.chunk_rows * std::max<std::uint64_t>(layout.columns, 1));
    if (!layout.compressed || layout.element == Element::text || values.size() > width * elements ||
        values.size() % width != 0) {
        throw std::logic_error("encoded_chunk: values do not fit the dataset");
    }
    const std::vector<std::byte> planes = shuffled(values, width, elements);
    libdeflate_compressor* compressor = compressor_of_level(compression_level);
    std::vector<std::byte> chunk(libdeflate_zlib_compress_bound(compressor, planes.size()));
    const std::size_t size =
        libdeflate_zlib_compress(compressor, planes.data(), planes.size(), chunk.data(), chunk.size());
    if (size == 0) { throw std::logic_error("encoded_chunk: the bound on compressed bytes is wrong"); }
    chunk.resize(size);
    const std::uint32_t checksum = fletcher32(chunk);
    for (unsigned shift = 0; shift < 32; shift += 8) { chunk.push_back(static_cast<std::byte>(checksum >> shift)); }
    return chunk;
}

}  // namespace atria::io::hdf5
