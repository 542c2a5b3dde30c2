#include "io/hdf5/dataset.hpp"

#include "io/hdf5/checked.hpp"
#include "io/hdf5/element_type.hpp"
#include "kernels/data/error.hpp"

#include <hdf5.h>
#include <algorithm>
#include <array>
#include <stdexcept>

namespace atria::io::hdf5 {

namespace {

std::uint64_t width(const Layout& layout) { return layout.columns == 0 ? 1 : layout.columns; }

}  // namespace

std::size_t Layout::element_bytes() const {
    switch (element) {
        case Element::u8:
            return 1;
        case Element::u16:
            return 2;
        case Element::u32:
            return 4;
        case Element::u64:
        case Element::f64:
            return 8;
        case Element::text:
            return text_width;
    }
    throw std::logic_error("unknown element type");
}

Dataset::Dataset(Identifier id, Place place) : Object(std::move(id), std::move(place)) {
    const Identifier space(checked(H5Dget_space(this->id()), place_, "read the shape", Access::reading));
    const int rank = checked(H5Sget_simple_extent_ndims(space.get()), place_, "read the shape", Access::reading);
    if (rank < 1 || rank > 2) { refuse("it has " + std::to_string(rank) + " dimensions instead of 1 or 2"); }
    std::array<hsize_t, 2> shape{};
    checked(H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr), place_, "read the shape", Access::reading);
    rows_ = shape[0];
    layout_.columns = rank == 2 ? shape[1] : 0;

    const Identifier type(checked(H5Dget_type(this->id()), place_, "read the type", Access::reading));
    if (!recognise(type.get(), layout_.element, layout_.text_width)) { refuse("its type is none that Atria writes"); }

    const Identifier properties(checked(H5Dget_create_plist(this->id()), place_, "read the layout", Access::reading));
    if (H5Pget_layout(properties.get()) != H5D_CHUNKED) { refuse("it is not stored in chunks"); }
    std::array<hsize_t, 2> chunk{};
    checked(H5Pget_chunk(properties.get(), 2, chunk.data()), place_, "read the chunk shape", Access::reading);
    layout_.chunk_rows = chunk[0];
    if (layout_.chunk_rows == 0 || (rank == 2 && chunk[1] != shape[1])) { refuse("its chunks do not hold whole rows"); }
    const int filters = checked(H5Pget_nfilters(properties.get()), place_, "read the filters", Access::reading);
    layout_.compressed = filters > 1;
}

void Dataset::refuse(const std::string& reason) const {
    throw Error(
        Fault::bad_data,
        place_.text() + ": " + reason +
            ". The file is damaged or was not made by Atria: run `atria verify` on its folder, and make it again.");
}

std::uint64_t Dataset::row_bytes() const { return layout_.element_bytes() * width(layout_); }

std::uint64_t Dataset::chunks() const { return (rows_ + layout_.chunk_rows - 1) / layout_.chunk_rows; }

std::uint64_t Dataset::stored_bytes() const { return H5Dget_storage_size(id()); }

void Dataset::append_rows(Element element, const void* values, std::uint64_t elements) {
    if (element != layout_.element || elements % width(layout_) != 0) {
        throw std::logic_error(place_.text() + ": appended values do not fit the dataset");
    }
    const std::uint64_t count = elements / width(layout_);
    if (count == 0) { return; }
    const std::array<hsize_t, 2> shape{rows_ + count, layout_.columns};
    checked(H5Dset_extent(id(), shape.data()), place_, "extend it", Access::writing);
    const std::uint64_t first = rows_;
    rows_ += count;
    transfer(true, const_cast<void*>(values), first, count);  // H5Dwrite only reads them
}

void Dataset::append_encoded_chunk(std::span<const std::byte> chunk, std::uint64_t count) {
    if (rows_ % layout_.chunk_rows != 0 || count == 0 || count > layout_.chunk_rows) {
        throw std::logic_error(place_.text() + ": an encoded chunk must begin where a chunk does");
    }
    const std::array<hsize_t, 2> shape{rows_ + count, layout_.columns};
    checked(H5Dset_extent(id(), shape.data()), place_, "extend it", Access::writing);
    const std::array<hsize_t, 2> offset{rows_, 0};
    constexpr std::uint32_t no_filter_skipped = 0;
    checked(H5Dwrite_chunk(id(), H5P_DEFAULT, no_filter_skipped, offset.data(), chunk.size(), chunk.data()), place_,
            "write a chunk", Access::writing);
    rows_ += count;
}

