#include "pipeline/model/fit_model.hpp"

#include "pipeline/model/aft_model.hpp"
#include "pipeline/model/competing_model.hpp"
#include "pipeline/model/cox_model.hpp"
#include "pipeline/model/curve_model.hpp"
#include "pipeline/model/discrete_model.hpp"
#include "pipeline/model/model_checks.hpp"
#include "pipeline/model/regression_terms.hpp"

namespace atria::pipeline {

ModelResult fit_model(const ModelRequest& request, const ModelRows& rows, const CohortRecords& records,
                      const CohortRounds& rounds) {
    switch (request.model) {
        case SurvivalModel::cox:
        case SurvivalModel::fine_gray:
            if (request.ties == "discrete") { return fit_discrete_model(request, rows, rounds); }
            return fit_cox_model(request, rows, records, rounds);
        case SurvivalModel::kaplan_meier:
        case SurvivalModel::nelson_aalen:
            return estimate_curves(request, rows, rounds);
        case SurvivalModel::log_rank:
            return log_rank_model(request, rows, rounds);
        case SurvivalModel::cumulative_incidence:
            return estimate_incidence(request, rows, rounds);
        case SurvivalModel::gray:
            return gray_model(request, rows, rounds);
        case SurvivalModel::exponential:
        case SurvivalModel::weibull:
        case SurvivalModel::log_normal:
        case SurvivalModel::log_logistic:
            break;
    }
    return fit_aft_model(request, rows, rounds);
}

ModelResult empty_result(SurvivalModel model) {
    ModelResult result;
    result.record["status"] = "stub";
    if (model == SurvivalModel::log_rank || model == SurvivalModel::gray) {
        io::ModelTable& table = result.tables.emplace_back();
        table.name = "model";
        table.numbers("statistic", {}).numbers("degrees_of_freedom", {}).p_values("p_value", {});
        return result;
    }
    if (is_curve(model)) {
        io::ModelTable& table = result.tables.emplace_back();
        table.name = "model";
        table.words("group", {});
        for (const char* column :
             {"time", "n_risk", "n_event", "n_censor", "estimate", "standard_error", "ci_lower", "ci_upper"}) {
            table.numbers(column, {});
        }
        return result;
    }
    result.tables.push_back(regression_table({}, ExpEstimate::hazard_ratio));
    return result;
}

}  // namespace atria::pipeline
