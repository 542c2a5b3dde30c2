#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace atria::io {

/// The bytes of a run of features as they lie in the file, not yet checked.
struct RawPredictors;

/// Reader of the features of one set and cohort, as blocks of `Encoding::real`.
///
/// read_raw touches HDF5, which one thread at a time does; decode is const, needs no HDF5 and may run in any
/// thread: it verifies the checksums of the raw chunks and builds the block's views.
class PredictorShardReader {
public:
    explicit PredictorShardReader(const std::filesystem::path& file);
    ~PredictorShardReader();
    PredictorShardReader(PredictorShardReader&&) noexcept;
    PredictorShardReader& operator=(PredictorShardReader&&) noexcept;

    [[nodiscard]] std::size_t people() const;
    [[nodiscard]] std::uint64_t features() const;

    /// Raw bytes for the set's features [first, first + count). Those that this cohort does not have are marked absent.
    [[nodiscard]] std::shared_ptr<const RawPredictors> read_raw(std::uint64_t first, std::uint64_t count) const;

    /// The block, in study order. Throws Error(bad_data) naming file and dataset when a checksum is wrong or a number
    /// is infinite.
    [[nodiscard]] GenotypeBlock decode(const RawPredictors& raw) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
