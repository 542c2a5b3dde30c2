#include "io/tables/text_lines.hpp"

#include "io/tables/bgzf.hpp"
#include "kernels/data/error.hpp"

#include <zlib.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

namespace atria::io {

namespace {

/// Is this a file of BGZF blocks without the empty one at its end? Each block is a whole gzip file, so that nothing
/// else tells when some are missing.
bool lacks_bgzf_end(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string end = bgzf_end();
    std::string bytes(end.size(), '\0');
    // The first sixteen bytes of all blocks but the time, the flags and the system that hardly anybody sets otherwise.
    constexpr std::size_t header = 16;
    const auto is_header = [&] {
        return bytes.compare(0, 4, end, 0, 4) == 0 && bytes.compare(10, header - 10, end, 10, header - 10) == 0;
    };
    if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || !is_header()) { return false; }
    file.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
    return !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || bytes != end;
}

/// A line of a prediction file of ten million people, or a thousand letters for each of hundreds of thousands of
/// columns: what is longer is no text, or unpacks without end.
constexpr std::size_t longest_line = std::size_t{1} << 28U;

}  // namespace

struct TextLines::Impl {
    explicit Impl(std::filesystem::path path) : file(std::move(path)) {
        std::error_code error;
        if (std::filesystem::is_directory(file, error)) {
            throw Error(Fault::input_missing, file.string() + ": this is a folder; a file is needed. Check the path.");
        }
        stream = gzopen(file.c_str(), "rb");
        if (stream == nullptr) {
            throw Error(Fault::input_missing, file.string() + ": cannot open it: " + std::strerror(errno) +
                                                  ". Check the path and the rights.");
        }
        gzbuffer(stream, 1U << 18U);
        if (lacks_bgzf_end(file)) {
            gzclose(stream);
            throw Error(Fault::bad_data, file.string() +
                                             ": the file is cut short: the mark at the end of BGZF files is not there. "
                                             "Copy it again from its source, or compress it again.");
        }
    }
    ~Impl() { gzclose(stream); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    /// Refills the buffer; false at the end.
    bool fill() {
        const int got = gzread(stream, buffer.data(), static_cast<unsigned>(buffer.size()));
        int code = Z_OK;
        const char* message = gzerror(stream, &code);
        if (got < 0 || code == Z_BUF_ERROR) {
            if (code == Z_ERRNO) {
                throw Error(Fault::read_write, file.string() + ": reading failed: " + std::strerror(errno) +
                                                   ". Check the disk and run the command again.");
            }
            throw Error(Fault::bad_data, file.string() + ": the compressed text is damaged or cut short (" + message +
                                             "). Copy or compress the file again.");
        }
        begin = 0;
        end = static_cast<std::size_t>(got);
        return got > 0;
    }

    std::filesystem::path file;
    gzFile stream = nullptr;
    std::vector<char> buffer = std::vector<char>(std::size_t{1} << 18U);
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string current;
    std::uint64_t number = 0;
    std::uint64_t line_offset = 0;
    std::uint64_t next_offset = 0;
    bool open_end = false;
};

TextLines::TextLines(std::filesystem::path file) : impl_(std::make_unique<Impl>(std::move(file))) {}
TextLines::~TextLines() = default;
TextLines::TextLines(TextLines&&) noexcept = default;
TextLines& TextLines::operator=(TextLines&&) noexcept = default;

bool TextLines::next(std::string_view& line) {
    Impl& text = *impl_;
    text.current.clear();
    text.line_offset = text.next_offset;
    bool ended = false;
    while (!ended) {
        if (text.begin == text.end && !text.fill()) { break; }
        const char* from = text.buffer.data() + text.begin;
        const std::size_t left = text.end - text.begin;
        const auto* stop = static_cast<const char*>(std::memchr(from, '\n', left));
        const std::size_t length = stop == nullptr ? left : static_cast<std::size_t>(stop - from);
        text.current.append(from, length);
        if (std::memchr(from, '\0', length) != nullptr) {
            ++text.number;
            throw Error(Fault::bad_data,
                        place() + ": the line holds a NUL byte, this is no plain text. Save the file as UTF-8 text.");
        }
        if (text.current.size() > longest_line) {
            ++text.number;
            throw Error(Fault::bad_data,
                        place() + ": the line is longer than 256 MiB. Is this a table? Check the file.");
        }
        ended = stop != nullptr;
        text.begin += length + (ended ? 1 : 0);
        text.next_offset += length + (ended ? 1 : 0);
    }
    if (!ended && text.current.empty()) { return false; }
    ++text.number;
    text.open_end = !ended;
    if (!text.current.empty() && text.current.back() == '\r') { text.current.pop_back(); }
    line = text.current;
    if (text.number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") { line.remove_prefix(3); }
    return true;
}

const std::filesystem::path& TextLines::file() const { return impl_->file; }
std::uint64_t TextLines::line() const { return impl_->number; }
std::uint64_t TextLines::offset() const { return impl_->line_offset; }

void TextLines::seek(std::uint64_t offset, std::uint64_t line) {
    if (gzseek(impl_->stream, static_cast<z_off_t>(offset), SEEK_SET) < 0) {
        throw Error(Fault::read_write, impl_->file.string() + ": cannot go to byte " + std::to_string(offset) +
                                           ". The file changed while it was read; run the command again.");
    }
    impl_->begin = impl_->end = 0;
    impl_->number = line - 1;
    impl_->next_offset = offset;
}

std::string TextLines::open_end() const {
    if (!impl_->open_end) { return {}; }
    return place() + ": the line has no end. Is the file cut short? Compare it with its source.";
}

std::string TextLines::place() const { return impl_->file.string() + ":" + std::to_string(impl_->number); }

}  // namespace atria::io
