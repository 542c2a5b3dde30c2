#pragma once

#include "io/tables/delimited_reader.hpp"

#include <span>
#include <string_view>

namespace atria::io {

/// Throws Error(bad_data) for a column whose name is nearly one of `known`: a misspelt one would be passed over, and
/// with it what it says. Names with a colon are labels and others' annotations; `prefix` may stand before a known name.
void refuse_misspelt_columns(const DelimitedReader& table, std::span<const std::string_view> known,
                             std::string_view prefix = {});

}  // namespace atria::io
