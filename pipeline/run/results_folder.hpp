#pragma once

#include "io/file_lock.hpp"
#include "pipeline/checkpoint/run_identity.hpp"

#include <filesystem>
#include <string>

namespace atria::pipeline {

/// The folder of a result while a run works in it: locked against other runs, with room for the parts. What only this
/// run needs is gone at the end, unless it ends early and the same command may go on from there. Only the root rank
/// makes one.
class ResultsFolder {
public:
    /// Throws Error(refused) when the folder holds a finished result (that of --stub does not count) or foreign files
    /// or what an unfinished run of another identity has finished, and `force` is not given, or is in a study; and
    /// Error(bad_config) when it cannot be made or written. Leaves nothing behind.
    static void check(const std::filesystem::path& results, bool force, const RunIdentity* identity = nullptr);

    /// Checks, makes and locks the folder. What an unfinished run of the same identity has left stays; that of another
    /// one goes at once, but a finished result (--force) stays until clear(). Without `identity` nothing is gone on
    /// with. Throws Error(refused) also when another run is writing there, and when an unfinished run of another
    /// identity has finished something there, unless `force` is given.
    ResultsFolder(std::filesystem::path results, bool force, const RunIdentity* identity = nullptr);
    ~ResultsFolder();
    ResultsFolder(const ResultsFolder&) = delete;
    ResultsFolder& operator=(const ResultsFolder&) = delete;

    /// Is a finished result still in it?
    [[nodiscard]] bool holds_result() const { return holds_result_; }
    /// Removes parts and results of an earlier run, and makes room for new parts; parts that are gone on with stay.
    void clear();
    /// Removes the parts and frees their space, so that a record can be written on a full disk.
    void drop_parts() const noexcept;
    /// What is finished stays although the run ends here; where nothing is, nothing stays.
    void keep_parts();

private:
    std::filesystem::path results_;
    const RunIdentity* identity_;
    io::FileLock lock_;
    bool holds_result_ = false;
    bool goes_on_ = false;
    bool keeps_parts_ = false;
};

}  // namespace atria::pipeline
