#include "io/hdf5/column_writer.hpp"

#include "kernels/data/error.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace atria::io::hdf5 {

namespace {

constexpr std::size_t spill_bytes = std::size_t{1} << 20U;

[[noreturn]] void fail(const std::filesystem::path& folder, const char* attempt) {
    throw Error(Fault::read_write, folder.string() + ": cannot " + attempt +
                                       " a temporary file here: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

}  // namespace

TextColumnWriter::TextColumnWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

TextColumnWriter::~TextColumnWriter() {
    if (spilled_ >= 0) { ::close(spilled_); }
}

TextColumnWriter::TextColumnWriter(TextColumnWriter&& other) noexcept
    : folder_(std::move(other.folder_)),
      waiting_(std::move(other.waiting_)),
      spilled_(std::exchange(other.spilled_, -1)),
      count_(other.count_),
      longest_(other.longest_) {}

void TextColumnWriter::add(std::string_view text) {
    waiting_.append(text);
    waiting_.push_back('\0');
    longest_ = std::max(longest_, text.size());
    ++count_;
    if (waiting_.size() >= spill_bytes) { spill(); }
}

void TextColumnWriter::spill() {
    if (spilled_ < 0) {
        std::string name = (folder_.empty() ? std::filesystem::path(".") : folder_) / ".textXXXXXX";
        spilled_ = ::mkstemp(name.data());
        if (spilled_ < 0) { fail(folder_, "make"); }
        ::unlink(name.c_str());
    }
    for (std::size_t done = 0; done < waiting_.size();) {
        const ssize_t written = ::write(spilled_, waiting_.data() + done, waiting_.size() - done);
        if (written < 0 && errno != EINTR) { fail(folder_, "write"); }
        if (written > 0) { done += static_cast<std::size_t>(written); }
    }
    waiting_.clear();
}

void TextColumnWriter::write(OutputFile& file, const std::string& name) {
    constexpr std::uint64_t chunk_bytes = 262144;
    const std::size_t width = std::max<std::size_t>(longest_, 1);
    const std::uint64_t chunk_rows = std::clamp<std::uint64_t>(chunk_bytes / width, 1, 16384);
    Dataset dataset = file.create_dataset(name, {Element::text, width, 0, chunk_rows, true});

    std::vector<std::string> batch;
    std::string piece;  // the string that is being put together
    const auto take = [&](const char* begin, const char* end) {
        while (begin != end) {
            const char* stop = std::find(begin, end, '\0');
            piece.append(begin, stop);
            if (stop == end) { return; }
            batch.push_back(std::exchange(piece, {}));
            if (batch.size() == chunk_rows) {
                dataset.append_text(batch);
                batch.clear();
            }
            begin = stop + 1;
        }
    };
    if (spilled_ >= 0) {
        if (::lseek(spilled_, 0, SEEK_SET) < 0) { fail(folder_, "read"); }
        std::vector<char> buffer(spill_bytes);
        for (;;) {
            const ssize_t got = ::read(spilled_, buffer.data(), buffer.size());
            if (got < 0 && errno != EINTR) { fail(folder_, "read"); }
            if (got == 0) { break; }
            if (got > 0) { take(buffer.data(), buffer.data() + got); }
        }
    }
    take(waiting_.data(), waiting_.data() + waiting_.size());
    dataset.append_text(batch);
    waiting_.clear();
}

}  // namespace atria::io::hdf5
