#include "kernels/survival/curves/jackknife_sums.hpp"

#include "kernels/survival/curves/cumulative_incidence.hpp"
#include "kernels/survival/curves/survival_curve.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/curve_people.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

TEST_CASE("robust errors of curves are those of R's survfit, for weights with fractions too") {
    const test::GoldenTable golden("curves_robust.tsv");
    const std::map<std::string, ConfidenceScale> scales = {
        {"log", ConfidenceScale::log}, {"log-log", ConfidenceScale::log_log}, {"plain", ConfidenceScale::plain}};
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        if (golden.word(row, "hazard_error") == "skip") { continue; }
        const SurvivalRows rows = test::curve_people(golden.word(row, "set"));
        const RiskTables tables = risk_tables(rows, 2);
        CurveOptions options;
        options.confidence = scales.at(golden.word(row, "scale"));
        const auto group = static_cast<std::size_t>(golden.number(row, "group"));
        const SurvivalCurve curve =
            survival_curve(tables.group[group], options, jackknife_sums(rows, tables).group[group]);
        const auto t = static_cast<std::size_t>(
            std::lower_bound(curve.time.begin(), curve.time.end(), ticks_of(golden.number(row, "time"))) -
            curve.time.begin());
        INFO(golden.word(row, "set") << " " << golden.word(row, "scale") << " " << golden.word(row, "time"));
        const auto close = [&](const char* column, double own) {
            INFO(column << " " << own << " " << golden.word(row, column));
            const double expected = golden.number(row, column);
            CHECK((test::relative_difference(own, expected) < 1e-10 || std::fabs(own - expected) < 1e-15));
        };
        close("estimate", curve.survival[t]);
        close("std_error", curve.std_error[t]);
        close("hazard_error", curve.hazard_std_error[t]);
        close("lower", curve.lower[t]);
        close("upper", curve.upper[t]);
    }
}

/// Curves of all causes, then survival and hazard, with the rows' weights as they are: straight from the definition.
Eigen::MatrixXd curves_of(const SurvivalRows& rows, const RiskTable& pooled, std::uint32_t group) {
    const auto times = static_cast<Eigen::Index>(pooled.time.size());
    Eigen::MatrixXd answer(4, times);
    double survival = 1;
    double hazard = 0;
    Eigen::Vector2d incidence = Eigen::Vector2d::Zero();
    for (Eigen::Index t = 0; t < times; ++t) {
        const Ticks time = pooled.time[static_cast<std::size_t>(t)];
        double n = 0;
        Eigen::Vector2d d = Eigen::Vector2d::Zero();
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            if (rows.group[i] != group || rows.entry[i] >= time || rows.exit[i] < time) { continue; }
            n += rows.weight[i];
            if (rows.exit[i] == time && rows.event[i] > 0) { d[rows.event[i] - 1] += rows.weight[i]; }
        }
        if (d.sum() > 0) {
            incidence += survival / n * d;
            survival *= std::fabs(1 - d.sum() / n) < 1e-12 ? 0 : 1 - d.sum() / n;
            hazard += d.sum() / n;
        }
        answer.col(t) << incidence, survival, hazard;
    }
    return answer;
}

TEST_CASE("the squares are those of differences of the curve when a cluster's weights change") {
    SurvivalRows rows = test::random_rows(71, 60, false);
    for (const std::uint32_t person : rows.person) { rows.cluster.push_back(person / 2); }
    const RiskTables tables = risk_tables(rows, 2);
    const JackknifeSums own = jackknife_sums(rows, tables);
    for (std::uint32_t k = 0; k < 3; ++k) {
        Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(own.group[k].rows(), own.group[k].cols());
        for (std::uint32_t cluster = 0; cluster < 30; ++cluster) {
            const double step = 1e-5;
            SurvivalRows more = rows;
            SurvivalRows less = rows;
            for (std::size_t i = 0; i < rows.rows(); ++i) {
                if (rows.cluster[i] != cluster) { continue; }
                more.weight[i] *= 1 + step;
                less.weight[i] *= 1 - step;
            }
            const Eigen::MatrixXd influence =
                (curves_of(more, tables.group[k], k) - curves_of(less, tables.group[k], k)) / (2 * step);
            expected += influence.cwiseAbs2();
        }
        CHECK((own.group[k] - expected).cwiseAbs().maxCoeff() < 1e-8 * expected.maxCoeff());
    }
}

TEST_CASE("the squares of cohorts add to those of the pooled rows, in any order of rows") {
    for (std::uint32_t trial = 0; trial < 10; ++trial) {
        const SurvivalRows rows = test::random_rows(80 + trial, 100, trial % 2 == 0);
        const RiskTables tables = risk_tables(rows, 2);
        const JackknifeSums all = jackknife_sums(rows, tables, ticks_of(2));
        const std::vector<SurvivalRows> cohorts = test::cohorts_of(rows, 3);
        JackknifeSums sum = jackknife_sums(cohorts[0], tables, ticks_of(2));
        for (std::size_t c = 1; c < cohorts.size(); ++c) { sum.add(jackknife_sums(cohorts[c], tables, ticks_of(2))); }
        for (std::size_t k = 0; k < all.group.size(); ++k) {
            // Where hardly anybody is left, influences on log survival are large, and their sums round the more.
            CHECK((sum.group[k] - all.group[k]).norm() <= 1e-10 * all.group[k].norm());
        }
        CHECK(jackknife_sums(test::shuffled(rows, trial), tables, ticks_of(2)).numbers() == all.numbers());
        CHECK(JackknifeSums::from_numbers(all.numbers()).numbers() == all.numbers());
    }
}

}  // namespace
}  // namespace atria::survival
