#include "pipeline/simulation/cohort_levels.hpp"

#include <cassert>
#include <cstring>
#include <span>

namespace atria::pipeline {

std::vector<std::vector<double>> gather_levels(const Communicator& communicator, const CohortLevels& mine,
                                               std::size_t traits) {
    // Each cohort is a row of its number (exact in a double) and its T levels.
    std::vector<double> rows;
    for (const auto& [cohort, levels] : mine) {
        assert(levels.size() == traits);
        rows.push_back(cohort);
        rows.insert(rows.end(), levels.begin(), levels.end());
    }
    CohortLevels all;
    for (const auto& bytes : communicator.gather_to_root(std::as_bytes(std::span(rows)))) {
        std::vector<double> values(bytes.size() / sizeof(double));
        if (!bytes.empty()) { std::memcpy(values.data(), bytes.data(), bytes.size()); }
        for (auto row = values.begin(); row != values.end(); row += static_cast<std::ptrdiff_t>(traits + 1)) {
            all[static_cast<std::uint32_t>(*row)].assign(row + 1, row + 1 + static_cast<std::ptrdiff_t>(traits));
        }
    }
    std::vector<std::vector<double>> ordered;
    for (auto& [cohort, levels] : all) { ordered.push_back(std::move(levels)); }
    return ordered;
}

}  // namespace atria::pipeline
