#pragma once

#include "io/tables/delimited_reader.hpp"

#include <cstddef>
#include <string>

namespace atria::io {

/// Place of the column of people's ids: `wanted`, or, when that is empty, the first of id, IID, participant_id, #IID
/// that there is. `naming_table`: where the user may name it ("the cohort table"). Throws Error(bad_data) when there is
/// none.
[[nodiscard]] std::size_t find_id_column(const DelimitedReader& table, const std::string& wanted,
                                         const std::string& naming_table);

}  // namespace atria::io
