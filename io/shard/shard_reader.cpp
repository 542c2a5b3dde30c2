#include "io/shard/shard_reader.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/hdf5/fletcher32.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/shard_metadata.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <utility>

namespace atria::io {

namespace {

/// One chunk as it lies in the file: its rows, then the checksum. Shared by the blocks that need it.
struct RawChunk {
    std::vector<std::byte> bytes;
    std::uint64_t number = 0;
    std::string place;                           ///< file and dataset, for the message
    mutable std::atomic<bool> verified = false;  ///< set by whichever thread verified it first

    [[nodiscard]] std::span<const std::byte> rows() const { return std::span(bytes).first(bytes.size() - 4); }

    void verify() const {
        if (verified.load(std::memory_order_relaxed)) { return; }
        std::uint32_t stored = 0;
        std::memcpy(&stored, bytes.data() + bytes.size() - sizeof stored, sizeof stored);
        if (hdf5::fletcher32(rows()) != stored) {
            throw Error(Fault::bad_data,
                        place + ": the checksum of chunk " + std::to_string(number) +
                            " is wrong, its bytes have changed since they were written. Restore the file "
                            "from a copy, or make the study again with `atria shard`.");
        }
        verified.store(true, std::memory_order_relaxed);
    }
};

using ChunkRun = std::vector<std::shared_ptr<const RawChunk>>;

/// Chunks of one dataset, the last one kept because the next block often begins in it.
class ChunkSource {
public:
    explicit ChunkSource(hdf5::Dataset dataset) : dataset_(std::move(dataset)) {}

    [[nodiscard]] const hdf5::Dataset& dataset() const { return dataset_; }

    /// The chunks that hold the rows [first, end), first < end.
    ChunkRun read(std::uint64_t first, std::uint64_t end) {
        const std::uint64_t rows = dataset_.layout().chunk_rows;
        ChunkRun run;
        for (std::uint64_t number = first / rows; number * rows < end; ++number) {
            if (!last_ || last_->number != number) {
                auto chunk = std::make_shared<RawChunk>();
                chunk->bytes = dataset_.read_raw_chunk(number);
                chunk->number = number;
                chunk->place = dataset_.place().text();
                last_ = std::move(chunk);
            }
            run.push_back(last_);
        }
        return run;
    }

private:
    hdf5::Dataset dataset_;
    std::shared_ptr<const RawChunk> last_;
};

/// The rows of one dataset that a block needs.
struct RawRows {
    std::uint64_t first = 0;  ///< of the chunks' first row
    std::uint64_t chunk_rows = 1;
    ChunkRun chunks;
};

/// What the views of a block point into.
struct BlockBytes {
    ChunkRun packed;
    ChunkRun sparse;
    std::vector<std::vector<SparseEntry>> joined;  ///< lists that lie across two chunks
};

}  // namespace

struct RawBlock {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::vector<StoredVariant> variants;  ///< those that the cohort has
    RawRows packed;
    RawRows sparse;
};

struct ShardReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path),
          people((check_layout(file, "shard"), hdf5::number_attribute(file, "people"))),
          metadata(file),
          packed(file.open_dataset("/genotypes/packed")),
          sparse(file.open_dataset("/genotypes/sparse")),
          packed_place(packed.dataset().place().text()),
          sparse_place(sparse.dataset().place().text()) {
        const auto& packed_layout = packed.dataset().layout();
        const auto& sparse_layout = sparse.dataset().layout();
        if (people == 0 || packed_layout.element != hdf5::Element::u8 || packed_layout.columns != (people + 3) / 4 ||
            packed_layout.compressed) {
            refuse(packed_place, "its rows do not fit the shard's number of people");
        }
        if (sparse_layout.element != hdf5::Element::u32 || sparse_layout.columns != 0 || sparse_layout.compressed) {
            refuse(sparse_place, "it is not a list of 32-bit entries");
        }
    }

    [[noreturn]] static void refuse(const std::string& place, const std::string& reason) {
        throw Error(Fault::bad_data,
                    place + ": " + reason + ". The file is damaged; make the study again with `atria shard`.");
    }

    /// The rows of one encoding that the block needs, as one run: they were written in this order.
    static RawRows gather(ChunkSource& source, const std::vector<StoredVariant>& variants, Encoding encoding) {
        std::uint64_t first = 0;
        std::uint64_t end = 0;
        bool any = false;
        for (const auto& variant : variants) {
            const std::uint64_t rows = encoding == Encoding::packed ? 1 : variant.length;
            if (variant.encoding != encoding || rows == 0) { continue; }
            if (any && variant.offset != end) {
                refuse(source.dataset().place().text(), "its variants do not follow each other");
            }
            if (!any) { first = variant.offset; }
            any = true;
            end = variant.offset + rows;
            if (end < variant.offset || end > source.dataset().rows()) {
                refuse(source.dataset().place().text(), "it ends before the last variant");
            }
        }
        const std::uint64_t chunk_rows = source.dataset().layout().chunk_rows;
        if (!any) { return {0, chunk_rows, {}}; }
        return {first / chunk_rows * chunk_rows, chunk_rows, source.read(first, end)};
    }

    [[nodiscard]] std::span<const std::uint8_t> packed_row(const RawRows& rows, std::uint64_t row) const {
        const std::uint64_t width = (people + 3) / 4;
        const auto& chunk = *rows.chunks[static_cast<std::size_t>((row - rows.first) / rows.chunk_rows)];
        const auto* begin =
            reinterpret_cast<const std::uint8_t*>(chunk.bytes.data()) + (row - rows.first) % rows.chunk_rows * width;
        const std::span<const std::uint8_t> view(begin, static_cast<std::size_t>(width));
        if (people % 4 != 0 && view.back() >> 2 * (people % 4) != 0) {
            refuse(packed_place, "there are calls behind the last person");
        }
        return view;
    }

    [[nodiscard]] std::span<const SparseEntry> sparse_list(const RawRows& rows, const StoredVariant& variant,
                                                           BlockBytes& owner) const {
        if (variant.length == 0) { return {}; }
        const std::uint64_t begin = variant.offset - rows.first;
        const std::uint64_t end = begin + variant.length;
        const auto entries_of = [&rows](std::uint64_t chunk) {
            return reinterpret_cast<const SparseEntry*>(rows.chunks[static_cast<std::size_t>(chunk)]->bytes.data());
        };
        const std::uint64_t chunk = begin / rows.chunk_rows;
        std::span<const SparseEntry> list;
        if (end <= (chunk + 1) * rows.chunk_rows) {
            list = {entries_of(chunk) + begin % rows.chunk_rows, variant.length};
        } else {
            SparseEntry* copy = owner.joined.emplace_back(variant.length).data();
            for (std::uint64_t at = begin; at < end;) {
                const std::uint64_t stop = std::min(end, (at / rows.chunk_rows + 1) * rows.chunk_rows);
                copy = std::copy_n(entries_of(at / rows.chunk_rows) + at % rows.chunk_rows, stop - at, copy);
                at = stop;
            }
            list = owner.joined.back();
        }
        std::uint64_t next = 0;
        for (const SparseEntry entry : list) {
            if (person_of(entry) < next || code_of(entry) == variant.base) {
                refuse(sparse_place, "a list of carriers is out of order");
            }
            next = std::uint64_t{person_of(entry)} + 1;
        }
        if (next > people) { refuse(sparse_place, "a list of carriers names more people than there are"); }
        return list;
    }

    hdf5::InputFile file;
    std::uint64_t people;
    // Reading moves windows along; only the one thread that calls HDF5 does it. decode() uses none of the three.
    mutable ShardMetadata metadata;
    mutable ChunkSource packed;
    mutable ChunkSource sparse;
    std::string packed_place;
    std::string sparse_place;
};

