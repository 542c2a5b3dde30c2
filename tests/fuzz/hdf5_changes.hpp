#pragma once

#include "tests/fuzz/input.hpp"

#include <filesystem>
#include <string>

namespace atria::fuzz {

/// Changes a sound HDF5 file as the input says: values of datasets and attributes, rows, types and shapes, and what is
/// there at all. The library writes them, so that every checksum is right and the readers' own looks are reached, which
/// bytes turned at random never do. `sound` are the bytes of the file; the changed one is `name` in scratch().
std::filesystem::path put_changed(const std::string& name, const std::string& sound, Input& changes);

/// The bytes of a file in scratch().
[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);

}  // namespace atria::fuzz
