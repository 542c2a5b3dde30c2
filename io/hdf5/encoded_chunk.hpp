#pragma once

#include "io/hdf5/dataset.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace atria::io::hdf5 {

/// A chunk of a compressed dataset as its filters leave it: shuffled (numbers of several bytes), deflated, and with a
/// Fletcher32 checksum; leading planes of bytes that look like noise are stored in the deflated stream as they are.
/// `values`: its bytes, fewer than a whole chunk in the last one, which is filled up with zeros.
/// Needs no HDF5, so that any thread may call it; the same values always give the same bytes.
[[nodiscard]] std::vector<std::byte> encoded_chunk(const Layout& layout, std::span<const std::byte> values);

}  // namespace atria::io::hdf5
