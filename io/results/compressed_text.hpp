#pragma once

#include "io/parallel_loop.hpp"
#include "io/unfinished_file.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// Writes text as BGZF (.gz), compressing blocks in parallel. The blocks are cut by their place in the whole stream, so
/// that the bytes do not depend on the pieces in which the text came. The file has its final name only after close().
class CompressedText {
public:
    /// Throws Error(read_write), as do add and close.
    CompressedText(std::filesystem::path file, ParallelLoop loop);

    void add(std::string_view text);
    void close();

    // add and close in steps, for those who compress beside other work: take; cut; compress each block in any thread;
    // write, which may run beside the compressing of what the next cut brings.
    void take(std::string_view text) { waiting_ += text; }
    /// How many blocks are to be compressed: the full ones of what was taken, at the end the rest, too. What the last
    /// cut brought has been compressed by now.
    std::size_t cut(bool end);
    void compress(std::size_t block);
    /// Writes what was compressed before the last cut.
    void write();

private:
    void compress_now(bool end);

    UnfinishedFile unfinished_;
    ParallelLoop loop_;
    std::ofstream out_;
    std::string waiting_;
    std::string cut_;                  ///< being compressed
    std::vector<std::string> blocks_;  ///< of cut_
    std::vector<std::string> ready_;   ///< to be written
};

}  // namespace atria::io
