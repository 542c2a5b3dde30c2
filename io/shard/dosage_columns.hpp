#pragma once

#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "kernels/data/dosage.hpp"
#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace atria::io {

/// How many bits a dosage has in a shard.
enum class DosageBits : std::uint8_t { eight = 8, sixteen = 16 };

/// Where the dosages of a variant went.
struct PlacedDosages {
    Encoding encoding = Encoding::dosage;
    std::uint8_t base = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
};

/// The datasets of a shard that hold dosages, /genotypes/{dosage, sparse_dosage}: each variant in the smaller form.
class DosageColumns {
public:
    DosageColumns(hdf5::OutputFile& file, std::size_t people, DosageBits bits);

    /// `dosages`: N, as they come back: rounded to the shard's bits.
    PlacedDosages add(std::span<const Dosage> dosages);
    void close();

private:
    bool small_;
    std::uint64_t rows_ = 0;
    std::uint64_t entries_ = 0;
    std::optional<hdf5::ColumnWriter<Dosage>> dense_;
    std::optional<hdf5::ColumnWriter<SmallDosage>> small_dense_;
    hdf5::ColumnWriter<DosageEntry> sparse_;
    std::vector<SmallDosage> row_;
};

}  // namespace atria::io
