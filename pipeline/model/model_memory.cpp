#include "pipeline/model/model_memory.hpp"

#include "kernels/data/error.hpp"
#include "kernels/survival/model/fine_gray_rows.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB"; }

bool has_intercepts(SurvivalModel model) {
    return model == SurvivalModel::exponential || model == SurvivalModel::weibull ||
           model == SurvivalModel::log_normal || model == SurvivalModel::log_logistic;
}

/// Of the rank that has most.
std::uint64_t largest_share(const std::vector<std::size_t>& rows, const CohortOwners& owners, int ranks) {
    std::vector<std::uint64_t> share(static_cast<std::size_t>(ranks), 0);
    for (std::size_t c = 0; c < rows.size(); ++c) { share[static_cast<std::size_t>(owners.owner(c))] += rows[c]; }
    return *std::ranges::max_element(share);
}

}  // namespace

ModelNeed model_need(const ModelShape& shape) {
    constexpr std::uint64_t mebibyte = 1024UL * 1024;
    const std::uint64_t k = shape.covariates;
    const std::uint64_t columns = k + shape.intercepts;
    ModelNeed need;
    need.program = 96 * mebibyte;
    if (shape.table_columns > 0) { need.table = shape.records * (12 * shape.table_columns + 16); }
    need.reading = shape.records * 24 * (k + 1) + shape.rows * 176;
    need.fit = shape.rank_rows * (8 * k + 176);
    need.fit += shape.rank_fitted * (8 * columns + 128) * shape.fits;
    need.fit += shape.largest * 16 * (columns + 8) * (shape.robust ? 2 : 1);
    if (shape.horizons > 0) { need.fit += shape.rank_rows * (96 + 24 * shape.horizons); }
    if (shape.residuals) { need.tables += shape.rows * (24 * (4 + 3 * k) + 120); }
    if (shape.risks) { need.tables += shape.rows * (24 * (2 + shape.horizons) + 120); }
    return need;
}

ModelShape model_shape(const ModelRequest& request, const ModelRows& rows, int ranks, std::uint64_t table_columns) {
    ModelShape shape;
    shape.table_columns = table_columns;
    std::vector<std::size_t> analysed;
    std::vector<std::size_t> fitted;
    for (const ModelCohort& cohort : rows.cohorts) {
        shape.records += cohort.analysed;
        for (const auto& [reason, left_out] : cohort.left_out) { shape.records += left_out.rows; }
        shape.rows += cohort.analysed;
        analysed.push_back(cohort.analysed);
        const bool weighted = request.model == SurvivalModel::fine_gray;
        fitted.push_back(weighted ? survival::fine_gray_row_count(cohort.rows, request.cause.value_or(1))
                                  : cohort.analysed);
        shape.largest = std::max<std::uint64_t>(shape.largest, fitted.back());
    }
    const CohortOwners owners(analysed, ranks);
    shape.rank_rows = largest_share(analysed, owners, ranks);
    shape.rank_fitted = largest_share(fitted, owners, ranks);
    shape.covariates = rows.covariates.size();
    if (has_intercepts(request.model) && !rows.cohorts.empty()) { shape.intercepts = rows.cohorts.size() - 1; }
    shape.fits = 1 + rows.competing.size() + (request.ties == "discrete" ? 1 : 0);
    shape.horizons = request.horizons.size();
    shape.robust = request.robust || request.model == SurvivalModel::fine_gray;
    shape.residuals = request.residuals;
    shape.risks = request.risks;
    return shape;
}

void check_memory(const ModelRequest& request, const ModelNeed& need) {
    const std::uint64_t allowed = request.records.run.memory;
    log_info("memory a rank may need " + mebibytes(need.total()) + " of " + mebibytes(allowed) + " allowed");
    if (allowed > 0 && need.total() > allowed) {
        throw Error(Fault::resource_missing,
                    "a rank of this model may need " + mebibytes(need.total()) + " (reading " +
                        mebibytes(need.table + need.reading) + ", fit " + mebibytes(need.fit) + ", tables " +
                        mebibytes(need.tables) + ") and may use " + mebibytes(allowed) +
                        "; raise --memory, name fewer covariates" +
                        (need.tables > 0 ? ", or leave out --residuals and --risks" : "") +
                        (request.model == SurvivalModel::fine_gray
                             ? "; --model fine-gray makes rows of everybody with a competing event for each time of a "
                               "loss: coarser times need fewer"
                             : ""));
    }
}

}  // namespace atria::pipeline
