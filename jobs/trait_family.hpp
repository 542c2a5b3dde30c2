#pragma once

#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <functional>
#include <memory>

namespace atria::jobs {

/// The traits of one kind in a scan.
struct TraitFamily {
    std::unique_ptr<ScanKernel> kernel;  ///< null: there are no such traits
    /// Set where the null models differ by chromosome; `kernel` is then that of the first one scanned.
    std::function<std::unique_ptr<ScanKernel>(Chromosome)> kernel_for = {};
};

}  // namespace atria::jobs
