#pragma once

#include "io/results/trait_result.hpp"
#include "kernels/data/analysis_set.hpp"
#include "pipeline/run/study_records.hpp"

#include <nlohmann/json.hpp>
#include <span>
#include <string>

namespace atria::jobs {

/// Who is analysed and who is left out why, a line a cohort in the log and the same for the run record.
[[nodiscard]] nlohmann::ordered_json report_people(const std::string& trait, const pipeline::StudyRecords& records,
                                                   std::span<const AnalysisSet> sets);

/// Warns of covariates of the trait that say nothing beyond those before them.
void warn_of_dropped_covariates(const std::string& trait, std::span<const std::string> dropped);

/// What the results say of every trait alike: cohorts, covariates and the people analysed.
[[nodiscard]] io::TraitResult describe_result(const std::string& trait, const pipeline::StudyRecords& records,
                                              std::span<const AnalysisSet> sets);

}  // namespace atria::jobs
