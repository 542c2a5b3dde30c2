#pragma once

#include "io/unfinished_file.hpp"

#include <filesystem>
#include <fstream>
#include <string_view>

namespace atria::io {

/// Writes text as it is, piece by piece. The file has its final name only after close().
class PlainText {
public:
    /// Throws Error(read_write), as do add and close.
    explicit PlainText(std::filesystem::path file);

    void add(std::string_view text);
    void close();

private:
    void check(const char* attempt) const;

    UnfinishedFile unfinished_;
    std::ofstream out_;
};

}  // namespace atria::io
