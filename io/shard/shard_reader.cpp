#include "io/shard/shard_reader.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/raw_chunks.hpp"
#include "io/shard/shard_metadata.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace atria::io {

namespace {

/// What the views of a block point into.
struct BlockBytes {
    std::vector<ChunkRun> chunks;
    std::vector<std::vector<SparseEntry>> joined;  ///< lists that lie across two chunks
    std::vector<std::vector<DosageEntry>> joined_dosages;
    std::vector<std::vector<Dosage>> dosages;  ///< of 8 bits in the file
};

}  // namespace

struct RawBlock {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::vector<StoredVariant> variants;  ///< those that the cohort has
    RawRows packed;
    RawRows sparse;
    RawRows dosage;
    RawRows sparse_dosage;
};

struct ShardReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path),
          people((check_layout(file, "shard"), hdf5::number_attribute(file, "people"))),
          metadata(file),
          packed(file.open_dataset("/genotypes/packed")),
          sparse(file.open_dataset("/genotypes/sparse")) {
        check(packed, hdf5::Element::u8, (people + 3) / 4);
        check(sparse, hdf5::Element::u32, 0);
        if (hdf5::number_attribute(file, "layout_version") < first_layout_with_dosages) { return; }
        const std::uint64_t bits = hdf5::number_attribute(file, "dosage_bits");
        if (bits != 8 && bits != 16) { refuse(file.place().text(), "its dosages have neither 8 nor 16 bits"); }
        small_dosages = bits == 8;
        dosage.emplace(file.open_dataset("/genotypes/dosage"));
        sparse_dosage.emplace(file.open_dataset("/genotypes/sparse_dosage"));
        check(*dosage, small_dosages ? hdf5::Element::u8 : hdf5::Element::u16, people);
        check(*sparse_dosage, hdf5::Element::u64, 0);
    }

    [[noreturn]] static void refuse(const std::string& place, const std::string& reason) {
        throw Error(Fault::bad_data,
                    place + ": " + reason + ". The file is damaged; make the study again with `atria shard`.");
    }

    static std::string place_of(const ChunkSource& source) { return source.dataset().place().text(); }

    void check(const ChunkSource& source, hdf5::Element element, std::uint64_t columns) const {
        const hdf5::Layout& layout = source.dataset().layout();
        if (people == 0 || layout.element != element || layout.columns != columns || layout.compressed) {
            refuse(place_of(source), "it has another shape than the shard's people and encodings ask for");
        }
    }

    /// The rows of one encoding that the block needs, as one run: they were written in this order.
    static RawRows gather(ChunkSource& source, const std::vector<StoredVariant>& variants, Encoding encoding) {
        std::uint64_t first = 0;
        std::uint64_t end = 0;
        bool any = false;
        const bool list = encoding == Encoding::sparse || encoding == Encoding::sparse_dosage;
        for (const auto& variant : variants) {
            const std::uint64_t rows = list ? variant.length : 1;
            if (variant.encoding != encoding || rows == 0) { continue; }
            if (any && variant.offset != end) { refuse(place_of(source), "its variants do not follow each other"); }
            if (!any) { first = variant.offset; }
            any = true;
            end = variant.offset + rows;
            if (end < variant.offset || end > source.dataset().rows()) {
                refuse(place_of(source), "it ends before the last variant");
            }
        }
        return any ? source.read(first, end) : RawRows{};
    }

    [[nodiscard]] std::span<const std::uint8_t> packed_row(const RawRows& rows, std::uint64_t row) const {
        const std::uint64_t width = (people + 3) / 4;
        const std::span<const std::uint8_t> view(reinterpret_cast<const std::uint8_t*>(rows.row(row, width)),
                                                 static_cast<std::size_t>(width));
        if (people % 4 != 0 && view.back() >> 2 * (people % 4) != 0) {
            refuse(place_of(packed), "there are calls behind the last person");
        }
        return view;
    }

    [[nodiscard]] std::span<const SparseEntry> sparse_list(const RawRows& rows, const StoredVariant& variant,
                                                           BlockBytes& owner) const {
        if (variant.length == 0) { return {}; }
        const std::span<const SparseEntry> list = rows.entries(variant.offset, variant.length, owner.joined);
        std::uint64_t next = 0;
        for (const SparseEntry entry : list) {
            if (person_of(entry) < next || code_of(entry) == variant.base) {
                refuse(place_of(sparse), "a list of carriers is out of order");
            }
            next = std::uint64_t{person_of(entry)} + 1;
        }
        if (next > people) { refuse(place_of(sparse), "a list of carriers names more people than there are"); }
        return list;
    }

    /// Kernels divide by what follows from the counts.
    void check_counts(const StoredVariant& variant) const {
        const auto& counts = variant.counts;
        const bool calls = variant.encoding == Encoding::packed || variant.encoding == Encoding::sparse;
        const std::uint64_t told = std::uint64_t{counts.hom_other} + counts.het + counts.hom_effect + counts.missing;
        if (calls ? told != people : counts.missing > people) {
            refuse(file.place().text() + ", datasets /variants/hom_other, het, hom_effect, missing",
                   "the counts of a variant do not add up to the shard's people");
        }
    }

    /// Kernels rely on what is told of those without a dosage.
    static void check_dosages(const ChunkSource& source, std::uint64_t wrong, std::uint64_t missing,
                              const StoredVariant& variant) {
        if (wrong > 0) { refuse(place_of(source), "there are dosages of more than 2 copies"); }
        if (missing != variant.counts.missing) {
            refuse(place_of(source), "not as many people lack a dosage as the variant's counts tell");
        }
    }

    [[nodiscard]] std::span<const Dosage> dosage_row(const RawRows& rows, const StoredVariant& variant,
                                                     BlockBytes& owner) const {
        const auto count = static_cast<std::size_t>(people);
        const std::byte* row = rows.row(variant.offset, count * (small_dosages ? 1 : sizeof(Dosage)));
        std::span<const Dosage> view(reinterpret_cast<const Dosage*>(row), count);
        if (small_dosages) {
            std::vector<Dosage>& decoded = owner.dosages.emplace_back(count);
            std::transform(reinterpret_cast<const SmallDosage*>(row), reinterpret_cast<const SmallDosage*>(row) + count,
                           decoded.begin(), dosage_of_small);
            view = decoded;
        }
        std::uint64_t wrong = 0;
        std::uint64_t missing = 0;
        for (const Dosage one : view) {
            missing += one == missing_dosage ? 1U : 0U;
            wrong += one > two_copies && one != missing_dosage ? 1U : 0U;
        }
        check_dosages(*dosage, wrong, missing, variant);
        return view;
    }

    [[nodiscard]] std::span<const DosageEntry> dosage_list(const RawRows& rows, const StoredVariant& variant,
                                                           BlockBytes& owner) const {
        std::span<const DosageEntry> list;
        if (variant.length > 0) { list = rows.entries(variant.offset, variant.length, owner.joined_dosages); }
        std::uint64_t next = 0;
        std::uint64_t wrong = 0;
        std::uint64_t missing = 0;
        for (const DosageEntry entry : list) {
            const std::uint64_t person = entry >> 16U;
            const Dosage one = dosage_of_entry(entry);
            if (person < next || person >= people || one == variant.base * one_copy) {
                refuse(place_of(*sparse_dosage), "a list of dosages is out of order");
            }
            next = person + 1;
            missing += one == missing_dosage ? 1U : 0U;
            wrong += one > two_copies && one != missing_dosage ? 1U : 0U;
        }
        check_dosages(*sparse_dosage, wrong, missing, variant);
        return list;
    }

    hdf5::InputFile file;
    std::uint64_t people;
    bool small_dosages = false;
    // Reading moves windows along; only the thread that may call HDF5 just then does it. decode() uses no more of them
    // than the datasets' places.
    mutable ShardMetadata metadata;
    mutable ChunkSource packed;
    mutable ChunkSource sparse;
    mutable std::optional<ChunkSource> dosage;  // none in layouts before dosages
    mutable std::optional<ChunkSource> sparse_dosage;
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
    if (impl_->dosage) {
        raw->dosage = Impl::gather(*impl_->dosage, raw->variants, Encoding::dosage);
        raw->sparse_dosage = Impl::gather(*impl_->sparse_dosage, raw->variants, Encoding::sparse_dosage);
    }
    return raw;
}

