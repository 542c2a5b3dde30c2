#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace atria::pipeline {

/// Everything that the bytes of a run's results depend on, by name: version, options, input files. A run goes on with
/// what another has finished only when they have the same identity.
class RunIdentity {
public:
    void add(const std::string& name, const std::string& value);

    /// A file by size and SHA-256; one above 16 MiB by size and time of its last change, since reading it may take as
    /// long as the run. A file that is not there is entered as such.
    void add_file(const std::string& name, const std::filesystem::path& file);

    /// A short text that differs when the identity does.
    [[nodiscard]] std::string digest() const;

    /// Throws Error(read_write).
    void write(const std::filesystem::path& file) const;

    /// What differs from the identity in `file`, in words, the first few; empty: nothing. A file that cannot be
    /// understood differs.
    [[nodiscard]] std::string difference(const std::filesystem::path& file) const;

private:
    nlohmann::ordered_json values_ = nlohmann::ordered_json::object();
};

}  // namespace atria::pipeline
