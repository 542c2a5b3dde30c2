#pragma once

#include "io/file_lock.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace atria::pipeline {

/// The folder of a simulation while it is written: locked, and marked as replaceable until commit(). Only files with
/// the names of a simulation are ever removed from it. Only the root rank makes one.
class SimulationFolder {
public:
    /// `finished`: the file that comes last, cohorts.tsv or study.json. Throws Error(refused) when the folder holds a
    /// finished simulation and `force` is not set, or, whatever `force` says, anything else that is no simulation of
    /// this form; Error(read_write) when it cannot be written, Error(resource_missing) for a disk with less than
    /// `bytes` left. Makes nothing.
    static void check(const std::filesystem::path& folder, const std::string& finished, bool force,
                      std::uint64_t bytes);

    /// Checks, makes and locks the folder, and removes what an earlier simulation left in it.
    SimulationFolder(std::filesystem::path folder, const std::string& finished, bool force, std::uint64_t bytes);
    /// Removes what was written when the work has failed.
    ~SimulationFolder();
    SimulationFolder(const SimulationFolder&) = delete;
    SimulationFolder& operator=(const SimulationFolder&) = delete;

    /// The simulation is whole. That of --stub stays `replaceable`: a real one takes its place unasked.
    void commit(bool replaceable);

    /// The file that tells the next run that this simulation may go.
    static constexpr std::string_view mark = ".replaceable-simulation";

private:
    void clear() const;

    std::filesystem::path folder_;
    io::FileLock lock_;
    bool committed_ = false;
};

}  // namespace atria::pipeline
