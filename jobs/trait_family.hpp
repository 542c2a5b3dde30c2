#pragma once

#include "kernels/data/variant.hpp"
#include "kernels/scan_kernel.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atria::jobs {

/// The traits of one kind in a scan.
struct TraitFamily {
    std::unique_ptr<ScanKernel> kernel;  ///< null: there are no such traits
    /// Set where the null models differ by chromosome; `kernel` is then that of the first one scanned.
    std::function<std::unique_ptr<ScanKernel>(Chromosome)> kernel_for = {};
};

/// Those of the traits that are wanted: all, or only one of them when it is named.
[[nodiscard]] inline std::vector<std::string> wanted_traits(std::vector<std::string> traits, const std::string& only) {
    if (!only.empty()) {
        std::erase_if(traits, [&only](const std::string& trait) { return trait != only; });
    }
    return traits;
}

}  // namespace atria::jobs
