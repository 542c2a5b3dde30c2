#include "io/results/results_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/results/columns.hpp"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>

namespace atria::io {

namespace {

constexpr std::uint64_t chunk_rows = 8192;

/// One dataset and the rows that wait until they fill a chunk of it.
template <typename Number>
struct Column {
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

/// The datasets of the pooled rows or of one cohort's.
struct ResultsFile::Table {
    std::vector<EstimateColumn> estimate_columns;
    std::vector<MetaColumn> meta_columns;  ///< none for a cohort
    std::vector<Column<double>> numbers;   ///< of the estimate, then of the meta-analysis
    Column<std::uint8_t> status;
    std::optional<Column<std::uint8_t>> test;  ///< where a trait's rows differ

    void add(const Estimate& estimate, const MetaAnalysis& meta) {
        auto column = numbers.begin();
        for (const EstimateColumn& each : estimate_columns) { (column++)->add(number(each, estimate)); }
        for (const MetaColumn& each : meta_columns) { (column++)->add(number(each, meta)); }
        status.add(static_cast<std::uint8_t>(estimate.status));
        if (test) { test->add(static_cast<std::uint8_t>(estimate.test)); }
    }
};

struct ResultsFile::VariantTable {
    Column<std::uint8_t> chromosome;
    Column<std::uint32_t> position;
    hdf5::TextColumnWriter effect_allele;
    hdf5::TextColumnWriter other_allele;
    hdf5::TextColumnWriter id;

    explicit VariantTable(const std::filesystem::path& folder)
        : effect_allele(folder), other_allele(folder), id(folder) {}
};

/// Which cohort's absence changes a trait's rows most, and by how much.
struct ResultsFile::LeaveOneOutTable {
    TraitResult trait;
    Column<double> change;
    hdf5::TextColumnWriter cohort;

    void add(const math::LeaveOneOut& left_out) {
        change.add(number(leave_one_out_column(), left_out));
        cohort.add(left_out_cohort(trait, left_out));
    }
};

ResultsFile::ResultsFile(const std::filesystem::path& file)
    : folder_(file.parent_path()),
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

ResultsFile::Table ResultsFile::make_table(const TraitResult& trait, const std::string& group,
                                           const std::string& cohort) {
    Table table;
    const auto make = [&](std::string_view name, std::string_view unit, hdf5::Element element) {
        return make_dataset(*file_, trait, group + "/" + std::string(name), unit, element, cohort);
    };
    const EstimateColumns columns = estimate_columns(trait.model);
    for (const auto part : {columns.effect, columns.counts, columns.details}) {
        for (const EstimateColumn& column : part) {
            table.estimate_columns.push_back(column);
            table.numbers.push_back({make(column.name, column.unit, hdf5::Element::f64), {}});
        }
    }
    if (cohort.empty()) {
        for (const MetaColumn& column : meta_columns()) {
            table.meta_columns.push_back(column);
            table.numbers.push_back({make(column.name, column.unit, hdf5::Element::f64), {}});
        }
    }
    table.status.dataset = make("status", "", hdf5::Element::u8);
    if (is_binary(trait.model)) {
        table.test = Column<std::uint8_t>{make("test", "", hdf5::Element::u8), {}};
        std::string words;
        for (int i = 0; i < test_kinds; ++i) {
            words += (i > 0 ? " " : "") + trait.test;
            words += test_suffix(static_cast<TestKind>(i));
        }
        hdf5::set_attribute(table.test->dataset, "test_words", words);
    }
    return table;
}

void ResultsFile::begin_trait(const TraitResult& trait) {
    if (!tables_.empty()) { throw std::logic_error("a trait is begun before the last one has ended"); }
    tables_.push_back(make_table(trait, "/" + trait.name + "/pooled", ""));
    for (const std::string& cohort : trait.cohorts) {
        tables_.push_back(make_table(trait, "/" + trait.name + "/cohorts/" + cohort, cohort));
    }
    if (!trait.leave_one_out) { return; }
    const LeaveOneOutColumn& column = leave_one_out_column();
    const std::string name = "/" + trait.name + "/pooled/" + std::string(column.name);
    leave_one_out_ = std::make_unique<LeaveOneOutTable>(
        LeaveOneOutTable{trait,
                         {make_dataset(*file_, trait, name, column.unit, hdf5::Element::f64), {}},
                         hdf5::TextColumnWriter(folder_)});
}

void ResultsFile::add_rows(const ScanRows& rows) {
    if (tables_.size() != rows.cohorts.size() + 1) { throw std::logic_error("rows of another number of cohorts"); }
    for (const AssociationRow& row : rows.pooled) { tables_.front().add(row.pooled, row.meta); }
    for (std::size_t c = 0; c < rows.cohorts.size(); ++c) {
        for (const Estimate& estimate : rows.cohorts[c]) { tables_[c + 1].add(estimate, {}); }
    }
    if (!leave_one_out_) { return; }
    if (rows.leave_one_out.size() != rows.pooled.size()) { throw std::logic_error("rows without leave-one-out"); }
    for (const math::LeaveOneOut& left_out : rows.leave_one_out) { leave_one_out_->add(left_out); }
}

void ResultsFile::end_trait() {
    for (Table& table : tables_) {
        for (auto& column : table.numbers) { column.write(); }
        table.status.write();
        if (table.test) { table.test->write(); }
    }
    tables_.clear();
    if (!leave_one_out_) { return; }
    leave_one_out_->change.write();
    leave_one_out_->cohort.write(*file_,
                                 "/" + leave_one_out_->trait.name + "/pooled/" + std::string(leave_one_out_cohort));
    leave_one_out_.reset();
}

void ResultsFile::finish() {
    if (!tables_.empty()) { throw std::logic_error("results.h5 is finished before its last trait has ended"); }
    variants_->chromosome.write();
    variants_->position.write();
    variants_->effect_allele.write(*file_, "/variants/effect_allele");
    variants_->other_allele.write(*file_, "/variants/other_allele");
    variants_->id.write(*file_, "/variants/id");
    variants_.reset();
    file_->finish();
}

}  // namespace atria::io
