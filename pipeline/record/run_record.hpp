#pragma once

#include "io/parallel_loop.hpp"
#include "pipeline/comm/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

struct RecordedOption {
    std::string name;
    std::string value;
    std::string origin;
};

/// How a run was asked for.
struct RunRequest {
    std::string job;
    std::vector<RecordedOption> options;  ///< effective, each with its origin
    int threads = 1;                      ///< of this rank
    std::uint64_t memory = 0;             ///< that this rank may use [bytes]
    bool stub = false;                    ///< only valid empty outputs are wanted
};

/// DIR/run.json: what was run, with what, where and when, and how it ended. Written when the run begins (status
/// "running"), and again when it ends, well or badly; always as a whole. The root writes; the other ranks' objects only
/// take part in the gathering of hosts and memory. Times and hosts are nowhere but here and in the log.
class RunRecord {
public:
    /// Collective. Writes the first record. Throws Error(read_write) on all ranks when it cannot be written.
    RunRecord(const std::filesystem::path& results, RunRequest request, const Communicator& communicator);

    /// A file that was read, with the SHA-256 that the study's manifest gives it.
    void add_input(const std::string& path, std::uint64_t bytes, const std::string& sha256);

    /// Finished files of the results, relative to DIR; size and SHA-256 are taken from the files, which are read in the
    /// tasks of `loop`. Root only.
    void add_outputs(std::span<const std::string> paths, const io::ParallelLoop& loop);

    /// Anything that the job counts: people left out by reason, variants by status, ... Replaces the same key.
    void set_detail(const std::string& key, nlohmann::ordered_json value);

    /// Collective. Does the work and records its end: "ok" with the peak memory of each rank, "stopped" where the same
    /// command goes on later, or "failed", with exit code and message, and then throws on.
    void keep(const std::function<void()>& work);

private:
    void write();
    void gather_hosts();
    void gather_peaks();

    std::filesystem::path file_;
    const Communicator& communicator_;
    RunRequest request_;
    nlohmann::ordered_json record_;
};

/// A short text that differs when `text` differs: 16 hexadecimal digits (FNV-1a). Tells parts of other runs apart; it
/// protects from nobody.
[[nodiscard]] std::string fingerprint(const std::string& text);

}  // namespace atria::pipeline
