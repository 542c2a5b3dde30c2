#pragma once

#include <zlib.h>
#include <zstd.h>
#include <cstdint>
#include <string>
#include <vector>

namespace atria::test {

/// `value` in `width` bytes, lowest first.
inline std::string little(std::uint64_t value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i) { bytes += static_cast<char>(value >> 8 * i & 0xFF); }
    return bytes;
}

/// A text with its length in front.
inline std::string counted(const std::string& text, int width) { return little(text.size(), width) + text; }

/// The probabilities of one variant in one block, uncompressed. `ploidy`: a byte a person; `values`: as many numbers of
/// `bits` bits as they need.
struct BgenProbabilityBytes {
    std::string ploidy;
    bool phased = false;
    int bits = 8;
    std::vector<std::uint64_t> values;
    int alleles = 2;

    [[nodiscard]] std::string bytes() const {
        std::string packed((values.size() * static_cast<std::size_t>(bits) + 7) / 8, '\0');
        for (std::size_t i = 0; i < values.size() * static_cast<std::size_t>(bits); ++i) {
            const auto bit = values[i / static_cast<std::size_t>(bits)] >> i % static_cast<std::size_t>(bits) & 1U;
            packed[i / 8] = static_cast<char>(packed[i / 8] | static_cast<char>(bit << i % 8));
        }
        return little(ploidy.size(), 4) + little(static_cast<std::uint64_t>(alleles), 2) + "\x01\x02" + ploidy +
               little(phased ? 1 : 0, 1) + little(static_cast<std::uint64_t>(bits), 1) + packed;
    }
};

enum class BgenCompression : std::uint8_t { none = 0, zlib = 1, zstd = 2 };

inline std::string compressed(const std::string& whole, BgenCompression compression) {
    std::string bytes(whole.size() + 1000, '\0');
    if (compression == BgenCompression::zlib) {
        uLongf length = bytes.size();
        compress(reinterpret_cast<Bytef*>(bytes.data()), &length, reinterpret_cast<const Bytef*>(whole.data()),
                 whole.size());
        bytes.resize(length);
        return bytes;
    }
    bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), whole.data(), whole.size(), 3));
    return bytes;
}

/// The block of a variant with what names it, for probabilities that are given as bytes.
inline std::string bgen_variant(const std::string& id, const std::string& chromosome, std::uint32_t position,
                                const std::vector<std::string>& alleles, const std::string& probabilities,
                                BgenCompression compression) {
    std::string bytes =
        counted("", 2) + counted(id, 2) + counted(chromosome, 2) + little(position, 4) + little(alleles.size(), 2);
    for (const auto& allele : alleles) { bytes += counted(allele, 4); }
    if (compression == BgenCompression::none) { return bytes + counted(probabilities, 4); }
    const std::string data = compressed(probabilities, compression);
    return bytes + little(data.size() + 4, 4) + little(probabilities.size(), 4) + data;
}

/// A whole file of layout 2. `people`: empty: the file does not name its `count` people.
inline std::string bgen_file(const std::vector<std::string>& people, std::size_t count,
                             const std::vector<std::string>& variants, BgenCompression compression) {
    std::string ids;
    for (const auto& id : people) { ids += counted(id, 2); }
    if (!people.empty()) { ids = little(ids.size() + 8, 4) + little(people.size(), 4) + ids; }
    const std::uint64_t flags = static_cast<std::uint64_t>(compression) | 2U << 2U | (people.empty() ? 0U : 1U << 31U);
    std::string bytes = little(20 + ids.size(), 4) + little(20, 4) + little(variants.size(), 4) + little(count, 4) +
                        "bgen" + little(flags, 4) + ids;
    for (const auto& variant : variants) { bytes += variant; }
    return bytes;
}

}  // namespace atria::test
