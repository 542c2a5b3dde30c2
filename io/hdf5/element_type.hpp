#pragma once

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/object.hpp"

#include <cstddef>
#include <cstdint>

// Private to io/hdf5: HDF5 types of the elements. On disk everything is little-endian.
namespace atria::io::hdf5 {

/// A type identifier for values in memory and on disk (the program runs on little-endian machines only).
[[nodiscard]] Identifier make_type(Element element, std::size_t text_width);

/// Fills in element and width; false when the type is none of ours.
[[nodiscard]] bool recognise(std::int64_t type, Element& element, std::size_t& text_width);

}  // namespace atria::io::hdf5