void Dataset::append_text(std::span<const std::string> values) {
    std::vector<char> bytes(values.size() * layout_.text_width, '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].size() > layout_.text_width) { throw std::logic_error(place_.text() + ": text is too long"); }
        std::ranges::copy(values[i], bytes.begin() + static_cast<std::ptrdiff_t>(i * layout_.text_width));
    }
    append_rows(Element::text, bytes.data(), values.size());
}

void Dataset::require_within(std::uint64_t file_bytes) const {
    constexpr std::uint64_t most_deflated = 1032;  // bytes to one, RFC 1951's longest matches
    const std::uint64_t most = layout_.compressed ? file_bytes * most_deflated : file_bytes;
    if (row_bytes() > 0 && rows_ > most / row_bytes()) {
        refuse("it says that it has " + std::to_string(rows_) + " rows, which a file of " + std::to_string(file_bytes) +
               " bytes cannot hold");
    }
}

void Dataset::require_columns(std::uint64_t columns) const {
    if (layout_.columns != columns) {
        refuse("it has " + std::to_string(layout_.columns) + " columns instead of " + std::to_string(columns));
    }
}

void Dataset::require_rows(Element element, std::uint64_t first, std::uint64_t count) const {
    if (element != layout_.element) { refuse("it holds another type of values than expected"); }
    if (first > rows_ || count > rows_ - first) {
        refuse("it has " + std::to_string(rows_) + " rows, but more are needed");
    }
}

void Dataset::read_rows(Element element, void* values, std::uint64_t first, std::uint64_t count) const {
    require_rows(element, first, count);
    if (count > 0) { transfer(false, values, first, count); }
}

std::vector<std::string> Dataset::read_text(std::uint64_t first, std::uint64_t count) const {
    if (layout_.element != Element::text) { refuse("it holds numbers where text is expected"); }
    require_rows(Element::text, first, count);
    std::vector<char> bytes(static_cast<std::size_t>(count) * layout_.text_width);
    read_rows(Element::text, bytes.data(), first, count);
    std::vector<std::string> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const char* begin = bytes.data() + i * layout_.text_width;
        values[i].assign(begin, std::find(begin, begin + layout_.text_width, '\0'));
    }
    return values;
}

void Dataset::transfer(bool writing, void* values, std::uint64_t first, std::uint64_t count) const {
    const Access access = writing ? Access::writing : Access::reading;
    const int rank = layout_.columns == 0 ? 1 : 2;
    const std::array<hsize_t, 2> start{first, 0};
    const std::array<hsize_t, 2> extent{count, layout_.columns};
    const Identifier in_file(checked(H5Dget_space(id()), place_, "read the shape", access));
    checked(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr), place_,
            "select rows", access);
    const Identifier in_memory(checked(H5Screate_simple(rank, extent.data(), nullptr), place_, "select rows", access));
    const Identifier type = make_type(layout_.element, layout_.text_width);
    if (writing) {
        checked(H5Dwrite(id(), type.get(), in_memory.get(), in_file.get(), H5P_DEFAULT, values), place_, "write rows",
                access);
    } else {
        checked(H5Dread(id(), type.get(), in_memory.get(), in_file.get(), H5P_DEFAULT, values), place_, "read rows",
                access);
    }
}

void Dataset::verify_chunk(std::uint64_t chunk) const {
    const std::uint64_t first = chunk * layout_.chunk_rows;
    const std::uint64_t count = std::min(layout_.chunk_rows, rows_ - first);
    std::vector<std::byte> bytes(static_cast<std::size_t>(count * row_bytes()));
    transfer(false, bytes.data(), first, count);
}

RawBytes Dataset::read_raw_chunk(std::uint64_t chunk) const {
    const std::array<hsize_t, 2> offset{chunk * layout_.chunk_rows, 0};
    hsize_t size = 0;
    checked(H5Dget_chunk_storage_size(id(), offset.data(), &size), place_, "find a chunk", Access::reading);
    constexpr std::size_t checksum_bytes = 4;
    if (size != layout_.chunk_rows * row_bytes() + checksum_bytes) {
        refuse("chunk " + std::to_string(chunk) + " has " + std::to_string(size) + " bytes instead of " +
               std::to_string(layout_.chunk_rows * row_bytes() + checksum_bytes));
    }
    RawBytes bytes(static_cast<std::size_t>(size));
    std::uint32_t skipped_filters = 0;
    checked(H5Dread_chunk(id(), H5P_DEFAULT, offset.data(), &skipped_filters, bytes.data()), place_, "read a chunk",
            Access::reading);
    if (skipped_filters != 0) { refuse("chunk " + std::to_string(chunk) + " was stored without its checksum"); }
    return bytes;
}

}  // namespace atria::io::hdf5
