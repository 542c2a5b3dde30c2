#include "io/results/results_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/encoded_chunk.hpp"
#include "io/results/columns.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace atria::io {

namespace {

constexpr std::uint64_t chunk_rows = 8192;

/// A dataset of the variants, and the rows that wait until they fill a chunk of it.
template <typename Number>
struct VariantColumn {
    hdf5::Dataset dataset;
    std::vector<Number> waiting;

    void add(Number value) {
        waiting.push_back(value);
        if (waiting.size() == chunk_rows) { write(); }
    }
    void write() {
        dataset.append(std::span<const Number>(waiting));
        waiting.clear();
    }
};

template <typename Number>
void append(std::vector<std::byte>& bytes, Number value) {
    const auto* begin = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), begin, begin + sizeof value);
}

/// Takes a number of each estimate: of the pooled ones, or of one cohort's.
template <typename Number>
auto of_estimates(Number number, std::optional<std::size_t> cohort) {
    return [number, cohort](const ScanRows& rows, std::vector<std::byte>& bytes) {
        if (cohort) {
            for (const Estimate& estimate : rows.cohorts[*cohort]) { append(bytes, number(estimate)); }
        } else {
            for (const AssociationRow& row : rows.pooled) { append(bytes, number(row.pooled)); }
        }
    };
}

/// A dataset holds p itself; the text tables have the p below a double's range, and neg_log_10_p_value stands beside.
template <typename Row>
double number(const ResultColumn<Row>& column, const Row& row) {
    const double value = column.value(row);
    return column.is_p ? std::pow(10.0, -value) : value;
}

hdf5::Dataset make_dataset(hdf5::OutputFile& file, const TraitResult& trait, const std::string& name,
                           std::string_view unit, hdf5::Element element, const std::string& cohort = "") {
    hdf5::Dataset dataset = file.create_dataset(name, hdf5::Layout{element, 0, 0, chunk_rows, true});
    hdf5::set_attribute(dataset, "trait", trait.name);
    hdf5::set_attribute(dataset, "model", std::string(model_name(trait.model)));
    hdf5::set_attribute(dataset, "test", trait.test);
    if (!cohort.empty()) { hdf5::set_attribute(dataset, "cohort", cohort); }
    if (!unit.empty()) { hdf5::set_attribute(dataset, "unit", std::string(unit)); }
    return dataset;
}

}  // namespace

/// One column of the open trait: what makes its numbers of rows, those that do not fill a chunk yet, and chunks that
/// are ready to be written. Columns may be filled side by side; only write calls HDF5.
struct ResultsFile::Column {
    using Take = std::function<void(const ScanRows& rows, std::vector<std::byte>& bytes)>;

    hdf5::Dataset dataset;
    Take take;
    std::vector<std::byte> waiting;
    std::vector<std::vector<std::byte>> ready;  // all but the last are of whole chunks
    std::uint64_t ready_rows = 0;

    void add(const ScanRows& rows) {
        take(rows, waiting);
        const std::size_t full = chunk_rows * dataset.layout().element_bytes();
        std::size_t done = 0;
        for (; waiting.size() - done >= full; done += full) { encode(std::span(waiting).subspan(done, full)); }
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(done));
    }
    void end() {
        if (!waiting.empty()) { encode(waiting); }
        waiting.clear();
    }
    void write() {
        for (const std::vector<std::byte>& chunk : ready) {
            const std::uint64_t rows = std::min(ready_rows, chunk_rows);
            dataset.append_encoded_chunk(chunk, rows);
            ready_rows -= rows;
        }
        ready.clear();
    }

private:
    void encode(std::span<const std::byte> values) {
        ready.push_back(hdf5::encoded_chunk(dataset.layout(), values));
        ready_rows += values.size() / dataset.layout().element_bytes();
    }
};

struct ResultsFile::VariantTable {
    VariantColumn<std::uint8_t> chromosome;
    VariantColumn<std::uint32_t> position;
    hdf5::TextColumnWriter effect_allele;
    hdf5::TextColumnWriter other_allele;
    hdf5::TextColumnWriter id;

    explicit VariantTable(const std::filesystem::path& folder)
        : effect_allele(folder), other_allele(folder), id(folder) {}
};

/// Which cohort's absence changes a trait's rows most.
struct ResultsFile::LeaveOneOutTable {
    TraitResult trait;
    hdf5::TextColumnWriter cohort;
};

ResultsFile::ResultsFile(const std::filesystem::path& file, ParallelLoop loop)
    : folder_(file.parent_path()),
      loop_(std::move(loop)),
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
    const auto layout = [](hdf5::Element element) { return hdf5::Layout{element, 0, 0, chunk_rows, true}; };
    variants_->chromosome.dataset = file_->create_dataset("/variants/chromosome", layout(hdf5::Element::u8));
    variants_->position.dataset = file_->create_dataset("/variants/position", layout(hdf5::Element::u32));
}

ResultsFile::~ResultsFile() = default;

