#include "pipeline/model/summary_text.hpp"

#include "io/results/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace atria::pipeline {
namespace {

std::string digits(double value, int significant) {
    std::array<char, 40> letters{};
    return {letters.data(), std::to_chars(letters.data(), letters.data() + letters.size(), value,
                                          std::chars_format::general, significant)
                                .ptr};
}

std::string cell(const io::ModelTable::Column& column, std::size_t row) {
    switch (column.kind) {
        case io::ModelTable::Kind::number:
            return brief(column.numbers[row]);
        case io::ModelTable::Kind::p_value:
            return brief_p(column.numbers[row]);
        case io::ModelTable::Kind::word:
            return column.words[row].empty() ? "NA" : column.words[row];
    }
    return "";
}

}  // namespace

std::string brief(double value) {
    if (std::isnan(value)) { return "NA"; }
    if (std::isinf(value)) { return value > 0 ? "Inf" : "-Inf"; }
    if (value == std::floor(value) && std::abs(value) < 1e9) { return digits(value, 10); }
    return digits(value, 5);
}

std::string brief_p(double neg_log10_p) {
    if (!std::isfinite(neg_log10_p)) { return "NA"; }
    if (neg_log10_p < 290) { return digits(std::pow(10.0, -neg_log10_p), 3); }
    const double exponent = std::ceil(neg_log10_p);
    return digits(std::pow(10.0, exponent - neg_log10_p), 3) + "e-" + digits(exponent, 17);
}

std::string test_line(const std::string& name, double chi_square, double df, double neg_log10_p) {
    return name + " = " + brief(chi_square) + " on " + brief(df) + " df, p = " + brief_p(neg_log10_p);
}

std::string summary_table(const io::ModelTable& table, std::size_t most) {
    const std::size_t rows = std::min(table.rows(), most);
    std::vector<std::string> lines(rows + 1);
    for (const io::ModelTable::Column& column : table.columns) {
        std::vector<std::string> cells{column.name};
        for (std::size_t row = 0; row < rows; ++row) { cells.push_back(cell(column, row)); }
        std::size_t width = 0;
        for (const std::string& each : cells) { width = std::max(width, each.size()); }
        for (std::size_t line = 0; line < cells.size(); ++line) {
            const std::string padding(width - cells[line].size(), ' ');
            lines[line] += lines[line].empty() ? "" : "  ";
            lines[line] += column.kind == io::ModelTable::Kind::word ? cells[line] + padding : padding + cells[line];
        }
    }
    std::string text;
    for (std::string& line : lines) {
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    if (rows < table.rows()) {
        text += "... " + std::to_string(table.rows()) + " rows in all; " + table.file() + " has the others\n";
    }
    return text;
}

}  // namespace atria::pipeline