GenotypeBlock ShardReader::decode(const RawBlock& raw) const {
    auto bytes = std::make_shared<BlockBytes>();
    for (const RawRows* rows : {&raw.packed, &raw.sparse, &raw.dosage, &raw.sparse_dosage}) {
        for (const auto& chunk : rows->chunks) { chunk->verify(); }
        bytes->chunks.push_back(rows->chunks);
    }
    GenotypeBlock block;
    block.people = people();
    block.variants.resize(static_cast<std::size_t>(raw.count));
    for (const auto& stored : raw.variants) {
        auto& view = block.variants[static_cast<std::size_t>(stored.study_index - raw.first)];
        impl_->check_counts(stored);
        view.present = true;
        view.encoding = stored.encoding;
        view.base = stored.base;
        view.counts = stored.counts;
        view.info = stored.info;
        switch (stored.encoding) {
            case Encoding::packed:
                view.packed = impl_->packed_row(raw.packed, stored.offset);
                break;
            case Encoding::sparse:
                view.sparse = impl_->sparse_list(raw.sparse, stored, *bytes);
                break;
            case Encoding::dosage:
                view.dosages = impl_->dosage_row(raw.dosage, stored, *bytes);
                break;
            case Encoding::sparse_dosage:
                view.sparse_dosages = impl_->dosage_list(raw.sparse_dosage, stored, *bytes);
                break;
            case Encoding::real:
                break;  // ShardMetadata lets none through
        }
    }
    block.bytes = std::move(bytes);
    return block;
}

}  // namespace atria::io
