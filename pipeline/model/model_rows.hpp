#pragma once

#include "kernels/data/survival_rows.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/run/cohort_records.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Rows of the records that a model leaves out for one reason.
struct ExcludedRows {
    std::size_t rows = 0;
    std::vector<std::string> first;  ///< the names of the first twenty
};

/// What one cohort gives a model. The counts are there on all ranks; the rows only where the cohort is worked on.
struct ModelCohort {
    std::string name;
    std::size_t analysed = 0;  ///< rows
    std::size_t people = 0;
    std::vector<std::size_t> events;               ///< by event code; [0]: censored rows
    std::map<std::string, ExcludedRows> left_out;  ///< by reason; a row counts under the first that applies
    SurvivalRows rows;
    std::vector<std::string> row_names;  ///< of the analysed rows: ids, or lines of the table
    /// Event codes of the records, kept where horizons are asked of a model that sees one cause only; otherwise empty.
    std::vector<std::uint32_t> codes;
};

/// The rows of a model, and the names of what their numbers stand for.
struct ModelRows {
    std::vector<ModelCohort> cohorts;
    std::vector<std::string> covariates;  ///< p columns of x, site=B for the levels of categorical ones
    std::vector<std::string> terms;       ///< p: the covariate, as the user named it, that a column belongs to
    std::vector<std::string> strata;      ///< S names
    std::vector<std::string> groups;      ///< K names
    std::vector<unsigned> causes;         ///< event codes that occur, ascending, without 0
    std::vector<unsigned> competing;      ///< of the codes that are kept: those of other causes, ascending

    [[nodiscard]] std::size_t analysed() const;
    [[nodiscard]] std::size_t people() const;
    /// Events of one cause; of any cause for 0.
    [[nodiscard]] std::size_t events(unsigned cause = 0) const;
};

/// Reads, examines and numbers. Nobody is left out silently: rows with a missing value are counted by reason and named.
/// Throws Error(bad_data) for what cannot be (see read_outcome and check_rows_of_people; weights that are not above 0),
/// Error(bad_config) for unknown columns.
[[nodiscard]] ModelRows read_model_rows(const ModelRequest& request, const CohortRecords& records);

}  // namespace atria::pipeline
