#pragma once

#include "io/hdf5/object.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atria::io::hdf5 {

void set_attribute(const Object& object, const std::string& name, std::uint64_t value);
void set_attribute(const Object& object, const std::string& name, const std::string& value);

[[nodiscard]] bool has_attribute(const Object& object, const std::string& name);

/// Throw Error(bad_data) naming file, object and attribute when it is missing or of another type.
[[nodiscard]] std::uint64_t number_attribute(const Object& object, const std::string& name);
[[nodiscard]] std::string text_attribute(const Object& object, const std::string& name);

/// All attributes as text, by name.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> all_attributes(const Object& object);

}  // namespace atria::io::hdf5
