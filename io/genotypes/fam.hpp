#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// The people of a PLINK .fam file, in file order, by the id of its second column (IID). Throws Error(bad_data) naming
/// file and line when a line does not have six columns or an id occurs twice.
[[nodiscard]] std::vector<std::string> read_fam(const std::filesystem::path& file);

}  // namespace atria::io
