#pragma once

#include "io/harmonisation/records_survey.hpp"
#include "io/tables/cohort_table.hpp"
#include "pipeline/sharding/build_study.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The records of all cohorts, each with its dictionary and rules. Throws Error(bad_data) as the readers do, and when
/// the rules name a cohort that the table lacks or have none for one that it has.
[[nodiscard]] std::vector<io::RecordsSurvey> survey_cohorts(const io::CohortTable& table,
                                                            const ShardingRequest& request);

/// Looks over the cohorts' records together: warns of columns with many -9, of changed cells, of complete variables
/// that are missing in everybody, and of columns whose values in one cohort lie far from all others, as those of
/// another unit do. Throws Error(bad_data) for a column that is in two units.
void check_records(const io::CohortTable& table, std::span<const io::RecordsSurvey> surveys,
                   const std::map<std::string, io::ColumnType>& types);

}  // namespace atria::pipeline
