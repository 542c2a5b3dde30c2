#include "kernels/survival/curves/log_rank.hpp"

#include "kernels/survival/curves/event_times.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace atria::survival {
namespace {

void add_stratum(const EventTimes& sets, const LogRankWeight& weight, LogRankSums& sums) {
    double survival = 1;
    for (Eigen::Index t = 0; t < sets.times(); ++t) {
        Eigen::VectorXd events = Eigen::VectorXd::Zero(sets.groups());
        for (const Eigen::MatrixXd& cause : sets.events) { events += cause.col(t); }
        const double deaths = events.sum();
        const auto at_risk = sets.at_risk.col(t);
        const double n = at_risk.sum();
        const double counts = std::pow(survival, weight.rho) * std::pow(1 - survival, weight.gamma);
        sums.observed += counts * events;
        sums.expected += (counts * deaths / n) * at_risk;
        // Of one at risk nothing varies; nor does it where all have the event.
        if (n > 1 && deaths < n) {
            const double scale = counts * counts * deaths * (n - deaths) / (n * (n - 1));
            sums.variance.noalias() -= (scale / n) * (at_risk * at_risk.transpose());
            sums.variance.diagonal() += scale * at_risk;
        }
        survival *= std::max(n - deaths, 0.0) / n;
    }
}

}  // namespace

LogRankSums::LogRankSums(Eigen::Index groups)
    : rows(Eigen::VectorXd::Zero(groups)),
      observed(rows),
      expected(rows),
      variance(Eigen::MatrixXd::Zero(groups, groups)) {}

void LogRankSums::add(const LogRankSums& other) {
    assert(rows.size() == other.rows.size());
    rows += other.rows;
    observed += other.observed;
    expected += other.expected;
    variance += other.variance;
}

std::vector<double> LogRankSums::numbers() const {
    std::vector<double> list{static_cast<double>(rows.size())};
    for (const Eigen::VectorXd* values : {&rows, &observed, &expected}) {
        list.insert(list.end(), values->begin(), values->end());
    }
    list.insert(list.end(), variance.data(), variance.data() + variance.size());
    return list;
}

LogRankSums LogRankSums::from_numbers(std::span<const double> numbers) {
    const auto groups = static_cast<Eigen::Index>(numbers.front());
    LogRankSums sums(groups);
    const double* next = numbers.data() + 1;
    for (Eigen::VectorXd* values : {&sums.rows, &sums.observed, &sums.expected}) {
        *values = Eigen::Map<const Eigen::VectorXd>(next, groups);
        next += groups;
    }
    sums.variance = Eigen::Map<const Eigen::MatrixXd>(next, groups, groups);
    return sums;
}

LogRankSums log_rank_sums(const SurvivalRows& rows, const LogRankWeight& weight) {
    LogRankSums sums(rows.groups);
    for (std::size_t i = 0; i < rows.rows(); ++i) { sums.rows[rows.group_of(i)] += 1; }
    std::uint32_t causes = 1;
    for (const std::uint32_t event : rows.event) { causes = std::max(causes, event); }
    for (const EventTimes& sets : event_times(rows, causes, true)) { add_stratum(sets, weight, sums); }
    return sums;
}

CurveTest log_rank_test(const LogRankSums& sums) { return curve_test(sums.observed - sums.expected, sums.variance); }

}  // namespace atria::survival
