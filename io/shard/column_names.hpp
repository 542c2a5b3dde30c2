#pragma once

#include <string>

namespace atria::io {

/// The name under which a column of records is stored: HDF5 links may hold neither '/' nor a lone '.', so those and '%'
/// are written as %2F, %2E, %25. The column's own name stands in its attribute `name`.
[[nodiscard]] std::string stored_column_name(const std::string& name);

}  // namespace atria::io
