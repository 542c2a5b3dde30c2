#include "kernels/survival/curves/log_rank.hpp"
#include "pipeline/model/curve_model.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <vector>

namespace atria::pipeline {
namespace {

using survival::LogRankSums;

std::vector<double> numbers_of(const Eigen::VectorXd& values) { return {values.begin(), values.end()}; }

io::ModelTable group_table(const LogRankSums& sums, const std::vector<std::string>& groups) {
    std::vector<double> over_expected;
    std::vector<double> over_variance;
    for (Eigen::Index k = 0; k < sums.rows.size(); ++k) {
        const double difference = sums.observed[k] - sums.expected[k];
        over_expected.push_back(difference * difference / sums.expected[k]);
        over_variance.push_back(difference * difference / sums.variance(k, k));
    }
    io::ModelTable table;
    table.name = "model";
    table.words("group", groups)
        .numbers("n", numbers_of(sums.rows))
        .numbers("observed", numbers_of(sums.observed))
        .numbers("expected", numbers_of(sums.expected))
        .numbers("variance", numbers_of(sums.variance.diagonal()))
        .numbers("squared_difference_over_expected", over_expected)
        .numbers("squared_difference_over_variance", over_variance);
    return table;
}

}  // namespace

ModelResult log_rank_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    const LogRankSums sums = rounds.sum(
        [&](std::size_t c) {
            return survival::log_rank_sums(rows.cohorts[c].rows, {request.rho, 0});
        },
        [](const std::vector<double>& numbers) { return LogRankSums::from_numbers(numbers); });
    const survival::CurveTest test = survival::log_rank_test(sums);
    const bool ok = test.status == survival::CurveTestStatus::ok;

    ModelResult result;
    result.tables.push_back(group_table(sums, rows.groups));
    io::ModelTable& tested = result.tables.emplace_back();
    tested.name = "test";
    const double none = RegressionTerm::none;
    tested.numbers("rho", {request.rho})
        .numbers("statistic", {ok ? test.chi_square : none})
        .numbers("degrees_of_freedom", {test.degrees_of_freedom})
        .p_values("p_value", {ok ? test.neg_log10_p : none});
    auto& record = result.record;
    record["status"] = ok ? "ok" : "no_comparison";
    record["rho"] = request.rho;
    record_test(record, "log_rank_test", ok ? test.chi_square : none, test.degrees_of_freedom,
                ok ? test.neg_log10_p : none);
    for (std::size_t k = 0; k < rows.groups.size(); ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        record["group_sums"][rows.groups[k]] = {{"n", sums.rows[at]},
                                                {"observed", sums.observed[at]},
                                                {"expected", sums.expected[at]},
                                                {"variance", sums.variance(at, at)}};
    }
    if (!ok) {
        result.warnings.emplace_back("no time of an event has two groups at risk: there is nothing to compare");
    }
    io::ModelTable shown = result.tables.front();
    shown.columns[0].name = "";
    shown.columns[5].name = "(O-E)^2/E";
    shown.columns[6].name = "(O-E)^2/V";
    shown.columns.erase(shown.columns.begin() + 4);
    result.summary = summary_table(shown) + "\n";
    result.summary += ok ? test_line("Chisq", test.chi_square, test.degrees_of_freedom, test.neg_log10_p) + "\n"
                         : "No comparison: no time of an event has two groups at risk\n";
    return result;
}

}  // namespace atria::pipeline
