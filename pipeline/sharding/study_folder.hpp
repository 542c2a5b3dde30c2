#pragma once

#include "io/file_lock.hpp"
#include "pipeline/checkpoint/run_identity.hpp"

#include <cstdint>
#include <filesystem>

namespace atria::pipeline {

/// The folder of a study under construction: it has a temporary name beside the final one until commit(), and is
/// removed when the work fails, unless keep() says that the same command may go on from there. Only the root rank
/// makes one.
class StudyFolder {
public:
    /// Throws Error(refused) when `final_path` is a finished study (that of --stub does not count) and `force` is not
    /// set, or holds anything else;
    /// Error(read_write) when the folder cannot be made there, Error(resource_missing) for a disk with less than
    /// `bytes` left. Makes nothing.
    static void check(const std::filesystem::path& final_path, bool force, std::uint64_t bytes);

    /// Checks, locks and makes the temporary folder. What an earlier run left there stays when that run had the same
    /// identity; what it had finished is in the ledger there. Throws Error(refused) also when another run is making the
    /// same study, and when one of another identity has finished something there, unless `force` is set: then that is
    /// removed.
    StudyFolder(const std::filesystem::path& final_path, bool force, const RunIdentity& identity);
    ~StudyFolder();
    StudyFolder(const StudyFolder&) = delete;
    StudyFolder& operator=(const StudyFolder&) = delete;

    /// Where the study is built; the same on every rank.
    [[nodiscard]] static std::filesystem::path temporary_path(const std::filesystem::path& final_path);

    /// What is finished stays although the work ends here; nothing stays where nothing is finished.
    void keep();

    /// Gives the folder its name; replaces a study that was there.
    void commit();

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    io::FileLock lock_;
    bool stays_ = false;
};

}  // namespace atria::pipeline
