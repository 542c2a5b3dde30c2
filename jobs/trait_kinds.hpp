#pragma once

#include "jobs/options/option_table.hpp"
#include "pipeline/run/study_records.hpp"

#include <string>
#include <vector>

namespace atria::jobs {

/// The traits of `associate` by the model that they are scanned with, each kind in the order in which it was named.
struct TraitKinds {
    std::vector<std::string> quantitative;  ///< linear
    std::vector<std::string> binary;        ///< logistic
};

/// Declares --trait, --binary-trait and --model, and what changes the scans of both kinds: robust standard errors and
/// predictions.
void add_trait_options(OptionTable& table);

/// All traits of --trait and --binary-trait, or only `only` of them unless that is empty. With --model auto the values
/// of the records decide about those of --trait.
[[nodiscard]] TraitKinds kinds_of_traits(const pipeline::StudyRecords& records, const Options& options,
                                         const std::string& only);

}  // namespace atria::jobs