void ResultsFile::add_variants(std::span<const Variant> variants) {
    for (const Variant& variant : variants) {
        variants_->chromosome.add(variant.chromosome);
        variants_->position.add(variant.position);
        variants_->effect_allele.add(variant.effect_allele);
        variants_->other_allele.add(variant.other_allele);
        variants_->id.add(variant.id);
    }
}

void ResultsFile::make_columns(const TraitResult& trait, const std::string& group, std::optional<std::size_t> cohort) {
    const std::string cohort_name = cohort ? trait.cohorts[*cohort] : std::string();
    const auto make = [&](std::string_view name, std::string_view unit, hdf5::Element element, Column::Take take) {
        hdf5::Dataset dataset =
            make_dataset(*file_, trait, group + "/" + std::string(name), unit, element, cohort_name);
        columns_.push_back({std::move(dataset), std::move(take), {}, {}, 0});
    };
    const EstimateColumns columns = estimate_columns(trait.model);
    for (const auto part : {columns.effect, columns.counts, columns.details}) {
        for (const EstimateColumn& column : part) {
            const auto value = [column](const Estimate& estimate) { return number(column, estimate); };
            make(column.name, column.unit, hdf5::Element::f64, of_estimates(value, cohort));
        }
    }
    for (const MetaColumn& column : cohort ? std::span<const MetaColumn>() : meta_columns()) {
        make(column.name, column.unit, hdf5::Element::f64,
             [column](const ScanRows& rows, std::vector<std::byte>& bytes) {
                 for (const AssociationRow& row : rows.pooled) { append(bytes, number(column, row.meta)); }
             });
    }
    const auto status = [](const Estimate& estimate) { return static_cast<std::uint8_t>(estimate.status); };
    make("status", "", hdf5::Element::u8, of_estimates(status, cohort));
    if (is_binary(trait.model)) {
        const auto test = [](const Estimate& estimate) { return static_cast<std::uint8_t>(estimate.test); };
        make("test", "", hdf5::Element::u8, of_estimates(test, cohort));
        std::string words;
        for (int i = 0; i < test_kinds; ++i) {
            words += (i > 0 ? " " : "") + trait.test;
            words += test_suffix(static_cast<TestKind>(i));
        }
        hdf5::set_attribute(columns_.back().dataset, "test_words", words);
    }
}

void ResultsFile::begin_trait(const TraitResult& trait) {
    if (!columns_.empty()) { throw std::logic_error("a trait is begun before the last one has ended"); }
    cohorts_ = trait.cohorts.size();
    make_columns(trait, "/" + trait.name + "/pooled", std::nullopt);
    for (std::size_t c = 0; c < cohorts_; ++c) {
        make_columns(trait, "/" + trait.name + "/cohorts/" + trait.cohorts[c], c);
    }
    if (!trait.leave_one_out) { return; }
    const LeaveOneOutColumn& column = leave_one_out_column();
    const std::string name = "/" + trait.name + "/pooled/" + std::string(column.name);
    columns_.push_back({make_dataset(*file_, trait, name, column.unit, hdf5::Element::f64),
                        [&column](const ScanRows& rows, std::vector<std::byte>& bytes) {
                            for (const math::LeaveOneOut& row : rows.leave_one_out) {
                                append(bytes, number(column, row));
                            }
                        },
                        {},
                        {},
                        0});
    leave_one_out_ = std::make_unique<LeaveOneOutTable>(LeaveOneOutTable{trait, hdf5::TextColumnWriter(folder_)});
}

void ResultsFile::add_rows(std::span<const ScanRows* const> blocks) {
    for (const ScanRows* rows : blocks) {
        if (rows->cohorts.size() != cohorts_) { throw std::logic_error("rows of another number of cohorts"); }
        if (!leave_one_out_) { continue; }
        if (rows->leave_one_out.size() != rows->pooled.size()) { throw std::logic_error("rows without leave-one-out"); }
        for (const math::LeaveOneOut& left_out : rows->leave_one_out) {
            leave_one_out_->cohort.add(left_out_cohort(leave_one_out_->trait, left_out));
        }
    }
    loop_(columns_.size(), [&](std::size_t i) {
        for (const ScanRows* rows : blocks) { columns_[i].add(*rows); }
    });
    for (Column& column : columns_) { column.write(); }
}

void ResultsFile::end_trait() {
    loop_(columns_.size(), [&](std::size_t i) { columns_[i].end(); });
    for (Column& column : columns_) { column.write(); }
    columns_.clear();
    if (!leave_one_out_) { return; }
    leave_one_out_->cohort.write(*file_,
                                 "/" + leave_one_out_->trait.name + "/pooled/" + std::string(leave_one_out_cohort));
    leave_one_out_.reset();
}

void ResultsFile::finish() {
    if (!columns_.empty()) { throw std::logic_error("results.h5 is finished before its last trait has ended"); }
    variants_->chromosome.write();
    variants_->position.write();
    variants_->effect_allele.write(*file_, "/variants/effect_allele");
    variants_->other_allele.write(*file_, "/variants/other_allele");
    variants_->id.write(*file_, "/variants/id");
    variants_.reset();
    file_->finish();
}

}  // namespace atria::io
