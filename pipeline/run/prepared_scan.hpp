#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/run/study_records.hpp"

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace atria::pipeline {

/// A kernel with its null models fitted, and what its results are called.
struct PreparedScan {
    std::unique_ptr<ScanKernel> kernel;
    /// Set where the null models differ by chromosome: fits those of one. One is held at a time; `kernel` is then that
    /// of `kernel_chromosome`.
    std::function<std::unique_ptr<ScanKernel>(Chromosome)> kernel_for = {};
    Chromosome kernel_chromosome = 0;
    std::vector<io::TraitResult> traits;
    nlohmann::ordered_json detail;  ///< for the run record: people left out by reason, null models
};

/// Reads the traits from the records and fits the null models; only those of one trait when it is named, of all when
/// the name is empty. Every rank does all of it: the records are small, and so nothing depends on the number of ranks.
using Prepare = std::function<PreparedScan(const StudyRecords&, const std::string& trait)>;

}  // namespace atria::pipeline
