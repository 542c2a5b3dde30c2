#pragma once

#include "pipeline/meta/left_out.hpp"
#include "pipeline/meta/meta_analysis.hpp"
#include "pipeline/meta/study_rows.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What the reading of one study's table came to.
struct StudySummary {
    std::string format;
    std::uint64_t rows = 0;
    std::uint64_t usable = 0;
    std::uint64_t derived_errors = 0;  ///< standard errors that follow from beta and p
    double lambda = not_available;     ///< genomic control, over the usable rows
    double factor = 1;                 ///< what its standard errors are multiplied by
    double most_people = not_available;
};

/// The usable rows of all studies: a chromosome each, or all together when they are to be matched by id.
struct StudyResults {
    std::vector<StudySummary> studies;
    std::vector<StudyRows> bins;
    std::string effect = "ADD";  ///< of all studies
};

/// Reads the tables one behind the other and logs a line a study. With `request.check` no row is kept. Throws
/// Error(bad_data, input_missing), for studies of unlike effects, too, and Error(resource_missing) when the rows
/// outgrow request.run.memory.
[[nodiscard]] StudyResults read_study_results(const MetaRequest& request, LeftOutRows& left_out);

}  // namespace atria::pipeline
