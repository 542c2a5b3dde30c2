#include "pipeline/model/competing_model.hpp"

#include "kernels/data/ticks.hpp"
#include "kernels/survival/curves/cumulative_incidence.hpp"
#include "kernels/survival/curves/gray.hpp"
#include "kernels/survival/curves/jackknife_sums.hpp"
#include "kernels/survival/curves/risk_table.hpp"
#include "pipeline/model/curve_model.hpp"
#include "pipeline/model/regression_terms.hpp"
#include "pipeline/model/summary_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

using survival::GraySums;
using survival::IncidenceCurves;
using survival::JackknifeSums;
using survival::RiskTables;

std::vector<unsigned> told_causes(const ModelRequest& request, const ModelRows& rows) {
    return request.cause ? std::vector<unsigned>{*request.cause} : rows.causes;
}

class IncidenceTable {
public:
    void add(const std::string& group, unsigned cause, const IncidenceCurves& curves,
             const std::vector<double>& times) {
        const auto row = static_cast<Eigen::Index>(cause - 1);
        const auto tell = [&](double time, double at_risk, double events, double censored,
                              std::optional<std::size_t> at) {
            groups_.push_back(group);
            const auto t = static_cast<Eigen::Index>(at.value_or(0));
            const std::array<double, 9> values{static_cast<double>(cause),
                                               time,
                                               at_risk,
                                               events,
                                               censored,
                                               at ? curves.incidence(row, t) : 0,
                                               at ? curves.std_error(row, t) : 0,
                                               at ? curves.lower(row, t) : RegressionTerm::none,
                                               at ? curves.upper(row, t) : RegressionTerm::none};
            for (std::size_t k = 0; k < values.size(); ++k) { columns_[k].push_back(values[k]); }
        };
        if (times.empty()) {
            for (std::size_t t = 0; t < curves.time.size(); ++t) {
                tell(time_of(curves.time[t]), curves.at_risk[t], curves.events(row, static_cast<Eigen::Index>(t)),
                     curves.censored[t], t);
            }
            return;
        }
        std::size_t next = 0;  // the first time of the curves after the one that is told
        for (const double time : times) {
            const Ticks ticks = ticks_of(time);
            const auto from = std::ranges::lower_bound(curves.time, ticks) - curves.time.begin();
            double events = 0;
            double censored = 0;
            for (; next < curves.time.size() && curves.time[next] <= ticks; ++next) {
                events += curves.events(row, static_cast<Eigen::Index>(next));
                censored += curves.censored[next];
            }
            const auto place = static_cast<std::size_t>(from);
            tell(time, place < curves.at_risk.size() ? curves.at_risk[place] : 0, events, censored,
                 next == 0 ? std::nullopt : std::optional(next - 1));
        }
    }

    [[nodiscard]] io::ModelTable table() const {
        io::ModelTable table;
        table.name = "model";
        return table.words("group", groups_)
            .numbers("cause", columns_[0])
            .numbers("time", columns_[1])
            .numbers("n_risk", columns_[2])
            .numbers("n_event", columns_[3])
            .numbers("n_censor", columns_[4])
            .numbers("estimate", columns_[5])
            .numbers("standard_error", columns_[6])
            .numbers("ci_lower", columns_[7])
            .numbers("ci_upper", columns_[8]);
    }

private:
    std::vector<std::string> groups_;
    std::array<std::vector<double>, 9> columns_;
};

}  // namespace

ModelResult estimate_incidence(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    const std::uint32_t causes = rows.causes.empty() ? 1 : rows.causes.back();
    const RiskTables pooled =
        rounds.sum([&](std::size_t c) { return survival::risk_tables(rows.cohorts[c].rows, causes); },
                   [](const std::vector<double>& numbers) { return RiskTables::from_numbers(numbers); });
    survival::IncidenceOptions options;
    options.confidence = confidence_scale(request.confidence_type);
    options.confidence_level = request.confidence_level;
    if (request.start) { options.start = ticks_of(*request.start); }
    const JackknifeSums squares =
        rounds.sum([&](std::size_t c) { return survival::jackknife_sums(rows.cohorts[c].rows, pooled, options.start); },
                   [](const std::vector<double>& numbers) { return JackknifeSums::from_numbers(numbers); });
    IncidenceTable told;
    ModelResult result;
    io::ModelTable shown;
    std::vector<std::string> names;
    std::vector<double> of_cause;
    std::vector<double> events;
    std::vector<double> last;
    for (std::size_t k = 0; k < pooled.group.size(); ++k) {
        const std::string group = rows.groups[k].empty() ? "all" : rows.groups[k];
        const IncidenceCurves curves = survival::cumulative_incidence(pooled.group[k], options, squares.group[k]);
        for (const unsigned cause : told_causes(request, rows)) {
            told.add(group, cause, curves, request.times);
            const auto row = static_cast<Eigen::Index>(cause - 1);
            names.push_back(group);
            of_cause.push_back(cause);
            events.push_back(curves.events.row(row).sum());
            last.push_back(curves.time.empty() ? 0 : curves.incidence(row, curves.incidence.cols() - 1));
        }
        result.record["curves"][group]["rows"] = pooled.group[k].rows;
    }
    result.tables.push_back(told.table());
    result.record["status"] = "ok";
    result.record["confidence_type"] = request.confidence_type;
    result.record["confidence_level"] = request.confidence_level;
    shown.words("group", names)
        .numbers("cause", of_cause)
        .numbers("events", events)
        .numbers("incidence at the end", last);
    result.summary = summary_table(shown);
    if (!request.times.empty()) { result.summary += "\n" + summary_table(result.tables.front()); }
    return result;
}

ModelResult gray_model(const ModelRequest& request, const ModelRows& rows, const CohortRounds& rounds) {
    std::vector<double> of_cause;
    std::vector<double> statistic;
    std::vector<double> df;
    std::vector<double> p;
    ModelResult result;
    result.record["rho"] = request.rho;
    for (const unsigned cause : told_causes(request, rows)) {
        const GraySums sums =
            rounds.sum([&](std::size_t c) { return survival::gray_sums(rows.cohorts[c].rows, cause, request.rho); },
                       [](const std::vector<double>& numbers) { return GraySums::from_numbers(numbers); });
        const survival::CurveTest test = survival::gray_test(sums);
        const bool ok = test.status == survival::CurveTestStatus::ok;
        of_cause.push_back(cause);
        statistic.push_back(ok ? test.chi_square : RegressionTerm::none);
        df.push_back(test.degrees_of_freedom);
        p.push_back(ok ? test.neg_log10_p : RegressionTerm::none);
        nlohmann::ordered_json tested{{"cause", cause}, {"status", ok ? "ok" : "no_comparison"}};
        record_test(tested, "gray_test", statistic.back(), df.back(), p.back());
        result.record["causes"].push_back(tested);
        if (!ok) {
            result.warnings.push_back("cause " + std::to_string(cause) +
                                      ": no time of an event has two groups at risk: there is nothing to compare");
        }
        if (sums.left_out.sum() > 0) {
            result.warnings.push_back("cause " + std::to_string(cause) + ": " + brief(sums.left_out.sum()) +
                                      " events do not count, because everybody who was at risk in their group before "
                                      "had had an event");
        }
    }
    result.record["status"] = "ok";
    io::ModelTable table;
    table.name = "model";
    table.numbers("cause", of_cause)
        .numbers("statistic", statistic)
        .numbers("degrees_of_freedom", df)
        .p_values("p_value", p);
    result.summary = summary_table(table);
    result.tables.push_back(std::move(table));
    return result;
}

}  // namespace atria::pipeline
