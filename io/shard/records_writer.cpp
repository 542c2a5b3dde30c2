#include "io/shard/records_writer.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/column_names.hpp"
#include "io/shard/layout_version.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace atria::io {

namespace {

constexpr std::uint64_t rows_in_chunk = 32768;

void write_text(hdf5::OutputFile& file, const std::string& name, std::span<const std::string> values) {
    std::size_t longest = 1;
    for (const auto& value : values) { longest = std::max(longest, value.size()); }
    auto dataset = file.create_dataset(name, {hdf5::Element::text, longest, 0, 4096, true});
    dataset.append_text(values);
}

void describe(const hdf5::Dataset& dataset, const RecordColumn& column, std::size_t order) {
    hdf5::set_attribute(dataset, "name", column.name);
    hdf5::set_attribute(dataset, "order", static_cast<std::uint64_t>(order));
    hdf5::set_attribute(dataset, "type", std::string(column.type == ColumnType::numeric ? "numeric" : "categorical"));
    hdf5::set_attribute(dataset, "unit", column.unit);
    if (!column.status.empty()) {
        hdf5::set_attribute(dataset, "status", column.status);
        hdf5::set_attribute(dataset, "status_detail", column.status_detail);
    }
}

void write_numeric(hdf5::OutputFile& file, const RecordTable::Column& column, std::size_t order) {
    auto dataset = file.create_dataset("/columns/" + stored_column_name(column.description.name),
                                       {hdf5::Element::f64, 0, 0, rows_in_chunk, true});
    describe(dataset, column.description, order);
    // One kind of NaN on disk, whatever arithmetic the missing values come from.
    std::vector<double> values = column.values;
    for (double& value : values) {
        if (std::isnan(value)) { value = std::numeric_limits<double>::quiet_NaN(); }
    }
    dataset.append(std::span<const double>(values));
}

void write_categorical(hdf5::OutputFile& file, const RecordTable::Column& column, std::size_t order) {
    const auto stored = stored_column_name(column.description.name);
    auto dataset = file.create_dataset("/columns/" + stored, {hdf5::Element::u32, 0, 0, rows_in_chunk, true});
    describe(dataset, column.description, order);
    std::vector<std::uint32_t> cells;
    cells.reserve(column.values.size());
    for (const double value : column.values) {
        if (std::isnan(value)) {
            cells.push_back(std::numeric_limits<std::uint32_t>::max());
        } else if (value >= 0 && value < static_cast<double>(column.description.levels.size())) {
            cells.push_back(static_cast<std::uint32_t>(value));
        } else {
            throw std::logic_error("column " + column.description.name + " has a cell that is no level");
        }
    }
    dataset.append(std::span<const std::uint32_t>(cells));
    write_text(file, "/levels/" + stored, column.description.levels);
}

}  // namespace

void write_records(const std::filesystem::path& file, const RecordTable& records) {
    hdf5::OutputFile output(file);
    write_layout(output, "records");
    hdf5::set_attribute(output, "people", static_cast<std::uint64_t>(records.ids.size()));
    write_text(output, "/id", records.ids);
    for (std::size_t order = 0; order < records.columns.size(); ++order) {
        const auto& column = records.columns[order];
        if (column.values.size() != records.ids.size()) {
            throw std::logic_error("column " + column.description.name + " does not have a cell for everybody");
        }
        if (column.description.type == ColumnType::numeric) {
            write_numeric(output, column, order);
        } else {
            write_categorical(output, column, order);
        }
    }
    output.finish();
}

}  // namespace atria::io
