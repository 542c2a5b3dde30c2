#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/genotype_block.hpp"
#include "pipeline/plan/work_plan.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace atria::pipeline {

/// One planned block of one cohort, read but not decoded.
struct RawTile {
    std::function<GenotypeBlock()> decoded;  ///< none: the cohort has nothing on this chromosome
    std::size_t people = 0;
    std::uint64_t variants = 0;

    /// Any thread. Checks the bytes; throws Error(bad_data) naming file and dataset.
    [[nodiscard]] GenotypeBlock decode() const;
};

/// The shard of a cohort and chromosome, or its features of a set of predictors. One thread at a time calls; what a
/// read gives may be decoded in any.
class TileReader {
public:
    TileReader() = default;
    TileReader(const TileReader&) = delete;
    TileReader& operator=(const TileReader&) = delete;
    virtual ~TileReader() = default;

    [[nodiscard]] virtual std::size_t people() const = 0;
    [[nodiscard]] virtual std::uint64_t rows() const = 0;
    [[nodiscard]] virtual std::function<GenotypeBlock()> read(std::uint64_t first, std::uint64_t count) const = 0;
};

/// Reads planned blocks of the chosen cohorts from a study, keeping the shards of one chromosome open; of features
/// where the manifest is that of predictors. One thread at a time calls.
class BlockSource {
public:
    BlockSource(std::filesystem::path study, const io::Manifest& manifest, std::vector<std::size_t> cohorts);

    /// The block's tiles, a cohort each, in the order of the cohorts.
    [[nodiscard]] std::vector<RawTile> read(const PlannedBlock& block);

private:
    void open(Chromosome chromosome);

    std::filesystem::path study_;
    const io::Manifest& manifest_;
    std::vector<std::size_t> cohorts_;
    std::optional<Chromosome> open_;
    std::vector<std::unique_ptr<const TileReader>> shards_;
};

}  // namespace atria::pipeline
