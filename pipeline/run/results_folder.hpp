#pragma once

#include "io/file_lock.hpp"

#include <filesystem>

namespace atria::pipeline {

/// The folder of a result while a run works in it: locked against other runs, with room for the parts. What only this
/// run needs is gone at the end, however it ends. Only the root rank makes one.
class ResultsFolder {
public:
    /// Throws Error(refused) when the folder holds a finished result (that of --stub does not count) or foreign files
    /// and `force` is not given, or holds a study; and Error(bad_config) when it cannot be made or written. Leaves
    /// nothing behind.
    static void check(const std::filesystem::path& results, bool force);

    /// Checks, makes and locks the folder, without what an earlier run has left of parts and results. Throws
    /// Error(refused) also when another run is writing there.
    ResultsFolder(std::filesystem::path results, bool force);
    ~ResultsFolder();
    ResultsFolder(const ResultsFolder&) = delete;
    ResultsFolder& operator=(const ResultsFolder&) = delete;

private:
    void clear() const;

    std::filesystem::path results_;
    io::FileLock lock_;
};

}  // namespace atria::pipeline
