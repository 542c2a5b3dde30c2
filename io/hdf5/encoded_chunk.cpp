#include "io/hdf5/encoded_chunk.hpp"

#include "io/deflate/compressor.hpp"
#include "io/hdf5/fletcher32.hpp"

#include <libdeflate.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
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

/// Do the bytes look like noise, as the low bytes of results do: would Huffman's code save less than a thirtieth?
bool like_noise(std::span<const std::byte> bytes) {
    constexpr std::size_t fewest = 2048;  // of fewer bytes the counts say too little
    if (bytes.size() < fewest) { return false; }
    std::array<std::uint32_t, 256> counts{};
    for (const std::byte byte : bytes) { ++counts[std::to_integer<std::size_t>(byte)]; }
    const auto all = static_cast<double>(bytes.size());
    double bits = 0;
    for (const std::uint32_t count : counts) {
        if (count > 0) { bits += count * std::log2(all / count); }
    }
    constexpr double hardly_less = 7.75;
    return bits > hardly_less * all;
}

/// How many bytes at the beginning, whole planes, are not worth compressing. `given`: numbers of each plane that are
/// the dataset's own; where much of a chunk is filled up with zeros, none.
std::size_t noisy_bytes(std::span<const std::byte> planes, std::size_t elements, std::size_t given) {
    constexpr std::size_t longest = 0xFFFF;  // of a stored block
    if (given * 8 < elements * 7) { return 0; }
    std::size_t noisy = 0;
    while (noisy + elements <= std::min(planes.size() - 1, longest) && like_noise(planes.subspan(noisy, given))) {
        noisy += elements;
    }
    return noisy;
}

void append_number(std::vector<std::byte>& bytes, std::uint32_t value, std::initializer_list<unsigned> shifts) {
    for (const unsigned shift : shifts) { bytes.push_back(static_cast<std::byte>(value >> shift)); }
}

/// A zlib stream (RFC 1950) of which the first bytes are stored as they are and the others compressed.
std::vector<std::byte> zlib_stream(std::span<const std::byte> bytes, std::size_t stored) {
    libdeflate_compressor* compressor = compressor_of_level(compression_level);
    const std::span<const std::byte> rest = bytes.subspan(stored);
    std::vector<std::byte> stream{std::byte{0x78}, std::byte{0x01}};
    stream.reserve(16 + stored + libdeflate_deflate_compress_bound(compressor, rest.size()));
    if (stored > 0) {
        stream.push_back(std::byte{0});  // a stored block, not the last
        const auto length = static_cast<std::uint32_t>(stored);
        append_number(stream, length, {0U, 8U});
        append_number(stream, ~length, {0U, 8U});
        stream.insert(stream.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(stored));
    }
    const std::size_t begin = stream.size();
    stream.resize(begin + libdeflate_deflate_compress_bound(compressor, rest.size()));
    const std::size_t size =
        libdeflate_deflate_compress(compressor, rest.data(), rest.size(), stream.data() + begin, stream.size() - begin);
    if (size == 0) { throw std::logic_error("encoded_chunk: the bound on compressed bytes is wrong"); }
    stream.resize(begin + size);
    append_number(stream, libdeflate_adler32(1, bytes.data(), bytes.size()), {24U, 16U, 8U, 0U});
    return stream;
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
    std::vector<std::byte> chunk = zlib_stream(planes, noisy_bytes(planes, elements, values.size() / width));
    const std::uint32_t checksum = fletcher32(chunk);
    append_number(chunk, checksum, {0U, 8U, 16U, 24U});
    return chunk;
}

}  // namespace atria::io::hdf5
