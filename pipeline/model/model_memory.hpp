#pragma once

#include "pipeline/model/cohort_rounds.hpp"
#include "pipeline/model/model_request.hpp"
#include "pipeline/model/model_rows.hpp"

#include <algorithm>
#include <cstdint>

namespace atria::pipeline {

/// What decides how much memory a rank of a survival model needs. Rows are those of all cohorts together.
struct ModelShape {
    std::uint64_t records = 0;        ///< rows of the records
    std::uint64_t table_columns = 0;  ///< that are read of a table, which stays; 0: records of a study
    std::uint64_t rows = 0;           ///< analysed
    std::uint64_t rank_rows = 0;      ///< of them on the rank that has most
    std::uint64_t rank_fitted = 0;    ///< rows of the fit there: Fine and Gray's have weighted ones beside
    std::uint64_t largest = 0;        ///< rows of the fit of the largest cohort
    std::uint64_t covariates = 0;     ///< columns, categorical ones expanded
    std::uint64_t intercepts = 0;     ///< columns that accelerated failure times have for cohorts
    std::uint64_t fits = 1;      ///< that hold rows at once: one more for each competing cause, and for grouped time
    std::uint64_t horizons = 0;  ///< of predicted risks
    bool robust = false;
    bool residuals = false;
    bool risks = false;  ///< everybody's risks are told
};

/// Memory of a rank [bytes], by what holds it, at most.
struct ModelNeed {
    std::uint64_t program = 0;  ///< code, libraries, MPI, HDF5
    std::uint64_t table = 0;    ///< the table of records
    std::uint64_t reading = 0;  ///< rows of all cohorts while they are read, before each rank keeps its own
    std::uint64_t fit = 0;     ///< the rows of a rank's cohorts as the model takes them, and what is worked out of them
    std::uint64_t tables = 0;  ///< numbers of every row on their way to the root and to its tables

    [[nodiscard]] std::uint64_t total() const { return program + table + std::max(reading, fit + tables); }
};

// clang-format off
/// With K covariates and H horizons:
/// program = 96 MiB
/// table   = records × (12 columns + 16)
/// reading = records × 24 (K + 1) + rows × 176
/// fit     = rank rows × (8 K + 176) + rank rows of the fit × (8 (K + intercepts) + 128) × fits
///           + largest cohort × 16 (K + intercepts + 8), robust twice that; for horizons rank rows × (96 + 24 H)
/// tables  = residuals: rows × (24 (4 + 3 K) + 120); risks: rows × (24 (2 + H) + 120)
// clang-format on
[[nodiscard]] ModelNeed model_need(const ModelShape& shape);

/// Of rows that are all there. `table_columns`: that are read of a table.
[[nodiscard]] ModelShape model_shape(const ModelRequest& request, const ModelRows& rows, int ranks,
                                     std::uint64_t table_columns);

/// Tells the log what a rank may need. Throws Error(resource_missing) when that is more than --memory allows.
void check_memory(const ModelRequest& request, const ModelNeed& need);

}  // namespace atria::pipeline
