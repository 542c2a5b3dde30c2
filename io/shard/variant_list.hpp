#pragma once

#include "kernels/data/variant.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace atria::io {

/// Reader of STUDY/variants.h5, the aligned variants of all cohorts in study order. Not thread-safe: one thread calls
/// HDF5.
class VariantListReader {
public:
    explicit VariantListReader(const std::filesystem::path& file);
    ~VariantListReader();
    VariantListReader(VariantListReader&&) noexcept;
    VariantListReader& operator=(VariantListReader&&) noexcept;

    [[nodiscard]] std::uint64_t size() const;

    /// The variants [first, first + count). Throws Error(bad_data) naming the dataset when its checksum is wrong.
    [[nodiscard]] std::vector<Variant> read(std::uint64_t first, std::uint64_t count) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Writes variants.h5, the aligned list, in study order, with bounded memory.
class VariantListWriter {
public:
    explicit VariantListWriter(const std::filesystem::path& file);
    ~VariantListWriter();
    VariantListWriter(VariantListWriter&&) noexcept;
    VariantListWriter& operator=(VariantListWriter&&) noexcept;

    void add(const Variant& variant);
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io
