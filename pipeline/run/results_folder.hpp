#pragma once

#include "io/file_lock.hpp"

#include <filesystem>

namespace atria::pipeline {

/// The folder of a result while a run works in it: locked against other runs, with room for the parts. What only this
/// run needs is gone at the end, however it ends. Only the root rank makes one.
class ResultsFolder {
public:
    /// Throws Error(refused) when the folder holds a finished result (that of --stub does not count) or foreign files
    /// and `force` is not given, or is in a study; and Error(bad_config) when it cannot be made or written. Leaves
    /// nothing behind.
    static void check(const std::filesystem::path& results, bool force);

    /// Checks, makes and locks the folder. Throws Error(refused) also when another run is writing there. What an
    /// earlier run has left goes at once, but a finished result (--force) stays until clear().
    ResultsFolder(std::filesystem::path results, bool force);
    ~ResultsFolder();
    ResultsFolder(const ResultsFolder&) = delete;
    ResultsFolder& operator=(const ResultsFolder&) = delete;

    /// Is a finished result still in it?
    [[nodiscard]] bool holds_result() const { return holds_result_; }
    /// Removes parts and results of an earlier run, and makes room for new parts.
    void clear();
    /// Removes the parts and frees their space, so that a record can be written on a full disk.
    void drop_parts() const noexcept;

private:
    std::filesystem::path results_;
    io::FileLock lock_;
    bool holds_result_ = false;
};

}  // namespace atria::pipeline
