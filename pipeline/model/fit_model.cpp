#include "pipeline/model/fit_model.hpp"

#include "pipeline/model/aft_model.hpp"
#include "pipeline/model/cox_model.hpp"
#include "pipeline/model/regression_terms.hpp"

namespace atria::pipeline {

ModelResult fit_model(const ModelRequest& request, const ModelRows& rows, const CohortRecords& records,
                      const CohortRounds& rounds) {
    switch (request.model) {
        case SurvivalModel::cox:
            return fit_cox_model(request, rows, records, rounds);
        default:
            break;
    }
    return fit_aft_model(request, rows, rounds);
}

ModelResult empty_result(SurvivalModel /*model*/) {
    ModelResult result;
    result.tables.push_back(regression_table({}, ExpEstimate::hazard_ratio));
    return result;
}

}  // namespace atria::pipeline
