#include "io/tables/row_table.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/delimited_reader.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace atria::io {

void RowTable::Column::add(const std::string& cell) {
    const bool missing = is_missing(cell);
    const auto number = missing ? std::nullopt : parse_number(cell);
    values.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (missing || number) {
        if (!word.empty()) { word.push_back(0); }
        return;
    }
    if (word.empty()) {
        word.assign(values.size() - 1, 0);
        words.emplace_back();
    }
    const auto [known, is_new] = index.emplace(cell, static_cast<std::uint32_t>(words.size()));
    if (is_new) { words.push_back(cell); }
    word.push_back(known->second);
}

RowTable::RowTable(const std::filesystem::path& file, const Wanted& wanted) : file_(file) {
    DelimitedReader table(file);
    header_ = table.header();
    std::vector<Column*> columns;
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (!wanted(header_[i])) { continue; }
        Column& column = columns_[header_[i]];
        column.at = i;
        columns.push_back(&column);
    }
    while (table.next()) {
        lines_.push_back(table.line());
        for (Column* column : columns) { column->add(table.cells()[column->at]); }
    }
    if (lines_.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the table has a header but no rows. Add a line for each person.");
    }
}

const RowTable::Column& RowTable::column(const std::string& name) const {
    const auto found = columns_.find(name);
    if (found == columns_.end()) {
        throw std::logic_error("column " + name + " of " + file_.string() + " was not read");
    }
    return found->second;
}

std::string RowTable::place(std::size_t row, const std::string& column) const {
    const auto at = std::find(header_.begin(), header_.end(), column);
    return file_.string() + ":" + std::to_string(lines_[row]) + ":" + std::to_string(at - header_.begin() + 1) + " (" +
           column + ")";
}

const std::vector<double>& RowTable::numbers(const std::string& name, const std::string& role) const {
    const Column& read = column(name);
    const auto word = std::find_if(read.word.begin(), read.word.end(), [](std::uint32_t each) { return each != 0; });
    if (word != read.word.end()) {
        throw Error(
            Fault::bad_data,
            place(static_cast<std::size_t>(word - read.word.begin()), name) + ": " + role + " is the word \"" +
                read.words[*word] + "\", but a number is needed. Correct it, or write NA when it is missing" +
                (role == "covariate" ? "; a covariate whose values are names is given by --categorical." : "."));
    }
    return read.values;
}

std::vector<std::string> RowTable::text(const std::string& name) const {
    const Column& read = column(name);
    std::vector<std::string> texts(rows());
    for (std::size_t row = 0; row < rows(); ++row) {
        if (!std::isnan(read.values[row])) {
            texts[row] = shortest_number(read.values[row]);
        } else if (!read.word.empty() && read.word[row] != 0) {
            texts[row] = read.words[read.word[row]];
        }
    }
    return texts;
}

}  // namespace atria::io
