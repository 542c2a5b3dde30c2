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

/// Where the rows of every block of the plan lie. Parts hold runs of blocks, so one at a time is open.
class Parts {
public:
    /// `names`: of the parts in DIR/.parts; `run` as given to PartWriter. The traits outlive the object. Throws
    /// Error(bad_data) naming a block that no part holds, and what the readers throw.
    Parts(const WorkPlan& plan, const std::filesystem::path& results, std::vector<std::string> names,
          std::span<const io::TraitResult> traits, std::string run);

    ScanRows read(const PlannedBlock& block, std::size_t trait);

private:
    struct Place {
        std::size_t part = nowhere;
        io::PartBlock held;
    };
    static constexpr std::size_t nowhere = ~std::size_t{0};

    io::PartReader& open(std::size_t part);
    [[noreturn]] void refuse(const std::string& which) const;

    std::filesystem::path folder_;
    std::vector<std::string> names_;
    std::span<const io::TraitResult> traits_;
    std::string run_;
    std::vector<Place> places_;
    std::optional<io::PartReader> reader_;
    std::size_t part_ = nowhere;  ///< that is open
};

}  // namespace atria::pipeline
