#pragma once

#include "io/hdf5/object.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace atria::io::hdf5 {

/// Bytes that are read over at once and need not be zero before.
class RawBytes {
public:
    RawBytes() = default;
    explicit RawBytes(std::size_t size) : data_(std::make_unique_for_overwrite<std::byte[]>(size)), size_(size) {}

    [[nodiscard]] std::byte* data() { return data_.get(); }
    [[nodiscard]] const std::byte* data() const { return data_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0;
};

/// What a dataset holds. Text is of fixed width, padded with NUL.
enum class Element : std::uint8_t { u8, u16, u32, u64, f64, text };

/// The Element of a C++ number.
template <typename Number>
constexpr Element element_of() {
    if constexpr (std::is_same_v<Number, std::uint8_t>) {
        return Element::u8;
    } else if constexpr (std::is_same_v<Number, std::uint16_t>) {
        return Element::u16;
    } else if constexpr (std::is_same_v<Number, std::uint32_t>) {
        return Element::u32;
    } else if constexpr (std::is_same_v<Number, std::uint64_t>) {
        return Element::u64;
    } else {
        static_assert(std::is_same_v<Number, double>, "no dataset holds this type");
        return Element::f64;
    }
}

/// Shape and storage of a dataset that grows row by row. Every dataset carries Fletcher32 checksums.
struct Layout {
    Element element = Element::f64;
    std::size_t text_width = 0;        ///< bytes; text only
    std::uint64_t columns = 0;         ///< 0: one-dimensional, else rows × columns
    std::uint64_t chunk_rows = 16384;  ///< rows in a chunk; a chunk holds all columns
    bool compressed = true;            ///< shuffle and deflate, level 1

    [[nodiscard]] std::size_t element_bytes() const;
};

/// One dataset, one- or two-dimensional, chunked by rows. Belongs to the one thread that calls HDF5.
class Dataset : public Object {
public:
    Dataset() = default;
    Dataset(Identifier id, Place place);  ///< reads shape and type; Error(bad_data) when they are none of ours

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] const Layout& layout() const { return layout_; }
    [[nodiscard]] std::uint64_t row_bytes() const;
    [[nodiscard]] std::uint64_t chunks() const;
    [[nodiscard]] std::uint64_t stored_bytes() const;  ///< on disk, after filters

    /// Whole rows behind the last.
    template <typename Number>
    void append(std::span<const Number> values) {
        append_rows(element_of<Number>(), values.data(), values.size());
    }
    /// A chunk that encoded_chunk has made of the next `count` rows: a whole one, or the last.
    void append_encoded_chunk(std::span<const std::byte> chunk, std::uint64_t count);
    void append_text(std::span<const std::string> values);  ///< longer strings than the width are a logic_error

    /// The rows [first, first + count), verified. Throws Error(bad_data) naming file and dataset when a checksum is
    /// wrong, the rows do not exist, or the dataset is of another type.
    template <typename Number>
    [[nodiscard]] std::vector<Number> read(std::uint64_t first, std::uint64_t count) const {
        require_rows(element_of<Number>(), first, count);  // before there is room made for them
        std::vector<Number> values(static_cast<std::size_t>(count * (layout_.columns == 0 ? 1 : layout_.columns)));
        read_rows(element_of<Number>(), values.data(), first, count);
        return values;
    }
    [[nodiscard]] std::vector<std::string> read_text(std::uint64_t first, std::uint64_t count) const;

    /// Throws Error(bad_data) when a file of so many bytes cannot hold the rows, even if they deflate as well as can
    /// be.
    void require_within(std::uint64_t file_bytes) const;
    /// Throws Error(bad_data) when the number of columns is another; 0: one-dimensional.
    void require_columns(std::uint64_t columns) const;

    /// Reads the rows of one chunk as bytes, whatever the type, only to verify them.
    void verify_chunk(std::uint64_t chunk) const;

    /// The bytes of one chunk as they lie in the file: rows of an uncompressed dataset (the last chunk filled up with
    /// zeros), then four bytes of Fletcher32, not yet verified. Throws Error(bad_data) when the chunk has another size.
    [[nodiscard]] RawBytes read_raw_chunk(std::uint64_t chunk) const;

private:
    void require_rows(Element element, std::uint64_t first, std::uint64_t count) const;
    void append_rows(Element element, const void* values, std::uint64_t elements);
    void read_rows(Element element, void* values, std::uint64_t first, std::uint64_t count) const;
    void transfer(bool writing, void* values, std::uint64_t first, std::uint64_t count) const;
    [[noreturn]] void refuse(const std::string& reason) const;

    Layout layout_;
    std::uint64_t rows_ = 0;
};

}  // namespace atria::io::hdf5
