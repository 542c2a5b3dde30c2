#include "kernels/survival/model/cox_zph.hpp"
#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <string>

namespace atria::pipeline {
namespace {

using survival::ChiSquareTest;
using survival::ZphTransform;

ZphTransform transform_of(const std::string& word) {
    if (word == "identity") { return ZphTransform::identity; }
    if (word == "log") { return ZphTransform::log; }
    return word == "rank" ? ZphTransform::rank : ZphTransform::km;
}

}  // namespace

void add_zph(const FittedCox& fitted, ModelResult& result) {
    const std::string& word = fitted.request.zph;
    if (word.empty()) { return; }
    const ZphTransform transform = transform_of(word);
    const survival::ZphTimeSums times = fitted.rounds.sum(
        [&](std::size_t c) { return survival::zph_time_sums(fitted.rows(c), fitted.cohorts[c], transform); },
        [](const std::vector<double>& numbers) { return survival::ZphTimeSums::from_numbers(numbers); });
    const survival::ZphTime time(transform, times);
    const survival::CoxZphSums sums = fitted.rounds.sum(
        [&](std::size_t c) { return survival::cox_zph_sums(fitted.cohorts[c], fitted.fit.point, time); },
        [](const std::vector<double>& numbers) { return survival::CoxZphSums::from_numbers(numbers); });
    std::vector<std::string> names;
    std::vector<std::vector<Eigen::Index>> columns;
    for (std::size_t k = 0; k < fitted.model.terms.size(); ++k) {
        if (names.empty() || names.back() != fitted.model.terms[k]) {
            names.push_back(fitted.model.terms[k]);
            columns.emplace_back();
        }
        columns.back().push_back(static_cast<Eigen::Index>(k));
    }
    const survival::CoxZph tested = survival::cox_zph(fitted.fit, sums, columns);
    std::vector<ChiSquareTest> tests = tested.terms;
    tests.push_back(tested.global);
    names.emplace_back("GLOBAL");
    std::vector<double> statistic;
    std::vector<double> df;
    std::vector<double> p;
    auto& record = result.record["zph"];
    record["transform"] = word;
    for (std::size_t k = 0; k < tests.size(); ++k) {
        statistic.push_back(tests[k].statistic);
        df.push_back(tests[k].df);
        p.push_back(tests[k].neg_log10_p);
        record_test(record, names[k], tests[k].statistic, tests[k].df, tests[k].neg_log10_p);
    }
    if (!time.finite()) {
        result.warnings.emplace_back("proportional hazards are not tested against log time: an event is at time 0");
    }
    io::ModelTable table;
    table.name = "zph";
    table.words("term", names).numbers("chisq", statistic).numbers("df", df).p_values("p_value", p);
    result.summary += "\nProportional hazards against " + word + " of time:\n" + summary_table(table);
    result.tables.push_back(std::move(table));
}

}  // namespace atria::pipeline
