#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace atria::io::hdf5 {

/// The checksum of HDF5's Fletcher32 filter over the bytes of a chunk: 16-bit big-endian words, an odd last byte as the
/// high half of a word. The filter stores it little-endian behind the bytes. Needs no HDF5; any thread may call it.
[[nodiscard]] std::uint32_t fletcher32(std::span<const std::byte> bytes);

}  // namespace atria::io::hdf5
