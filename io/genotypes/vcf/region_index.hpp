#pragma once

#include "kernels/data/region.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atria::io {

/// A region of one contig of a VCF or BCF file, and where to begin to read.
struct IndexedRegion {
    std::string contig;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint64_t offset = 0;  ///< of the first line or record that may be in it
};

/// Where the regions, which ascend, lie in a file by bgzip with an index beside it (.tbi or .csi); those that hold
/// nothing are left out. Nothing without an index, or with one that is older than the file or cannot be read: the whole
/// file has to be gone through then.
[[nodiscard]] std::optional<std::vector<IndexedRegion>> indexed_regions(const std::filesystem::path& file, bool is_bcf,
                                                                        const std::vector<Region>& regions);

}  // namespace atria::io
