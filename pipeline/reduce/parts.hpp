#pragma once

#include "io/results/part_file.hpp"
#include "pipeline/plan/work_plan.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Where the rows of every block of the plan lie. Ranks hold runs of blocks, so one part at a time is open.
class Parts {
public:
    /// `run` as given to PartWriter. The traits outlive the object. Throws Error(bad_data) naming a block that no part
    /// holds, and what the readers throw.
    Parts(const WorkPlan& plan, std::filesystem::path results, std::span<const io::TraitResult> traits,
          std::string run);

    ScanRows read(const PlannedBlock& block, std::size_t trait);

private:
    struct Place {
        int rank = -1;
        io::PartBlock held;
    };

    io::PartReader& open(int rank);
    [[noreturn]] void refuse(int rank, const std::string& what) const;

    std::filesystem::path results_;
    std::span<const io::TraitResult> traits_;
    std::string run_;
    std::vector<Place> places_;
    std::optional<io::PartReader> reader_;
    int rank_ = -1;
};

}  // namespace atria::pipeline
