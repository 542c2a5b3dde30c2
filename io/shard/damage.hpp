#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// A file that must be as it was written.
struct ExpectedFile {
    std::string path;  ///< relative to the study or the results
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// What is wrong with a file: nothing when its size and SHA-256 are right. Otherwise every chunk of every dataset of an
/// HDF5 file is verified, so that the lines name the datasets whose bytes changed, or say that the change lies outside
/// them. Never throws Error for damage.
[[nodiscard]] std::vector<std::string> find_damage(const std::filesystem::path& folder, const ExpectedFile& file);

}  // namespace atria::io
