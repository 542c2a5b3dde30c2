#include "kernels/data/ticks.hpp"
#include "kernels/survival/curves/confidence_limits.hpp"
#include "kernels/survival/model/cox_baseline.hpp"
#include "pipeline/model/curve_model.hpp"
#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/run/covariate_columns.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

using survival::CoxBaseline;
using survival::CoxBaselineStratum;
using survival::CoxCurve;

/// Rows of baseline.tsv and curves.tsv.
class StratumCurves {
public:
    explicit StratumCurves(const FittedCox& fitted)
        : fitted_(fitted),
          scale_(confidence_scale(fitted.request.confidence_type)),
          z_(survival::confidence_z(fitted.request.confidence_level)) {}

    void add(const std::string& at, const std::string& cohort, const CoxBaselineStratum& baseline,
             const Eigen::VectorXd& x) {
        const CoxCurve curve = survival::cox_curve(baseline, fitted_.fit.point, fitted_.variance(), x, 0,
                                                   survival::CoxCurveLimits::log, z_);
        const std::string& stratum = fitted_.model.strata[baseline.stratum];
        const auto tell = [&](double time, double at_risk, double events, double hazard, double error) {
            at_.push_back(at);
            cohorts_.push_back(cohort);
            strata_.push_back(stratum.empty() ? "all" : stratum);
            const double survival = std::exp(-hazard);
            const survival::ConfidenceLimits limits = survival::confidence_limits(survival, error, scale_, z_);
            const std::array<double, 8> row{time,         at_risk,      events, survival, error * survival,
                                            limits.lower, limits.upper, hazard};
            for (std::size_t k = 0; k < row.size(); ++k) { columns_[k].push_back(row[k]); }
            hazard_errors_.push_back(error);
        };
        const std::vector<double>& times = fitted_.request.times;
        if (times.empty()) {
            for (std::size_t t = 0; t < baseline.times.size(); ++t) {
                tell(time_of(baseline.times[t]), baseline.at_risk[t], baseline.death_weight[t],
                     curve.cumulative_hazard[t], curve.standard_error[t]);
            }
            return;
        }
        std::size_t next = 0;  // the first event time after the one that is told
        for (const double time : times) {
            double events = 0;
            while (next < baseline.times.size() && baseline.times[next] <= ticks_of(time)) {
                events += baseline.death_weight[next++];
            }
            tell(time, next < baseline.at_risk.size() ? baseline.at_risk[next] : RegressionTerm::none, events,
                 next == 0 ? 0 : curve.cumulative_hazard[next - 1], next == 0 ? 0 : curve.standard_error[next - 1]);
        }
    }

    [[nodiscard]] io::ModelTable table(std::string name, bool with_at) const {
        io::ModelTable table;
        table.name = std::move(name);
        if (with_at) { table.words("at", at_); }
        return table.words("cohort", cohorts_)
            .words("stratum", strata_)
            .numbers("time", columns_[0])
            .numbers("n_risk", columns_[1])
            .numbers("n_event", columns_[2])
            .numbers("estimate", columns_[3])
            .numbers("standard_error", columns_[4])
            .numbers("ci_lower", columns_[5])
            .numbers("ci_upper", columns_[6])
            .numbers("cumulative_hazard", columns_[7])
            .numbers("cumulative_hazard_se", hazard_errors_);
    }

private:
    const FittedCox& fitted_;
    survival::ConfidenceScale scale_;
    double z_;
    std::vector<std::string> at_;
    std::vector<std::string> cohorts_;
    std::vector<std::string> strata_;
    std::array<std::vector<double>, 8> columns_;
    std::vector<double> hazard_errors_;
};

std::string words_of(const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [name, value] : values) { text += (text.empty() ? "" : ",") + name + "=" + value; }
    return text;
}

}  // namespace

void add_baseline_tables(const FittedCox& fitted, ModelResult& result) {
    if (!fitted.request.baseline && fitted.request.at.empty()) { return; }
    std::vector<CoxBaseline> baselines;
    for (const std::vector<double>& numbers : fitted.rounds.gather(
             [&](std::size_t c) { return survival::cox_baseline(fitted.cohorts[c], fitted.fit.point).numbers(); })) {
        baselines.push_back(CoxBaseline::from_numbers(numbers));
    }
    const auto add = [&](StratumCurves& curves, const std::string& at, const Eigen::VectorXd& x) {
        for (std::size_t c = 0; c < baselines.size(); ++c) {
            for (const CoxBaselineStratum& stratum : baselines[c].strata) {
                curves.add(at, fitted.model.cohorts[c].name, stratum, x);
            }
        }
    };
    if (fitted.request.baseline) {
        StratumCurves curves(fitted);
        add(curves, "", Eigen::VectorXd::Zero(fitted.fit.point.size()));
        result.tables.push_back(curves.table("baseline", false));
    }
    if (fitted.request.at.empty()) { return; }
    StratumCurves curves(fitted);
    for (const auto& values : fitted.request.at) {
        add(curves, words_of(values), covariates_at(fitted.request.records, fitted.records, values));
    }
    result.tables.push_back(curves.table("curves", true));
}

}  // namespace atria::pipeline
