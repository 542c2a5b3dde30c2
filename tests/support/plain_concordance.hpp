#pragma once

#include "kernels/survival/model/concordance.hpp"

#include <cmath>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace atria::test {

/// Kaplan-Meier of the event (or of being censored, events first) among the rows of a stratum, just before t.
inline double plain_curve_before(const SurvivalRows& rows, std::uint32_t stratum, Ticks t, bool of_censoring) {
    std::set<Ticks> times;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const bool counts = (rows.event[i] == 0) == of_censoring;
        if (rows.stratum_of(i) == stratum && counts && rows.exit[i] < t) { times.insert(rows.exit[i]); }
    }
    double curve = 1;
    for (const Ticks u : times) {
        double at_risk = 0;
        double leaving = 0;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            if (rows.stratum_of(i) != stratum || rows.exit[i] < u || rows.entry_of(i) >= u) { continue; }
            const bool event = rows.event[i] != 0;
            if (of_censoring && event && rows.exit[i] == u) { continue; }
            at_risk += rows.weight_of(i);
            if (rows.exit[i] == u && event != of_censoring) { leaving += rows.weight_of(i); }
        }
        curve *= 1 - leaving / at_risk;
    }
    return curve;
}

inline double plain_pair_weight(const SurvivalRows& rows, std::uint32_t stratum, Ticks t,
                                const survival::ConcordanceRule& rule) {
    if (t > rule.until) { return 0; }
    double all = 0;
    double at_risk = 0;
    double events = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.stratum_of(i) != stratum) { continue; }
        all += rows.weight_of(i);
        at_risk += rows.exit[i] >= t ? rows.weight_of(i) : 0;
        events += rows.event[i] != 0 ? 1 : 0;
    }
    if (rule.weight == survival::PairWeight::n || events < 2) { return 1; }
    const double s = plain_curve_before(rows, stratum, t, false);
    const double g = plain_curve_before(rows, stratum, t, true);
    if (rule.weight == survival::PairWeight::n_over_g2) { return 1 / (g * g); }
    return all * s / at_risk / (rule.weight == survival::PairWeight::s_over_g ? g : 1);
}

/// All pairs, one by one.
inline survival::ConcordanceSums plain_concordance(const SurvivalRows& rows, std::span<const double> risk,
                                                   const survival::ConcordanceRule& rule) {
    survival::ConcordanceSums sums;
    std::map<std::uint32_t, std::pair<double, double>> clusters;
    const auto cluster_of = [&rows](std::size_t i) {
        if (!rows.cluster.empty()) { return rows.cluster[i]; }
        return rows.person.empty() ? static_cast<std::uint32_t>(i) : rows.person[i];
    };
    std::map<std::pair<std::uint32_t, Ticks>, double> weights;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::pair key{rows.stratum_of(i), rows.exit[i]};
        if (rows.event[i] != 0 && !weights.contains(key)) {
            weights[key] = plain_pair_weight(rows, key.first, key.second, rule);
        }
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.event[i] == 0) { continue; }
        const Ticks t = rows.exit[i];
        const double pair_weight = weights[{rows.stratum_of(i), t}] * rows.weight_of(i);
        for (std::size_t j = 0; j < rows.rows(); ++j) {
            if (j == i || rows.stratum_of(i) != rows.stratum_of(j)) { continue; }
            const double product = pair_weight * rows.weight_of(j);
            const bool equal = std::fabs(risk[i] - risk[j]) < 1e-9;
            if (rows.event[j] != 0 && rows.exit[j] == t) {
                if (j < i) { (equal ? sums.tied_xy : sums.tied_y) += product; }
                continue;
            }
            if (!(rows.exit[j] >= t && rows.entry_of(j) < t)) { continue; }
            (equal ? sums.tied_x : risk[i] > risk[j] ? sums.concordant : sums.discordant) += product;
            const double c = equal ? 0.5 : risk[i] > risk[j] ? 1 : 0;
            for (const std::size_t k : {i, j}) {
                clusters[cluster_of(k)].first += c * product;
                clusters[cluster_of(k)].second += (1 - c) * product;
            }
        }
    }
    for (const auto& [cluster, share] : clusters) {
        sums.square_c += share.first * share.first;
        sums.product_cd += share.first * share.second;
        sums.square_d += share.second * share.second;
    }
    return sums;
}

}  // namespace atria::test
