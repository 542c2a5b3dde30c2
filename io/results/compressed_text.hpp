#pragma once

#include "io/parallel_loop.hpp"
#include "io/unfinished_file.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace atria::io {

/// Writes text as BGZF (.gz), compressing blocks in parallel. The blocks are cut by their place in the whole stream, so
/// that the bytes do not depend on the pieces in which the text came. The file has its final name only after close().
class CompressedText {
public:
    /// Throws Error(read_write), as do add and close.
    CompressedText(std::filesystem::path file, ParallelLoop loop);

    void add(std::string_view text);
    void close();

private:
    void compress(std::size_t count);

    UnfinishedFile unfinished_;
    ParallelLoop loop_;
    std::ofstream out_;
    std::string waiting_;
};

}  // namespace atria::io
