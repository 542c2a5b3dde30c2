#include "io/shard/records_reader.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/column_names.hpp"
#include "io/shard/layout_version.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace atria::io {

namespace {

/// Whole numbers without an exponent: they are codes and levels as often as measurements.
std::string shortest(double value) {
    constexpr double exact = 1e15;
    if (value == std::trunc(value) && std::fabs(value) < exact) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    return shortest_number(value);
}

}  // namespace

struct RecordsReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path), ids((check_layout(file, "records"), file.open_dataset("/id"))) {
        std::vector<std::pair<std::uint64_t, RecordColumn>> found;
        for (const auto& stored : file.members("/columns")) {
            const auto dataset = file.open_dataset("/columns/" + stored);
            check_rows(ids.rows(), {&dataset});
            RecordColumn column;
            column.name = hdf5::text_attribute(dataset, "name");
            column.unit = hdf5::text_attribute(dataset, "unit");
            if (hdf5::has_attribute(dataset, "status")) {
                column.status = hdf5::text_attribute(dataset, "status");
                column.status_detail = hdf5::text_attribute(dataset, "status_detail");
            }
            if (hdf5::text_attribute(dataset, "type") == "categorical") {
                column.type = ColumnType::categorical;
                const auto levels = file.open_dataset("/levels/" + stored);
                column.levels = levels.read_text(0, levels.rows());
            }
            found.emplace_back(hdf5::number_attribute(dataset, "order"), std::move(column));
        }
        std::ranges::sort(found, {}, [](const auto& entry) { return entry.first; });
        for (auto& entry : found) { columns.push_back(std::move(entry.second)); }
    }

    [[nodiscard]] hdf5::Dataset dataset_of(const std::string& name) const {
        return file.open_dataset("/columns/" + stored_column_name(name));
    }

    /// Indices into the levels; the largest number = missing.
    [[nodiscard]] std::vector<std::uint32_t> cells(const RecordColumn& column) const {
        const auto dataset = dataset_of(column.name);
        auto cells = dataset.read<std::uint32_t>(0, dataset.rows());
        for (const auto cell : cells) {
            if (cell != missing_cell && cell >= column.levels.size()) {
                throw Error(Fault::bad_data,
                            dataset.place().text() +
                                ": a cell is none of the column's levels. The file is damaged; make the "
                                "study again with `atria shard`.");
            }
        }
        return cells;
    }

    static constexpr std::uint32_t missing_cell = 0xFFFFFFFFU;

    hdf5::InputFile file;
    hdf5::Dataset ids;
    std::vector<RecordColumn> columns;
};

RecordsReader::RecordsReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
RecordsReader::~RecordsReader() = default;
RecordsReader::RecordsReader(RecordsReader&&) noexcept = default;
RecordsReader& RecordsReader::operator=(RecordsReader&&) noexcept = default;

std::size_t RecordsReader::people() const { return static_cast<std::size_t>(impl_->ids.rows()); }

const std::vector<RecordColumn>& RecordsReader::columns() const { return impl_->columns; }

const RecordColumn* RecordsReader::find(const std::string& name) const {
    const auto found = std::ranges::find(impl_->columns, name, &RecordColumn::name);
    return found == impl_->columns.end() ? nullptr : &*found;
}

std::vector<double> RecordsReader::numeric(const std::string& name) const {
    const auto* column = find(name);
    if (column == nullptr) { throw std::logic_error("records have no column " + name); }
    if (column->type == ColumnType::categorical) {
        throw Error(Fault::bad_data,
                    impl_->file.place().text() + ": the column " + name + " is categorical (it holds the word \"" +
                        (column->levels.empty() ? std::string() : column->levels.front()) +
                        "\"), but numbers are needed here. Name it with --categorical if it is a covariate, or "
                        "correct the records and run `atria shard` again.");
    }
    const auto dataset = impl_->dataset_of(name);
    return dataset.read<double>(0, dataset.rows());
}

std::vector<std::string> RecordsReader::text(const std::string& name) const {
    const auto* column = find(name);
    if (column == nullptr) { throw std::logic_error("records have no column " + name); }
    std::vector<std::string> values;
    values.reserve(people());
    if (column->type == ColumnType::categorical) {
        for (const auto cell : impl_->cells(*column)) {
            values.push_back(cell == Impl::missing_cell ? std::string() : column->levels[cell]);
        }
    } else {
        for (const double value : numeric(name)) {
            values.push_back(std::isnan(value) ? std::string() : shortest(value));
        }
    }
    return values;
}

std::vector<std::string> RecordsReader::ids() const { return impl_->ids.read_text(0, impl_->ids.rows()); }

}  // namespace atria::io
