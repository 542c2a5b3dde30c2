#pragma once

#include "io/genotypes/random_access_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// What stands in front of the probabilities of one variant; the texts live until the next one.
struct BgenVariant {
    std::uint64_t offset = 0;  ///< of its block in the file
    std::string_view id;       ///< its rsid, or else its variant id
    std::string_view chromosome;
    std::uint32_t position = 0;
    std::vector<std::string_view> alleles;
    std::uint64_t data_offset = 0;  ///< of the (compressed) probabilities
    std::uint32_t data_bytes = 0;   ///< in the file
    std::uint32_t whole_bytes = 0;  ///< uncompressed
    std::uint64_t next_offset = 0;  ///< of the next variant's block
};

/// A BGEN file of layout 2 (https://www.chg.ox.ac.uk/~gav/bgen_format/spec/v1.2.html): its header, and its variants as
/// blocks. No number of the file is believed before it is held against the file's size.
class BgenFile {
public:
    enum class Compression : std::uint8_t { none = 0, zlib = 1, zstd = 2 };

    /// Throws Error(bad_data): see open_bgen.
    explicit BgenFile(std::filesystem::path file);

    [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }
    [[nodiscard]] std::uint64_t size() const { return file_.size(); }
    [[nodiscard]] std::uint32_t variants() const { return variants_; }
    [[nodiscard]] std::uint32_t people() const { return people_; }
    [[nodiscard]] Compression compression() const { return compression_; }
    [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }  ///< empty: the file has none
    [[nodiscard]] std::uint64_t first_offset() const { return first_offset_; }

    /// Reads what names the variant whose block begins at `offset`. Throws Error(bad_data) for one that the file has
    /// not whole.
    void read_variant(std::uint64_t offset, BgenVariant& variant);

    /// The bytes of its probabilities as they are in the file; they live until the next call.
    [[nodiscard]] std::span<const std::uint8_t> read_data(const BgenVariant& variant);

    /// Throws Error(bad_data) about a variant.
    [[noreturn]] void refuse(const BgenVariant& variant, const std::string& reason) const;

private:
    void read_header();
    void read_ids(std::uint64_t offset);
    /// `count` bytes from `offset` on, out of a window that is read ahead.
    std::span<const std::uint8_t> bytes(std::uint64_t offset, std::uint64_t count);
    [[noreturn]] void cut_short(std::uint64_t offset) const;

    RandomAccessFile file_;
    std::uint32_t variants_ = 0;
    std::uint32_t people_ = 0;
    Compression compression_ = Compression::none;
    std::vector<std::string> ids_;
    std::uint64_t first_offset_ = 0;
    std::vector<std::uint8_t> window_;
    std::uint64_t window_offset_ = 0;
    std::vector<std::uint8_t> names_;  ///< of the variant read last
    std::vector<std::uint8_t> data_;
};

}  // namespace atria::io
