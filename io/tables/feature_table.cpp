#include "io/tables/feature_table.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/id_column.hpp"
#include "kernels/data/error.hpp"

#include <cmath>
#include <limits>

namespace atria::io {

FeatureTable::FeatureTable(const std::filesystem::path& file, const std::string& id_column)
    : table_(file), id_(find_id_column(table_, id_column, "the table of predictors")) {
    const std::vector<std::string>& header = table_.header();
    const bool of_images = table_.find("Image").has_value() && table_.find("Mask").has_value();
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (i == id_) { continue; }
        const std::string& name = header[i];
        if (name.find_first_of("\t\n\r") != std::string::npos) {
            throw Error(Fault::bad_data, file.string() + ":1:" + std::to_string(i + 1) +
                                             ": the name of the column holds a tab or a line break. Rename it.");
        }
        if (name.starts_with("diagnostics_") || (of_images && (name == "Image" || name == "Mask" || name == "Label"))) {
            by_name_.push_back({name, "tells of the image, as pyradiomics names it"});
            continue;
        }
        names_.push_back(name);
        columns_.push_back({i, 0, 0});
    }
    values_.resize(names_.size());
}

bool FeatureTable::next() {
    if (!table_.next()) { return false; }
    if (is_missing(id())) {
        throw Error(Fault::bad_data, place_of_id() + ": this row has no id. Give every row one, or remove the line.");
    }
    for (std::size_t f = 0; f < columns_.size(); ++f) {
        Column& column = columns_[f];
        const std::string& cell = table_.cells()[column.at];
        values_[f] = std::numeric_limits<double>::quiet_NaN();
        if (is_missing(cell)) { continue; }
        const auto number = parse_number(cell);
        std::uint64_t& first = number ? column.first_number : column.first_word;
        if (first == 0) { first = table_.line(); }
        if (!number && column.word.empty()) { column.word = cell; }
        if (column.first_number > 0 && column.first_word > 0) {
            throw Error(Fault::bad_data,
                        table_.place(column.at) + ": \"" + cell + "\" is " +
                            (number ? "a number, but the column holds words from line " +
                                          std::to_string(column.first_word) + " (\"" + column.word + "\")"
                                    : "no finite number, but the column holds numbers from line " +
                                          std::to_string(column.first_number)) +
                            " on. Correct the cell, or write NA when it is missing; a column that is no feature holds "
                            "words only.");
        }
        if (number) {
            // Squares of such numbers and their sums leave the range of a double.
            if (const double size = std::abs(*number); size != 0 && !(size > 1e-100 && size < 1e100)) {
                throw Error(Fault::bad_data, table_.place(column.at) + ": " + cell + " is too " +
                                                 (size < 1 ? "small" : "large") +
                                                 " to compute with. Give the feature another unit.");
            }
            values_[f] = *number;
        }
    }
    return true;
}

std::string FeatureTable::why_left_out(std::size_t feature) const {
    const Column& column = columns_[feature];
    if (column.first_word > 0) { return words_only; }
    return column.first_number == 0 ? "no values" : "";
}

}  // namespace atria::io
