#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace atria::pipeline {

/// Pieces of work that are finished, by name, with whatever a later run has to know of each.
using LedgerEntries = std::map<std::string, nlohmann::ordered_json>;

/// Where a rank writes down, in a file of its own, what it has finished: a line a piece, with a checksum, on the disk
/// before add() returns. A line that a killed run left half is no line.
class Ledger {
public:
    /// FOLDER/ledger/rank-NNNN.jsonl, appended to. Made with the first entry.
    Ledger(const std::filesystem::path& folder, int rank);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Write it down when the files of the piece have their names. Throws Error(read_write).
    void add(const std::string& name, const nlohmann::ordered_json& what);

    /// What all ranks of all runs wrote down; of two entries of a name the one read last, in the order of file names.
    [[nodiscard]] static LedgerEntries read(const std::filesystem::path& folder);

    /// Of all ranks, when everything is finished.
    static void remove(const std::filesystem::path& folder);

private:
    void open();

    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace atria::pipeline
