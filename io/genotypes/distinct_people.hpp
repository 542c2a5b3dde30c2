#pragma once

#include <string>
#include <vector>

namespace atria::io {

/// Throws Error(bad_data) that begins with `place` when nobody is named, or somebody twice or without a name.
void require_distinct(const std::vector<std::string>& people, const std::string& place);

}  // namespace atria::io
