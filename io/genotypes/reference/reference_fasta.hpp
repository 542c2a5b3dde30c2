#pragma once

#include "io/genotypes/reference/reference_sequence.hpp"

#include <htslib/faidx.h>
#include <array>
#include <filesystem>
#include <memory>
#include <string>

namespace atria::io {

/// A FASTA file of a genome, plain or by bgzip, with its index (.fai) beside it. Not for several threads at once.
class ReferenceFasta final : public ReferenceSequence {
public:
    /// `build`: GRCh37, GRCh38, or empty when it is not known. Throws Error(input_missing) without file or index,
    /// Error(bad_data) when it has no chromosome, or the length of one is that of another build.
    ReferenceFasta(std::filesystem::path file, const std::string& build);

    [[nodiscard]] std::uint32_t length(Chromosome chromosome) const override { return lengths_.at(chromosome); }

    /// Throws Error(read_write).
    [[nodiscard]] char base(Chromosome chromosome, std::uint32_t position) const override;

private:
    struct Close {
        void operator()(faidx_t* index) const { fai_destroy(index); }
    };

    void read_window(Chromosome chromosome, std::uint32_t position) const;

    std::filesystem::path file_;
    std::unique_ptr<faidx_t, Close> index_;
    std::array<std::string, last_chromosome + 1> names_;
    std::array<std::uint32_t, last_chromosome + 1> lengths_{};
    // The piece of the sequence read last:
    mutable Chromosome chromosome_ = 0;
    mutable std::uint32_t first_ = 1;
    mutable std::string window_;
};

}  // namespace atria::io
