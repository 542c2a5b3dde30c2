#pragma once

#include "kernels/data/survival_rows.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/run/cohort_records.hpp"

#include <cstddef>
#include <vector>

namespace atria::pipeline {

/// Examines the rows of those who have several, in one cohort; `used`: the row of the records that each row is. Throws
/// Error(bad_data), naming person and rows, when two rows of a person overlap in one stratum and group, where the
/// person would be at risk twice (in different strata that is how several kinds of events are modelled at once); and
/// for fine-gray, when a person has a gap between rows or an event before the last one.
void check_rows_of_people(const ModelRequest& request, const CohortRecords& records, std::size_t cohort,
                          const SurvivalRows& rows, const std::vector<std::size_t>& used);

}  // namespace atria::pipeline
