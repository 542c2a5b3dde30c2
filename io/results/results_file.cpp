#include "io/results/results_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/results/columns.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

namespace {

/// Rows in a chunk: some 8192, and all chunks nearly full, since noise in them is stored without compression.
std::uint64_t balanced_chunk(std::uint64_t rows) {
    constexpr std::uint64_t most = 8192;
    const std::uint64_t chunks = (rows + most - 1) / most;
    return chunks == 0 ? 1 : (rows + chunks - 1) / chunks;
}

/// A dataset of the variants, and the rows that are not written yet.
template <typename Number>
struct VariantColumn {
    hdf5::Dataset dataset;
    std::vector<Number> waiting;

    void add(Number value) { waiting.push_back(value); }
    /// A chunk of them, or what there is.
    void write() {
        const auto rows =
            static_cast<std::ptrdiff_t>(std::min<std::size_t>(waiting.size(), dataset.layout().chunk_rows));
        dataset.append(std::span<const Number>(waiting).first(static_cast<std::size_t>(rows)));
        waiting.erase(waiting.begin(), waiting.begin() + rows);
    }
};

}  // namespace

struct ResultsFile::VariantTable {
    VariantColumn<std::uint8_t> chromosome;
    VariantColumn<std::uint32_t> position;
    hdf5::TextColumnWriter effect_allele;
    hdf5::TextColumnWriter other_allele;
    hdf5::TextColumnWriter id;

    explicit VariantTable(const std::filesystem::path& folder)
        : effect_allele(folder), other_allele(folder), id(folder) {}

    [[nodiscard]] bool waits() const { return !chromosome.waiting.empty(); }
    void write() {
        chromosome.write();
        position.write();
    }
};

ResultsFile::ResultsFile(const std::filesystem::path& file, std::uint64_t rows, bool predictors)
    : folder_(file.parent_path()),
      predictors_(predictors),
      chunk_rows_(balanced_chunk(rows)),
      file_(std::make_unique<hdf5::OutputFile>(file)),
      variants_(std::make_unique<VariantTable>(folder_)) {
    hdf5::set_attribute(*file_, "layout", std::string("atria results"));
    hdf5::set_attribute(*file_, "layout_version", results_layout_version);
    std::string words;
    for (int i = 0; i < row_statuses; ++i) {
        words += i > 0 ? " " : "";
        words += status_word(static_cast<RowStatus>(i));
    }
    hdf5::set_attribute(*file_, "status_words", words);
    if (predictors_) { return; }
    const auto layout = [this](hdf5::Element element) { return hdf5::Layout{element, 0, 0, chunk_rows_, true}; };
    variants_->chromosome.dataset = file_->create_dataset("/variants/chromosome", layout(hdf5::Element::u8));
    variants_->position.dataset = file_->create_dataset("/variants/position", layout(hdf5::Element::u32));
}

ResultsFile::~ResultsFile() = default;

void ResultsFile::add_variants(std::span<const Variant> variants) {
    for (const Variant& variant : variants) {
        variants_->id.add(variant.id);
        if (predictors_) { continue; }
        variants_->chromosome.add(variant.chromosome);
        variants_->position.add(variant.position);
        variants_->effect_allele.add(variant.effect_allele);
        variants_->other_allele.add(variant.other_allele);
    }
}

TraitColumns ResultsFile::columns_of(const TraitResult& trait) const { return {trait, chunk_rows_, folder_}; }

// Chunk by chunk through all columns, which have the same rows, and before the first trait's through the variants: the
// file's layout does not show in which pieces they came.
void ResultsFile::write(TraitColumns& trait) {
    while (trait.ready()) {
        if (variants_->waits()) { variants_->write(); }
        trait.write_chunk();
    }
}

void ResultsFile::end(TraitColumns& trait) {
    write(trait);
    trait.close(*file_);
}

void ResultsFile::finish() {
    if (predictors_) {
        variants_->id.write(*file_, "/predictors/name");
    } else {
        while (variants_->waits()) { variants_->write(); }
        variants_->effect_allele.write(*file_, "/variants/effect_allele");
        variants_->other_allele.write(*file_, "/variants/other_allele");
        variants_->id.write(*file_, "/variants/id");
    }
    variants_.reset();
    file_->finish();
}

}  // namespace atria::io
