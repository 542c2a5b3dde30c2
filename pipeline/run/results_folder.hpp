#pragma once

#include <filesystem>

namespace atria::pipeline {

/// Throws Error(refused) when the folder holds a finished result and `force` is not given, and Error(bad_config) when
/// the folder cannot be made or written. Leaves nothing behind.
void check_results_folder(const std::filesystem::path& results, bool force);

/// Makes the folder, without what an earlier run has left of parts and results.
void make_results_folder(const std::filesystem::path& results);

}  // namespace atria::pipeline
