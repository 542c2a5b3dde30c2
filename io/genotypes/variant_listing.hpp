#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string_view>

namespace atria::io {

/// How many variants a genotype file has.
struct ListedVariants {
    std::uint64_t rows = 0;                                          ///< usable or not
    std::array<std::uint64_t, last_chromosome + 1> of_chromosome{};  ///< usable ones, by code; 0 is not used
};

/// The variants of one genotype file on the disk while a study is made, PREFIX.chrN for each chromosome and
/// PREFIX.unusable for those that cannot be used, each in file order: what a scan found in one pass, so that other
/// ranks and later steps need not go through the file again. Native byte order.
class VariantListingWriter {
public:
    /// An empty prefix: counts only. Files are made when there is something to write. Throws Error(read_write).
    explicit VariantListingWriter(std::filesystem::path prefix);

    void add(const FileVariant& variant);
    void add_unusable(std::string_view id, std::string_view detail, std::string_view reason);

    /// Forces them to the disk. Throws Error(read_write), for a full disk say.
    [[nodiscard]] ListedVariants close();

private:
    std::ofstream& file(std::size_t index);

    std::filesystem::path prefix_;
    std::array<std::unique_ptr<std::ofstream>, last_chromosome + 1> files_;  ///< 0: the unusable ones
    ListedVariants counts_;
};

/// Size of all files of a listing; of a whole one it is what it was when it was closed.
[[nodiscard]] std::uint64_t listing_bytes(const std::filesystem::path& prefix);

/// The usable variants of a chromosome, in file order; none when the listing has no such file.
void read_listing(const std::filesystem::path& prefix, Chromosome chromosome,
                  const std::function<void(const FileVariant&)>& take);

/// Those that cannot be used, in file order.
void read_unusable(const std::filesystem::path& prefix, const UnusableVariant& take);

}  // namespace atria::io
