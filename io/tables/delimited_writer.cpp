#include "io/tables/delimited_writer.hpp"

#include "io/tables/bgzf.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

namespace atria::io {
namespace {

constexpr std::size_t plain_buffer = std::size_t{1} << 18U;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& attempt) {
    throw Error(Fault::read_write, file.string() + ": cannot " + attempt + " it: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

}  // namespace

std::string on_one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char letter) { return letter == '\t' || letter == '\n' || letter == '\r'; }, ' ');
    return line;
}

DelimitedWriter::DelimitedWriter(std::filesystem::path file, std::string missing)
    : unfinished_(std::move(file)),
      missing_(std::move(missing)),
      compressed_(unfinished_.final_path().extension() == ".gz") {
    out_.open(unfinished_.temporary_path(), std::ios::binary | std::ios::trunc);
    if (!out_) { fail(unfinished_.final_path(), "create"); }
}

void DelimitedWriter::separate() {
    if (row_begun_) { pending_ += '\t'; }
    row_begun_ = true;
}

DelimitedWriter& DelimitedWriter::cell(std::string_view text) {
    if (text.find_first_of("\t\n\r") != std::string_view::npos) {
        throw Error(Fault::bad_data, unfinished_.final_path().string() + ": row " + std::to_string(rows_ + 1) +
                                         " holds a tab or a line break inside the cell '" + std::string(text) +
                                         "'; remove it from the input");
    }
    separate();
    if (!text.starts_with('"')) {
        pending_ += text;
        return *this;
    }
    pending_ += '"';
    for (const char letter : text) { pending_.append(letter == '"' ? 2 : 1, letter); }
    pending_ += '"';
    return *this;
}

DelimitedWriter& DelimitedWriter::cell(double value) {
    separate();
    if (std::isnan(value)) {
        pending_ += missing_;
        return *this;
    }
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    pending_.append(text.data(), end);
    return *this;
}

void DelimitedWriter::end_row() {
    pending_ += '\n';
    row_begun_ = false;
    ++rows_;
    flush(compressed_ ? bgzf_block_bytes : plain_buffer);
}

void DelimitedWriter::flush(std::size_t keep_below) {
    if (pending_.size() < keep_below || pending_.empty()) { return; }
    if (!compressed_) {
        write(pending_);
        pending_.clear();
        return;
    }
    std::size_t begin = 0;
    while (pending_.size() - begin >= keep_below && begin < pending_.size()) {
        const std::size_t count = std::min(bgzf_block_bytes, pending_.size() - begin);
        write(bgzf_block(std::string_view(pending_).substr(begin, count)));
        begin += count;
    }
    pending_.erase(0, begin);
}

void DelimitedWriter::write(std::string_view bytes) {
    if (!out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
        fail(unfinished_.final_path(), "write");
    }
}

void DelimitedWriter::close() {
    flush(0);
    if (compressed_) { write(bgzf_end()); }
    out_.close();
    if (!out_) { fail(unfinished_.final_path(), "finish"); }
    unfinished_.commit();
}

}  // namespace atria::io
