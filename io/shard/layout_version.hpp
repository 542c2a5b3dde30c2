#pragma once

#include "io/hdf5/file.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>

namespace atria::io {

/// Shards of older layouts hold calls only.
inline constexpr std::uint64_t first_layout_with_dosages = 2;

/// Writes the attributes `layout_version` and `content` of one of the study's files.
void write_layout(const hdf5::OutputFile& file, const std::string& content);

/// Throws Error(bad_data) when the file holds something else, or when its layout is newer than this program.
void check_layout(const hdf5::InputFile& file, const std::string& content);

/// Throws Error(bad_data) naming the dataset when it does not have `rows` rows.
void check_rows(std::uint64_t rows, std::initializer_list<const hdf5::Dataset*> datasets);

}  // namespace atria::io
