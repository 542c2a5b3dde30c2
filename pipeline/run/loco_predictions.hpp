#pragma once

#include "io/predictions/loco_file.hpp"
#include "pipeline/run/study_records.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Polygenic predictions that leave one chromosome out, of the traits and the people of a scan.
///
/// REGENIE writes a person as FID_IID and a study knows the id of the records, which is the IID. An id of the file
/// therefore belongs to the person whose id is all of it, or what stands behind one of its underscores. A FID
/// that is the name of a cohort of the study, scanned or not, means people of that cohort only. Where that leaves
/// several people, the one whose cohort's name is the FID is meant; if there is none, the id is ambiguous.
class LocoPredictions {
public:
    /// Reads and checks everything. Throws Error for a trait that is not listed, a scanned chromosome that a file
    /// lacks, an ambiguous id, two ids of one person, and a file that knows nobody of the study.
    LocoPredictions(const std::filesystem::path& list, std::span<const std::string> traits,
                    const StudyRecords& records);

    /// N people of a cohort of the scan, for the trait in the order given; NaN = missing. Who lacks a prediction on
    /// some chromosome lacks it on all.
    [[nodiscard]] std::vector<std::vector<double>> read(std::size_t trait, Chromosome chromosome);

private:
    struct Trait {
        io::LocoFile file;
        /// A cohort × person: column of the file, or `nowhere`.
        std::vector<std::vector<std::uint32_t>> columns;
    };
    static constexpr std::uint32_t nowhere = ~std::uint32_t{0};

    std::vector<Trait> traits_;
};

}  // namespace atria::pipeline
