#pragma once

#include "io/hdf5/file.hpp"
#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace atria::io {

/// Where one stored variant of a shard lies.
struct StoredVariant {
    std::uint64_t study_index = 0;  ///< counted from the first study variant of the chromosome
    Encoding encoding = Encoding::packed;
    std::uint8_t base = 0;
    std::uint64_t offset = 0;  ///< row of the packed or the dosage dataset, or first entry of a sparse one
    std::uint32_t length = 0;  ///< sparse entries
    GenotypeCounts counts;     ///< of variants with dosages only `missing` is set
    double info = std::numeric_limits<double>::quiet_NaN();  ///< imputation quality of dosages
};

/// The per-variant columns of a shard, read through a window of some thousand rows: memory does not grow with the
/// shard. Belongs to the thread that calls HDF5.
class ShardMetadata {
public:
    explicit ShardMetadata(const hdf5::InputFile& file);

    [[nodiscard]] std::uint64_t rows() const { return encoding_.rows(); }

    /// The stored variants among the study variants [first, first + count).
    [[nodiscard]] std::vector<StoredVariant> read(std::uint64_t first, std::uint64_t count);

private:
    [[nodiscard]] std::uint64_t row_at_or_after(std::uint64_t study_index);
    void load_window(std::uint64_t first_row);

    bool complete_;  ///< row i is study variant i
    hdf5::Dataset study_index_;
    hdf5::Dataset encoding_;
    hdf5::Dataset base_;
    hdf5::Dataset hom_other_;
    hdf5::Dataset het_;
    hdf5::Dataset hom_effect_;
    hdf5::Dataset missing_;
    hdf5::Dataset offset_;
    hdf5::Dataset length_;
    std::optional<hdf5::Dataset> info_;           ///< none in layouts before dosages
    std::vector<std::uint32_t> first_of_window_;  ///< study index of each window's first row; empty when complete
    std::uint64_t window_first_ = 0;
    std::vector<StoredVariant> window_;
};

}  // namespace atria::io
