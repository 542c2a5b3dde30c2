#include "io/results/model_table.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/compressed_text.hpp"
#include "io/results/number_text.hpp"
#include "io/results/plain_text.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

namespace atria::io {
namespace {

constexpr std::uint64_t layout_version = 1;

void append_cell(std::string& text, const ModelTable::Column& column, std::size_t row) {
    switch (column.kind) {
        case ModelTable::Kind::number:
            append_number(text, column.numbers[row]);
            break;
        case ModelTable::Kind::p_value:
            append_p(text, column.numbers[row]);
            break;
        case ModelTable::Kind::word:
            text += column.words[row].empty() ? missing_cell : column.words[row];
            break;
    }
}

/// Hands the text to `write`, some rows at a time.
template <typename Write>
void write_text(const ModelTable& table, const Write& write) {
    std::string text;
    for (const ModelTable::Column& column : table.columns) { text += (text.empty() ? "" : "\t") + column.name; }
    text += '\n';
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            if (k > 0) { text += '\t'; }
            append_cell(text, table.columns[k], row);
        }
        text += '\n';
        if (text.size() > 1'000'000) {
            write(text);
            text.clear();
        }
    }
    write(text);
}

/// A slash would make a group of what stands before it.
std::string in_group(const std::string& group, const std::string& name) {
    std::string path = "/" + group + "/";
    for (const char letter : name) {
        if (letter == '/') {
            path += "%2F";
        } else {
            path += letter;
        }
    }
    return path;
}

void write_numbers(hdf5::OutputFile& file, const std::string& name, const std::vector<double>& values) {
    hdf5::ColumnWriter<double> writer(file, name);
    for (const double value : values) {
        writer.add(std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
    }
    writer.close();
}

}  // namespace

void write_model_table(const std::filesystem::path& folder, const ModelTable& table) {
    if (table.compressed) {
        CompressedText out(folder / table.file(), one_after_the_other());
        write_text(table, [&](const std::string& text) { out.add(text); });
        out.close();
        return;
    }
    PlainText out(folder / table.file());
    write_text(table, [&](const std::string& text) { out.add(text); });
    out.close();
}

void write_model_file(const std::filesystem::path& file, std::span<const ModelTable> tables) {
    hdf5::OutputFile out(file);
    hdf5::set_attribute(out, "layout", "atria model");
    hdf5::set_attribute(out, "layout_version", layout_version);
    for (const ModelTable& table : tables) {
        for (const ModelTable::Column& column : table.columns) {
            const std::string name = in_group(table.name, column.name);
            if (column.kind == ModelTable::Kind::word) {
                hdf5::TextColumnWriter writer(file.parent_path());
                for (const std::string& word : column.words) { writer.add(word); }
                writer.write(out, name);
                continue;
            }
            if (column.kind == ModelTable::Kind::number) {
                write_numbers(out, name, column.numbers);
                continue;
            }
            std::vector<double> p;
            p.reserve(column.numbers.size());
            for (const double exponent : column.numbers) { p.push_back(std::pow(10.0, -exponent)); }
            write_numbers(out, name, p);
            write_numbers(out, in_group(table.name, "neg_log_10_" + column.name), column.numbers);
        }
    }
    out.finish();
}

}  // namespace atria::io