ShardReader::ShardReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
ShardReader::~ShardReader() = default;
ShardReader::ShardReader(ShardReader&&) noexcept = default;
ShardReader& ShardReader::operator=(ShardReader&&) noexcept = default;

std::size_t ShardReader::people() const { return static_cast<std::size_t>(impl_->people); }

std::uint64_t ShardReader::variants() const { return impl_->metadata.rows(); }

std::shared_ptr<const RawBlock> ShardReader::read_raw(std::uint64_t first, std::uint64_t count) const {
    auto raw = std::make_shared<RawBlock>();
    raw->first = first;
    raw->count = count;
    raw->variants = impl_->metadata.read(first, count);
    raw->packed = Impl::gather(impl_->packed, raw->variants, Encoding::packed);
    raw->sparse = Impl::gather(impl_->sparse, raw->variants, Encoding::sparse);
    return raw;
}

GenotypeBlock ShardReader::decode(const RawBlock& raw) const {
    for (const auto& chunk : raw.packed.chunks) { chunk->verify(); }
    for (const auto& chunk : raw.sparse.chunks) { chunk->verify(); }
    auto bytes = std::make_shared<BlockBytes>();
    bytes->packed = raw.packed.chunks;
    bytes->sparse = raw.sparse.chunks;
    GenotypeBlock block;
    block.people = people();
    block.variants.resize(static_cast<std::size_t>(raw.count));
    for (const auto& stored : raw.variants) {
        auto& view = block.variants[static_cast<std::size_t>(stored.study_index - raw.first)];
        view.present = true;
        view.encoding = stored.encoding;
        view.base = stored.base;
        view.counts = stored.counts;
        if (stored.encoding == Encoding::packed) {
            view.packed = impl_->packed_row(raw.packed, stored.offset);
        } else {
            view.sparse = impl_->sparse_list(raw.sparse, stored, *bytes);
        }
    }
    block.bytes = std::move(bytes);
    return block;
}

}  // namespace atria::io
