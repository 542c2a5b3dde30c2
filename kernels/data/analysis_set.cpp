#include "kernels/data/analysis_set.hpp"

#include <cmath>

namespace atria {

AnalysisSet analysis_set(std::span<const RequiredColumn> trait, const Covariates& covariates, std::size_t people) {
    AnalysisSet set;
    set.included.assign(people, 1);
    const auto leave_out = [&set](std::size_t person, const std::string& reason) {
        if (set.included[person] == 0) { return; }
        set.included[person] = 0;
        ++set.left_out[reason];
    };
    for (std::size_t person = 0; person < covariates.chosen.size(); ++person) {
        if (covariates.chosen[person] == 0) { leave_out(person, "left out by --keep or --remove"); }
    }
    for (const RequiredColumn& column : trait) {
        for (std::size_t person = 0; person < column.values.size(); ++person) {
            if (std::isnan(column.values[person])) { leave_out(person, column.reason); }
        }
    }
    for (std::size_t k = 0; k < covariates.names.size(); ++k) {
        // The columns of a categorical covariate, NAME=LEVEL, are missing together.
        const std::string reason = "covariate " + covariates.term(k) + " missing";
        for (std::size_t person = 0; person < people; ++person) {
            if (std::isnan(covariates.values(static_cast<Eigen::Index>(person), static_cast<Eigen::Index>(k)))) {
                leave_out(person, reason);
            }
        }
    }
    for (const std::uint8_t included : set.included) { set.people += included; }
    return set;
}

}  // namespace atria
