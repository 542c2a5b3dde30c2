#include "io/tables/delimited_reader.hpp"

#include "io/tables/cell.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <unordered_map>

namespace atria::io {

namespace {

/// A line of separators is a row of missing cells, not an empty line.
bool is_blank(std::string_view line) { return line.find_first_not_of(' ') == std::string_view::npos; }

}  // namespace

DelimitedReader::DelimitedReader(const std::filesystem::path& file) : lines_(file) {
    std::string_view line;
    do {
        if (!lines_.next(line)) {
            throw Error(Fault::bad_data,
                        file.string() + ": the table is empty. It needs a header and one line for each row.");
        }
    } while (is_blank(line));
    line_ = lines_.line();
    const bool tabs = line.find('\t') != std::string_view::npos;
    delimiter_ = tabs ? '\t' : ',';
    const auto text = trimmed(line);
    if (!tabs && text.find(',') == std::string_view::npos && text.find(' ') != std::string_view::npos &&
        text.front() != '"') {
        throw Error(Fault::bad_data, lines_.place() +
                                         ": the columns seem to be separated by blanks. Separate them by tabs "
                                         "or commas, for example with: tr -s ' ' '\\t'");
    }
    if (!split(line, header_)) {
        throw Error(Fault::bad_data, lines_.place() + ": a quote in the header is not closed. Close it.");
    }
    std::unordered_map<std::string_view, std::size_t> columns;  // from 1
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (header_[i].empty()) {
            throw Error(Fault::bad_data, place(i) + ": the column has no name. Name every column in the header.");
        }
        if (const auto [same, is_new] = columns.emplace(header_[i], i + 1); !is_new) {
            throw Error(Fault::bad_data, place(i) + ": the header names the column " + header_[i] +
                                             " twice, first as column " + std::to_string(same->second) +
                                             ". Rename or remove one of them.");
        }
    }
    if (std::ranges::all_of(header_, [](const auto& name) { return parse_number(name).has_value(); })) {
        throw Error(Fault::bad_data, lines_.place() +
                                         ": the first line holds numbers only, so the header is missing. Put a "
                                         "line with the names of the columns before it.");
    }
}

std::optional<std::size_t> DelimitedReader::find(std::string_view column) const {
    const auto found = std::ranges::find(header_, column);
    if (found == header_.end()) { return std::nullopt; }
    return static_cast<std::size_t>(found - header_.begin());
}

std::string DelimitedReader::place(std::size_t column) const {
    std::string text = file().string() + ":" + std::to_string(line_) + ":" + std::to_string(column + 1);
    if (column < header_.size() && !header_[column].empty()) { text += " (" + header_[column] + ")"; }
    return text;
}

bool DelimitedReader::next() {
    if (!read_row(cells_)) { return false; }
    if (cells_.size() != header_.size()) {
        throw Error(Fault::bad_data,
                    file().string() + ":" + std::to_string(line_) + ": the line has " + std::to_string(cells_.size()) +
                        " cells, but the header has " + std::to_string(header_.size()) +
                        ". Give every line one cell for each column; put text that holds the separator in "
                        "double quotes.");
    }
    return true;
}

bool DelimitedReader::read_row(std::vector<std::string>& cells) {
    std::string_view line;
    do {
        if (!lines_.next(line)) { return false; }
    } while (is_blank(line));
    line_ = lines_.line();
    if (split(line, cells)) { return true; }
    joined_ = line;
    // A quoted cell may hold line ends; one that never closes would swallow the file.
    constexpr std::size_t most_bytes = std::size_t{1} << 20U;
    while (joined_.size() < most_bytes && lines_.next(line)) {
        joined_ += '\n';
        joined_ += line;
        if (split(joined_, cells)) { return true; }
    }
    throw Error(Fault::bad_data, file().string() + ":" + std::to_string(line_) +
                                     ": a quote that begins on this line is not closed. Close it.");
}

bool DelimitedReader::split(std::string_view text, std::vector<std::string>& cells) const {
    cells.clear();
    std::size_t at = 0;
    for (;;) {
        std::size_t begin = at;
        while (begin < text.size() && text[begin] == ' ' && text[begin] != delimiter_) { ++begin; }
        std::string cell;
        std::size_t stop = 0;
        if (begin < text.size() && text[begin] == '"') {
            std::size_t inside = begin + 1;
            for (;; ++inside) {
                if (inside >= text.size()) { return false; }
                if (text[inside] != '"') {
                    cell += text[inside];
                } else if (inside + 1 < text.size() && text[inside + 1] == '"') {
                    cell += text[++inside];
                } else {
                    break;
                }
            }
            stop = std::min(text.find(delimiter_, inside + 1), text.size());
            if (!trimmed(text.substr(inside + 1, stop - inside - 1)).empty()) {
                throw Error(Fault::bad_data,
                            place(cells.size()) +
                                ": there is text behind a closing quote. Write a quote inside a quoted "
                                "cell twice.");
            }
            cell = trimmed(cell);
        } else {
            stop = std::min(text.find(delimiter_, at), text.size());
            cell = trimmed(text.substr(at, stop - at));
        }
        cells.push_back(std::move(cell));
        if (stop == text.size()) { return true; }
        at = stop + 1;
    }
}

}  // namespace atria::io
