#pragma once

#include "io/genotypes/bgen/bgen_file.hpp"
#include "kernels/data/dosage.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// Turns the probabilities of BGEN variants of two alleles into dosages of the second one.
class BgenProbabilities {
public:
    /// `people`: of the file.
    BgenProbabilities(BgenFile::Compression compression, std::uint32_t people);
    ~BgenProbabilities();
    BgenProbabilities(const BgenProbabilities&) = delete;
    BgenProbabilities& operator=(const BgenProbabilities&) = delete;

    /// Unpacks and checks a variant's bytes. Returns what is wrong with them; empty: nothing.
    [[nodiscard]] std::string unpack(std::span<const std::uint8_t> data, std::uint32_t whole_bytes);

    /// The dosages in N people, `sample_of_person` as in GenotypeSource; `turned`: copies of the first allele. `info`:
    /// IMPUTE's. Returns what is wrong with the probabilities; empty: nothing.
    [[nodiscard]] std::string take(std::span<const std::uint32_t> sample_of_person, bool turned,
                                   std::span<Dosage> dosages, double& info) const;

private:
    struct Decompressor;

    [[nodiscard]] std::string inflate(std::span<const std::uint8_t> data);
    [[nodiscard]] std::string check();

    BgenFile::Compression compression_;
    std::uint32_t people_;
    std::unique_ptr<Decompressor> decompressor_;
    std::vector<std::uint8_t> whole_;
    // Of the variant unpacked last:
    std::span<const std::uint8_t> ploidy_;  ///< a byte a sample: ploidy in bits 0-5, missing in bit 7
    std::span<const std::uint8_t> values_;
    std::vector<std::uint32_t> first_value_;  ///< of each sample; empty: two for everybody
    unsigned bits_ = 0;
    bool is_phased_ = false;
};

}  // namespace atria::io
