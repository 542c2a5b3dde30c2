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
    constexpr std::size_t most_columns = std::size_t{1} << 22U;
    if (!split(line, most_columns, header_)) {
        throw Error(Fault::bad_data, lines_.place() + ": a quote in the header is not closed. Close it.");
    }
    if (count_ > most_columns) {
        throw Error(Fault::bad_data, lines_.place() + ": the header has " + std::to_string(count_) +
                                         " columns, more than the 4,194,304 of a table. Is this one? Check the file.");
    }
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (header_[i].empty()) {
            throw Error(Fault::bad_data, place(i) + ": the column has no name. Name every column in the header.");
        }
        if (const auto [same, is_new] = first.emplace(header_[i], i); !is_new) {
            throw Error(Fault::bad_data, place(i) + ": the header names the column " + header_[i] +
                                             " twice, first as column " + std::to_string(same->second + 1) +
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
    if (!next_row()) { return false; }
    if (count_ != header_.size()) {
        throw Error(Fault::bad_data,
                    file().string() + ":" + std::to_string(line_) + ": the line has " + std::to_string(count_) +
                        " cells, but the header has " + std::to_string(header_.size()) +
                        ". Give every line one cell for each column; put text that holds the separator in "
                        "double quotes.");
    }
    return true;
}

bool DelimitedReader::next_row() {
    std::string_view line;
    do {
        if (!lines_.next(line)) { return false; }
    } while (is_blank(line));
    line_ = lines_.line();
    if (split(line, header_.size(), cells_)) { return true; }
    // A quoted cell may hold line ends; one that never closes would swallow the file.
    constexpr std::size_t most_bytes = std::size_t{1} << 20U;
    while (open_cell_.size() < most_bytes && lines_.next(line)) {
        open_cell_ += '\n';
        if (split_on(line, header_.size(), cells_)) { return true; }
    }
    throw Error(Fault::bad_data, file().string() + ":" + std::to_string(line_) +
                                     ": a quote that begins on this line is not closed. Close it.");
}

bool DelimitedReader::split(std::string_view text, std::size_t most, std::vector<std::string>& cells) {
    cells.clear();
    count_ = 0;
    in_quotes_ = false;
    return split_on(text, most, cells);
}

bool DelimitedReader::split_on(std::string_view text, std::size_t most, std::vector<std::string>& cells) {
    for (std::size_t at = 0;;) {
        if (!in_quotes_) {
            std::size_t begin = at;
            while (begin < text.size() && text[begin] == ' ') { ++begin; }
            in_quotes_ = begin < text.size() && text[begin] == '"';
            if (in_quotes_) {
                at = begin + 1;
                open_cell_.clear();
            }
        }
        std::size_t stop = 0;
        std::string_view cell;
        if (in_quotes_) {
            if (!close_quotes(text, at)) { return false; }
            in_quotes_ = false;
            stop = std::min(text.find(delimiter_, at), text.size());
            if (!trimmed(text.substr(at, stop - at)).empty()) {
                throw Error(Fault::bad_data,
                            place(count_) +
                                ": there is text behind a closing quote. Write a quote inside a quoted "
                                "cell twice.");
            }
            cell = trimmed(open_cell_);
        } else {
            stop = std::min(text.find(delimiter_, at), text.size());
            cell = trimmed(text.substr(at, stop - at));
        }
        if (count_++ < most) { cells.emplace_back(cell); }
        if (stop == text.size()) { return true; }
        at = stop + 1;
    }
}

/// Adds what stands before the closing quote to the open cell and goes behind it; false when the text ends before.
bool DelimitedReader::close_quotes(std::string_view text, std::size_t& at) {
    for (;;) {
        const std::size_t quote = text.find('"', at);
        open_cell_ += text.substr(at, quote == std::string_view::npos ? quote : quote - at);
        if (quote == std::string_view::npos) { return false; }
        at = quote + 1;
        if (at == text.size() || text[at] != '"') { return true; }
        open_cell_ += '"';
        ++at;
    }
}

}  // namespace atria::io
