#pragma once

#include "kernels/quality/frequency_outliers.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace atria::pipeline {

/// Counts the effect alleles of all A/T and C/G variants in the people of each cohort, whose frequency tells the strand
/// (io::VariantAlignment); only these variants' calls are read, and a single copy of X, Y or MT counts twice, as it is
/// called. The counts are left in `folder`, beside the lists of
/// list_genotypes. Each file and chromosome is read by one rank; cohorts with the same file share the reading. Nothing
/// is done when all cohorts have the same file. Collective. Throws Error on all ranks when a file is not sound.
void count_strand_evidence(const StudyInput& study, const std::filesystem::path& folder,
                           const Communicator& communicator);

/// The counts of one cohort's file on one chromosome, in the order of its list.
class StrandEvidenceReader {
public:
    StrandEvidenceReader(const StudyInput& study, const std::filesystem::path& folder, std::uint32_t cohort,
                         const GenotypeInput& genotypes, Chromosome chromosome);

    /// Of the next A/T or C/G variant; without alleles where nothing was counted. Throws Error(read_write).
    [[nodiscard]] quality::AlleleSample next();

private:
    std::filesystem::path file_;
    std::ifstream input_;
    bool counted_ = false;
    std::size_t place_ = 0;  ///< of the cohort among those that share the file
    std::vector<quality::AlleleSample> row_;
};

}  // namespace atria::pipeline
