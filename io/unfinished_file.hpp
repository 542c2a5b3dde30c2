#pragma once

#include <filesystem>

namespace atria::io {

/// Forces the bytes of a finished file to the disk. Throws Error(read_write).
void force_to_disk(const std::filesystem::path& file);

/// A file under construction. It is written under a temporary name in its own folder and gets its final name only in
/// commit(), so that nobody ever sees half of it. A file that is not committed is removed.
class UnfinishedFile {
public:
    /// Makes the folder when it is missing. Throws Error(read_write) when that is not possible.
    explicit UnfinishedFile(std::filesystem::path final_path);
    ~UnfinishedFile();
    UnfinishedFile(UnfinishedFile&& other) noexcept;
    UnfinishedFile& operator=(UnfinishedFile&& other) noexcept;

    [[nodiscard]] const std::filesystem::path& final_path() const { return final_path_; }
    [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_path_; }

    /// Forces the bytes to the disk and renames. The writer must have closed the file before.
    void commit();

private:
    void remove() noexcept;

    std::filesystem::path final_path_;
    std::filesystem::path temporary_path_;  ///< empty once committed or moved from
};

}  // namespace atria::io
