#include "io/results/compressed_text.hpp"

#include "io/tables/bgzf.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

namespace atria::io {

namespace {

/// Full blocks that are collected before they are compressed together [2 MB of text].
constexpr std::size_t blocks_at_once = 32;

/// Numbers with many digits hardly compress: level 6 would take three times as long for a tenth less.
constexpr int compression_level = 1;

void check(const std::ofstream& out, const std::filesystem::path& file, const char* attempt) {
    if (out) { return; }
    throw Error(Fault::read_write, file.string() + ": cannot " + attempt + " it: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

}  // namespace

CompressedText::CompressedText(std::filesystem::path file, ParallelLoop loop)
    : unfinished_(std::move(file)), loop_(std::move(loop)) {
    out_.open(unfinished_.temporary_path(), std::ios::binary | std::ios::trunc);
    check(out_, unfinished_.final_path(), "create");
}

void CompressedText::add(std::string_view text) {
    take(text);
    if (waiting_.size() >= blocks_at_once * bgzf_block_bytes) { compress_now(false); }
}

std::size_t CompressedText::cut(bool end) {
    std::ranges::move(blocks_, std::back_inserter(ready_));
    const std::size_t count = (waiting_.size() + (end ? bgzf_block_bytes - 1 : 0)) / bgzf_block_bytes;
    cut_.assign(waiting_, 0, count * bgzf_block_bytes);
    waiting_.erase(0, count * bgzf_block_bytes);
    blocks_.assign(count, {});
    return count;
}

void CompressedText::compress(std::size_t block) {
    const std::string_view text(cut_);
    blocks_[block] = bgzf_block(text.substr(block * bgzf_block_bytes, bgzf_block_bytes), compression_level);
}

void CompressedText::write() {
    for (const std::string& block : ready_) { out_.write(block.data(), static_cast<std::streamsize>(block.size())); }
    check(out_, unfinished_.final_path(), "write");
    ready_.clear();
}

void CompressedText::compress_now(bool end) {
    loop_(cut(end), [this](std::size_t block) { compress(block); });
    cut(false);
    write();
}

void CompressedText::close() {
    compress_now(true);
    const std::string end = bgzf_end();
    out_.write(end.data(), static_cast<std::streamsize>(end.size()));
    out_.close();
    check(out_, unfinished_.final_path(), "finish");
    unfinished_.commit();
}

}  // namespace atria::io
