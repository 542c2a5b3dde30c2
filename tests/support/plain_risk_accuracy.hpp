#pragma once

#include "kernels/survival/model/risk_accuracy.hpp"
#include "kernels/survival/model/risk_groups.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

namespace atria::test {

/// AUC and Brier score by their definitions, pair by pair, for cohorts of people with any weights.
struct PlainRiskAccuracy {
    double auc = 0;
    double brier = 0;
    double brier_null = 0;
};

using RiskCohorts = std::vector<survival::RiskPeople>;

/// The product over the times before t (up to and with it: `with`) at which people were lost of the share that was not,
/// events first.
inline double plain_followed(const survival::RiskPeople& people, Ticks t, bool with) {
    std::set<Ticks> times;
    for (std::size_t i = 0; i < people.people(); ++i) {
        const Ticks u = people.time[i];
        if (people.event[i] == 0 && (u < t || (with && u == t))) { times.insert(u); }
    }
    double followed = 1;
    for (const Ticks u : times) {
        double stay = 0;
        double lost = 0;
        for (std::size_t i = 0; i < people.people(); ++i) {
            if (people.time[i] > u) { stay += people.weight_of(i); }
            if (people.time[i] == u && people.event[i] == 0) { lost += people.weight_of(i); }
        }
        followed *= stay / (stay + lost);
    }
    return followed;
}

/// Aalen and Johansen's incidence of the event by h.
inline double plain_risk_at(const survival::RiskPeople& people, Ticks h) {
    std::set<Ticks> times(people.time.begin(), people.time.end());
    double event_free = 1;
    double risk = 0;
    for (const Ticks u : times) {
        if (u > h) { break; }
        double at_risk = 0;
        double own = 0;
        double any = 0;
        for (std::size_t i = 0; i < people.people(); ++i) {
            const double w = people.weight_of(i);
            if (people.time[i] >= u) { at_risk += w; }
            if (people.time[i] == u && people.event[i] == 1) { own += w; }
            if (people.time[i] == u && people.event[i] != 0) { any += w; }
        }
        risk += event_free * own / at_risk;
        event_free *= (at_risk - any) / at_risk;
    }
    return risk;
}

inline PlainRiskAccuracy plain_risk_accuracy(const RiskCohorts& cohorts, Ticks h) {
    double right = 0;
    double pairs = 0;
    double squares = 0;
    double null_squares = 0;
    double weights = 0;
    for (const survival::RiskPeople& people : cohorts) {
        const std::size_t n = people.people();
        const double risk = plain_risk_at(people, h);
        std::vector<double> w(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            const bool beyond = people.time[i] > h;
            if (beyond) { w[i] = people.weight_of(i) / plain_followed(people, h, true); }
            if (!beyond && people.event[i] != 0) {
                w[i] = people.weight_of(i) / plain_followed(people, people.time[i], false);
            }
            const bool is_case = !beyond && people.event[i] == 1;
            squares += w[i] * std::pow((is_case ? 1 : 0) - people.risk[i], 2);
            null_squares += w[i] * std::pow((is_case ? 1 : 0) - risk, 2);
            weights += people.weight_of(i);
        }
        for (std::size_t i = 0; i < n; ++i) {
            if (people.time[i] > h || people.event[i] != 1) { continue; }
            for (std::size_t j = 0; j < n; ++j) {
                if (people.time[j] <= h && people.event[j] != 2) { continue; }
                const std::int64_t one = survival::risk_key(people.risk[i]);
                const std::int64_t other = survival::risk_key(people.risk[j]);
                right += w[i] * w[j] * (one > other ? 1 : one == other ? 0.5 : 0);
                pairs += w[i] * w[j];
            }
        }
    }
    return {right / pairs, squares / weights, null_squares / weights};
}

/// The infinitesimal jackknife over clusters, with derivatives by differences and Richardson's extrapolation.
inline double plain_jackknife_error(const RiskCohorts& cohorts,
                                    const std::function<double(const RiskCohorts&)>& statistic) {
    double square = 0;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        std::map<std::uint32_t, std::vector<std::size_t>> clusters;
        for (std::size_t i = 0; i < cohorts[c].people(); ++i) {
            clusters[cohorts[c].cluster.empty() ? static_cast<std::uint32_t>(i) : cohorts[c].cluster[i]].push_back(i);
        }
        for (const auto& [number, members] : clusters) {
            const auto at = [&, &members = members](double share) {
                RiskCohorts changed = cohorts;
                changed[c].weight.resize(changed[c].people(), 1.0);
                for (const std::size_t i : members) { changed[c].weight[i] *= 1 + share; }
                return statistic(changed);
            };
            const auto slope = [&](double step) { return (at(step) - at(-step)) / (2 * step); };
            constexpr double step = 0.02;
            const double once = (4 * slope(step / 2) - slope(step)) / 3;
            const double twice = (4 * slope(step / 4) - slope(step / 2)) / 3;
            square += std::pow((16 * twice - once) / 15, 2);
        }
    }
    return std::sqrt(square);
}

}  // namespace atria::test
