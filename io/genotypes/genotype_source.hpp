#pragma once

#include "kernels/data/chromosome.hpp"
#include "kernels/data/dosage.hpp"
#include "kernels/data/region.hpp"
#include "kernels/data/variant_fate.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// A person of the cohort whom a genotype file does not have.
inline constexpr std::uint32_t no_sample = 0xFFFFFFFFU;

/// Where a variant stands in a genotype file. Means something to the file's own reader only; ascends in file order.
struct VariantPlace {
    std::uint64_t offset = 0;
    std::uint32_t alternative = 0;  ///< which of several variants at this offset
};

/// A variant that can be used, as a genotype file has it; the texts live until the next one.
struct FileVariant {
    Chromosome chromosome = 0;
    std::uint32_t position = 0;
    std::string_view effect_allele;  ///< upper case
    std::string_view other_allele;   ///< upper case
    std::string_view id;             ///< may be empty
    bool turned = false;             ///< calls count the other allele
    VariantPlace place;
    VariantFate read_as{};  ///< how the names above differ from those in the file
};

/// Is told about a variant that cannot be used: its id, position and alleles as far as they are known (may be empty),
/// and why.
using UnusableVariant = std::function<void(std::string_view id, std::string_view detail, std::string_view reason)>;

/// A variant that is to be read.
struct WantedVariant {
    VariantPlace place;
    bool turned = false;  ///< copies of the other allele than the one that the file counts
};

/// One variant in N people; the bytes live until the next one. Either calls or dosages.
struct GenotypeRow {
    std::span<const std::uint8_t> calls;                     ///< ceil(N / 4) bytes, packed (genotype_block.hpp)
    std::span<const Dosage> dosages;                         ///< N
    double info = std::numeric_limits<double>::quiet_NaN();  ///< IMPUTE's, where there are probabilities
};

/// Calls and dosages that were not what most are, of the people asked for.
struct UnusualCalls {
    std::uint64_t single = 0;  ///< of one allele on an autosome, counted as 0 or 2 copies
    std::uint64_t half = 0;    ///< of two alleles one of which is missing, taken as missing
    std::uint64_t called = 0;  ///< calls (GT) in place of dosages or probabilities (DS, GP) that are missing

    UnusualCalls& operator+=(const UnusualCalls& other) {
        single += other.single;
        half += other.half;
        called += other.called;
        return *this;
    }
    friend bool operator==(const UnusualCalls&, const UnusualCalls&) = default;
};

/// Gives the variants that it was made for, one after the other.
class GenotypeReader {
public:
    virtual ~GenotypeReader() = default;

    /// Of the variants so far; a format whose calls are all alike has none.
    [[nodiscard]] virtual UnusualCalls unusual() const { return {}; }

    /// Throws Error naming file and variant when the file cannot be understood there.
    [[nodiscard]] virtual GenotypeRow next() = 0;
};

/// The genome build that a file states, and where.
struct StatedBuild {
    std::string build;  ///< GRCh37, GRCh38 or empty
    std::string words;  ///< that say so, for messages
};

/// What a scan of a genotype file found out besides its variants.
struct ScanReport {
    std::string taken_from;             ///< what calls and dosages come from, in words for the log
    std::vector<std::string> warnings;  ///< about the file
};

/// A genotype file of any format, opened: its people are known, its variants not yet.
class GenotypeSource {
public:
    virtual ~GenotypeSource() = default;

    /// Ids, distinct, in the order of the file.
    [[nodiscard]] virtual const std::vector<std::string>& people() const = 0;

    /// What the header says.
    [[nodiscard]] virtual StatedBuild stated_build() const { return {}; }

    /// Goes through the whole file once and tells every variant, in file order, to one of the two. Throws Error as the
    /// format's reader says.
    [[nodiscard]] virtual ScanReport scan(const std::function<void(const FileVariant&)>& take,
                                          const UnusableVariant& unusable) const = 0;

    /// The same, but variants outside of the regions, which ascend and do not overlap, may be passed over: those of a
    /// file with an index are not read.
    [[nodiscard]] virtual ScanReport scan_regions(const std::vector<Region>& /*regions*/,
                                                  const std::function<void(const FileVariant&)>& take,
                                                  const UnusableVariant& unusable) const {
        return scan(take, unusable);
    }

    /// A reader of `wanted`, in this order; ascending places are read fastest. `sample_of_person`: N places among
    /// people(), or no_sample, who is missing. Call it for a file that a scan found sound.
    [[nodiscard]] virtual std::unique_ptr<GenotypeReader> reader(std::vector<std::uint32_t> sample_of_person,
                                                                 std::vector<WantedVariant> wanted) const = 0;
};

}  // namespace atria::io
