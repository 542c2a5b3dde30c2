#include "io/results/trait_columns.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/encoded_chunk.hpp"
#include "io/results/columns.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>

namespace atria::io {

namespace {

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

}  // namespace

TraitColumns::TraitColumns(const TraitResult& trait, std::uint64_t chunk_rows, const std::filesystem::path& folder)
    : trait_(trait), chunk_rows_(chunk_rows) {
    add_all("/" + trait.name + "/pooled", std::nullopt);
    for (std::size_t c = 0; c < trait.cohorts.size(); ++c) {
        add_all("/" + trait.name + "/cohorts/" + trait.cohorts[c], c);
    }
    if (!trait.leave_one_out) { return; }
    const LeaveOneOutColumn& column = leave_one_out_column();
    add("/" + trait.name + "/pooled/" + std::string(column.name), column.unit, hdf5::Element::f64, "",
        [&column](const ScanRows& rows, std::vector<std::byte>& bytes) {
            for (const math::LeaveOneOut& row : rows.leave_one_out) { append(bytes, number(column, row)); }
        });
    left_out_cohorts_.emplace(folder);
}

void TraitColumns::add(std::string name, std::string_view unit, hdf5::Element element, const std::string& cohort,
                       Column::Take take) {
    columns_.push_back({.name = std::move(name),
                        .unit = unit_of(trait_, unit),
                        .cohort = cohort,
                        .test_words = {},
                        .layout = {element, 0, 0, chunk_rows_, true},
                        .take = std::move(take),
                        .waiting = {}});
}

void TraitColumns::add_all(const std::string& group, std::optional<std::size_t> cohort) {
    const std::string cohort_name = cohort ? trait_.cohorts[*cohort] : std::string();
    const auto place = [&group](std::string_view name) { return group + "/" + std::string(name); };
    const EstimateColumns columns = estimate_columns(trait_);
    for (const auto part : {columns.effect, columns.counts, columns.details}) {
        for (const EstimateColumn& column : part) {
            const auto value = [column](const Estimate& estimate) { return number(column, estimate); };
            add(place(column.name), column.unit, hdf5::Element::f64, cohort_name, of_estimates(value, cohort));
        }
    }
    for (const MetaColumn& column : cohort ? std::span<const MetaColumn>() : meta_columns()) {
        add(place(column.name), column.unit, hdf5::Element::f64, cohort_name,
            [column](const ScanRows& rows, std::vector<std::byte>& bytes) {
                for (const AssociationRow& row : rows.pooled) { append(bytes, number(column, row.meta)); }
            });
    }
    const auto status = [](const Estimate& estimate) { return static_cast<std::uint8_t>(estimate.status); };
    add(place("status"), "", hdf5::Element::u8, cohort_name, of_estimates(status, cohort));
    if (!is_binary(trait_.model)) { return; }
    const auto test = [](const Estimate& estimate) { return static_cast<std::uint8_t>(estimate.test); };
    add(place("test"), "", hdf5::Element::u8, cohort_name, of_estimates(test, cohort));
    for (int i = 0; i < test_kinds; ++i) {
        std::string& words = columns_.back().test_words;
        words += (i > 0 ? " " : "") + trait_.test;
        words += test_suffix(static_cast<TestKind>(i));
    }
}

void TraitColumns::prepare(std::size_t column, std::span<const ScanRows* const> rows, bool last) {
    Column& one = columns_[column];
    for (const ScanRows* block : rows) { one.take(*block, one.waiting); }
    const std::size_t width = one.layout.element_bytes();
    const std::size_t full = one.layout.chunk_rows * width;
    std::size_t done = 0;
    const auto encode = [&one, &done](std::size_t bytes) {
        one.encoded.push_back(hdf5::encoded_chunk(one.layout, std::span(one.waiting).subspan(done, bytes)));
        done += bytes;
    };
    while (one.waiting.size() - done >= full) { encode(full); }
    if (last && done < one.waiting.size()) { encode(one.waiting.size() - done); }
    one.waiting.erase(one.waiting.begin(), one.waiting.begin() + static_cast<std::ptrdiff_t>(done));
    one.rows += done / width;
}

void TraitColumns::collect(std::span<const ScanRows* const> rows) {
    for (const ScanRows* block : rows) {
        if (block->cohorts.size() != trait_.cohorts.size()) {
            throw std::logic_error("rows of another trait's cohorts");
        }
        if (!left_out_cohorts_) { continue; }
        if (block->leave_one_out.size() != block->pooled.size()) {
            throw std::logic_error("rows without leave-one-out");
        }
        for (const math::LeaveOneOut& left_out : block->leave_one_out) {
            left_out_cohorts_->add(left_out_cohort(trait_, left_out));
        }
    }
    for (Column& column : columns_) {
        std::ranges::move(column.encoded, std::back_inserter(column.ready));
        column.encoded.clear();
    }
}

void TraitColumns::make_datasets(hdf5::OutputFile& file) {
    for (Column& column : columns_) {
        column.dataset = file.create_dataset(column.name, column.layout);
        hdf5::set_attribute(column.dataset, "trait", trait_.name);
        hdf5::set_attribute(column.dataset, "model", std::string(model_name(trait_.model)));
        hdf5::set_attribute(column.dataset, "test", trait_.test);
        if (!column.cohort.empty()) { hdf5::set_attribute(column.dataset, "cohort", column.cohort); }
        if (!column.unit.empty()) { hdf5::set_attribute(column.dataset, "unit", column.unit); }
        if (!column.test_words.empty()) { hdf5::set_attribute(column.dataset, "test_words", column.test_words); }
    }
}

void TraitColumns::write_chunk() {
    for (Column& column : columns_) {
        const std::uint64_t rows = std::min(column.rows, column.layout.chunk_rows);
        column.dataset.append_encoded_chunk(column.ready.front(), rows);
        column.ready.pop_front();
        column.rows -= rows;
    }
}

void TraitColumns::close(hdf5::OutputFile& file) {
    for (Column& column : columns_) { column.dataset = {}; }
    if (left_out_cohorts_) {
        left_out_cohorts_->write(file, "/" + trait_.name + "/pooled/" + std::string(leave_one_out_cohort));
    }
}

}  // namespace atria::io
