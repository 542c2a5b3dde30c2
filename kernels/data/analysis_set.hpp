#pragma once

#include "kernels/data/covariates.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace atria {

/// Who of a cohort takes part in a trait's analysis: everybody whose trait and covariates are all there.
struct AnalysisSet {
    std::vector<std::uint8_t> included;           ///< N people; 1 = analysed
    std::size_t people = 0;                       ///< how many are analysed
    std::map<std::string, std::size_t> left_out;  ///< reason -> people; a person counts under the first that applies
};

/// `traits`: columns that belong to the trait, each N long, with the reason that a missing value gives.
struct RequiredColumn {
    std::string reason;
    std::span<const double> values;
};

[[nodiscard]] AnalysisSet analysis_set(std::span<const RequiredColumn> trait, const Covariates& covariates,
                                       std::size_t people);

}  // namespace atria
