#include "kernels/survival/curves/cumulative_incidence.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {
namespace {

/// Places in the table of the times that a curve shows.
std::vector<std::size_t> shown(const RiskTable& table, std::optional<Ticks> start) {
    std::vector<std::size_t> places;
    for (std::size_t t = 0; t < table.time.size(); ++t) {
        if (start && table.time[t] < *start) { continue; }
        if (table.people.events_at(t) > 0 || table.people.censored[t] > 0) { places.push_back(t); }
    }
    return places;
}

}  // namespace

IncidenceCurves cumulative_incidence(const RiskTable& table, const IncidenceOptions& options,
                                     const Eigen::MatrixXd& squares) {
    const std::vector<std::size_t> places = shown(table, options.start);
    const Eigen::Index causes = table.causes();
    const double z = confidence_z(options.confidence_level);
    IncidenceCurves curves;
    curves.events = Eigen::MatrixXd::Zero(causes, static_cast<Eigen::Index>(places.size()));
    curves.incidence = curves.std_error = curves.lower = curves.upper = curves.events;
    double survival = 1;
    Eigen::VectorXd incidence = Eigen::VectorXd::Zero(causes);
    Eigen::Index column = 0;
    for (const std::size_t t : places) {
        const double at_risk = table.weight.at_risk[t];
        for (Eigen::Index c = 0; c < causes; ++c) {
            curves.events(c, column) = table.weight.events[static_cast<std::size_t>(c)][t];
        }
        const double deaths = table.people.events_at(t);
        if (deaths > 0) {
            incidence += (survival / at_risk) * curves.events.col(column);
            survival *= deaths == table.people.at_risk[t] ? 0 : (at_risk - table.weight.events_at(t)) / at_risk;
        }
        curves.time.push_back(table.time[t]);
        curves.at_risk.push_back(at_risk);
        curves.censored.push_back(table.weight.censored[t]);
        curves.incidence.col(column) = incidence;
        const auto square = squares.col(static_cast<Eigen::Index>(t));
        for (Eigen::Index c = 0; c < causes; ++c) {
            const double error = std::sqrt(square[c]);
            const double relative = error == 0 ? 0 : error / incidence[c];
            const ConfidenceLimits limits = confidence_limits(incidence[c], relative, options.confidence, z);
            curves.std_error(c, column) = error;
            curves.lower(c, column) = limits.lower;
            curves.upper(c, column) = limits.upper;
        }
        curves.event_free.push_back(survival);
        curves.event_free_std_error.push_back(std::sqrt(square[causes]));
        ++column;
    }
    if (options.start) {
        curves.start = *options.start;
    } else if (!curves.time.empty()) {
        curves.start = std::min<Ticks>(0, curves.time.front());
    }
    return curves;
}

}  // namespace atria::survival
