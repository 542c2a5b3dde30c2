#include "kernels/survival/model/risk_accuracy.hpp"

#include "kernels/survival/model/risk_groups.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

namespace atria::survival {
namespace {

/// What a person gives to c, d, b, and w.
using Shares = std::array<double, 4>;

void add_to(Shares& sum, const Shares& more, double factor = 1) {
    for (std::size_t k = 0; k < sum.size(); ++k) { sum[k] += factor * more[k]; }
}

/// A time up to the horizon at which somebody was lost: [first, end) of the order were, with all who left then.
struct Loss {
    std::size_t first = 0;
    std::size_t end = 0;
    double at_risk = 0;  ///< of being lost: weights of those still there, without the events of this time
    double lost = 0;
};

/// What is known of the people of a cohort at the horizon.
struct AtHorizon {
    std::vector<std::size_t> order;  ///< n people by time
    std::size_t beyond = 0;          ///< from here on in the order they are followed beyond the horizon
    std::vector<double> weight;      ///< n: w over the probability of being followed; 0 of those who were lost
    std::vector<Loss> losses;
    double risk = 0;       ///< of the event at the horizon in the cohort
    bool followed = true;  ///< G stays above 0
};

AtHorizon at_horizon(const RiskPeople& people, Ticks horizon) {
    const std::size_t n = people.people();
    AtHorizon known;
    known.weight.assign(n, 0);
    known.order.resize(n);
    std::iota(known.order.begin(), known.order.end(), std::size_t{0});
    const std::vector<std::size_t>& order = known.order;
    std::sort(known.order.begin(), known.order.end(), [&people](std::size_t a, std::size_t b) {
        return people.time[a] != people.time[b] ? people.time[a] < people.time[b] : a < b;
    });
    std::vector<double> at_risk(n + 1, 0);  // from the k-th of the order on
    for (std::size_t k = n; k-- > 0;) { at_risk[k] = at_risk[k + 1] + people.weight_of(order[k]); }
    double g = 1;
    double event_free = 1;
    std::size_t k = 0;
    while (k < n && people.time[order[k]] <= horizon) {
        Loss here{k, k, 0, 0};
        std::array<double, 3> leaving{};
        std::size_t losses = 0;
        for (; k < n && people.time[order[k]] == people.time[order[here.first]]; ++k) {
            const std::size_t i = order[k];
            leaving[people.event[i]] += people.weight_of(i);
            losses += people.event[i] == 0 ? 1U : 0U;
            if (people.event[i] != 0) { known.weight[i] = people.weight_of(i) / g; }
        }
        here.end = k;
        known.risk += event_free * leaving[1] / at_risk[here.first];
        here.at_risk = at_risk[here.first] - leaving[1] - leaving[2];
        event_free *= here.at_risk / at_risk[here.first];
        if (losses == 0) { continue; }
        here.lost = leaving[0];
        known.followed = k < n;
        g *= (here.at_risk - here.lost) / here.at_risk;
        known.losses.push_back(here);
    }
    known.beyond = k;
    for (; k < n; ++k) { known.weight[order[k]] = people.weight_of(order[k]) / g; }
    return known;
}

/// Pairs of cases and controls, and what each person's are.
void add_pairs(const RiskPeople& people, const AtHorizon& known, const std::vector<std::uint8_t>& is_case,
               std::vector<Shares>& shares, RiskAccuracySums& sums) {
    struct Ranked {
        std::int64_t key;
        std::size_t person;
    };
    std::vector<Ranked> order;
    std::array<double, 2> all{};  // of controls, of cases
    for (std::size_t i = 0; i < people.people(); ++i) {
        if (known.weight[i] > 0) { order.push_back({risk_key(people.risk[i]), i}); }
        all.at(is_case[i]) += known.weight[i];
    }
    std::sort(order.begin(), order.end(),
              [](const Ranked& a, const Ranked& b) { return a.key != b.key ? a.key < b.key : a.person < b.person; });
    std::array<double, 2> below{};
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        std::array<double, 2> here{};
        for (; end < order.size() && order[end].key == order[first].key; ++end) {
            here.at(is_case[order[end].person]) += known.weight[order[end].person];
        }
        const std::array above{std::max(0.0, all[0] - below[0] - here[0]), std::max(0.0, all[1] - below[1] - here[1])};
        sums.concordant += here[1] * below[0];
        sums.discordant += here[1] * above[0];
        sums.tied += here[1] * here[0];
        for (std::size_t k = first; k < end; ++k) {
            const std::size_t i = order[k].person;
            const double w = known.weight[i];
            const bool as_case = is_case[i] != 0;
            shares[i][0] = w * ((as_case ? below[0] : above[1]) + here.at(as_case ? 0 : 1) / 2);
            shares[i][1] = w * ((as_case ? above[0] : below[1]) + here.at(as_case ? 0 : 1) / 2);
        }
        below[0] += here[0];
        below[1] += here[1];
        first = end;
    }
}

/// Adds what a person's weight does to the others' through G. The logarithm of G(t) is the sum of log((y - c) / y) over
/// times of losses, and changes with w by c / (y (y - c)) where the person stays and by -1 / y where he is lost.
void add_influence_of_losses(const RiskPeople& people, const AtHorizon& known, std::vector<Shares>& influence,
                             const std::vector<Shares>& shares) {
    std::vector<Shares> later(known.losses.size());  // sums of those whose weight has the loss in it
    Shares sum{};
    std::size_t k = known.order.size();
    for (std::size_t u = known.losses.size(); u-- > 0;) {
        for (; k > known.losses[u].end; --k) { add_to(sum, shares[known.order[k - 1]]); }
        later[u] = sum;
    }
    Shares passed{};
    k = 0;
    for (std::size_t u = 0; u < known.losses.size(); ++u) {
        const Loss& loss = known.losses[u];
        for (; k < loss.end; ++k) {
            const std::size_t i = known.order[k];
            add_to(influence[i], passed, -people.weight_of(i));
            const bool lost_here = k >= loss.first && people.event[i] == 0;
            if (lost_here) { add_to(influence[i], later[u], people.weight_of(i) / loss.at_risk); }
        }
        add_to(passed, later[u], loss.lost / (loss.at_risk * (loss.at_risk - loss.lost)));
    }
    for (; k < known.order.size(); ++k) {
        const std::size_t i = known.order[k];
        add_to(influence[i], passed, -people.weight_of(i));
    }
}

}  // namespace

void RiskAccuracySums::add(const RiskAccuracySums& other) {
    std::vector<double> sum = numbers();
    const std::vector<double> more = other.numbers();
    std::transform(sum.begin(), sum.end(), more.begin(), sum.begin(), [](double a, double b) { return a + b; });
    *this = from_numbers(sum);
}

std::vector<double> RiskAccuracySums::numbers() const {
    return {people,     cases,    controls,   weight,   concordant, tied,       discordant, brier,
            brier_null, square_c, product_cd, square_d, square_b,   product_bw, square_w,   not_followed};
}

RiskAccuracySums RiskAccuracySums::from_numbers(const std::vector<double>& x) {
    assert(x.size() == 16);
    return {x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10], x[11], x[12], x[13], x[14], x[15]};
}

RiskAccuracySums risk_accuracy_sums(const RiskPeople& people, Ticks horizon) {
    const std::size_t n = people.people();
    RiskAccuracySums sums;
    sums.people = static_cast<double>(n);
    const AtHorizon known = at_horizon(people, horizon);
    if (!known.followed) {
        sums.not_followed = sums.people;
        return sums;
    }
    std::vector<std::uint8_t> is_case(n, 0);
    for (std::size_t k = 0; k < known.beyond; ++k) {
        const std::size_t i = known.order[k];
        is_case[i] = people.event[i] == 1 ? 1 : 0;
    }
    std::vector<Shares> shares(n, Shares{});
    add_pairs(people, known, is_case, shares, sums);
    for (std::size_t i = 0; i < n; ++i) {
        const bool as_case = is_case[i] != 0;
        sums.cases += as_case ? 1 : 0;
        sums.controls += !as_case && known.weight[i] > 0 ? 1 : 0;
        sums.weight += people.weight_of(i);
        const auto square = [as_case](double risk) { return as_case ? (1 - risk) * (1 - risk) : risk * risk; };
        shares[i][2] = known.weight[i] * square(people.risk[i]);
        sums.brier += shares[i][2];
        sums.brier_null += known.weight[i] * square(known.risk);
    }
    std::vector<Shares> influence = shares;
    for (std::size_t i = 0; i < n; ++i) { influence[i][3] = people.weight_of(i); }
    add_influence_of_losses(people, known, influence, shares);
    std::map<std::uint32_t, Shares> clusters;
    for (std::size_t i = 0; i < n; ++i) {
        add_to(clusters[people.cluster.empty() ? static_cast<std::uint32_t>(i) : people.cluster[i]], influence[i]);
    }
    for (const auto& [number, of] : clusters) {
        sums.square_c += of[0] * of[0];
        sums.product_cd += of[0] * of[1];
        sums.square_d += of[1] * of[1];
        sums.square_b += of[2] * of[2];
        sums.product_bw += of[2] * of[3];
        sums.square_w += of[3] * of[3];
    }
    return sums;
}

RiskAccuracy risk_accuracy(const RiskAccuracySums& sums) {
    RiskAccuracy answer;
    if (!(sums.weight > 0)) { return answer; }
    answer.brier = sums.brier / sums.weight;
    const double b = answer.brier;
    answer.brier_error =
        std::sqrt(std::max(0.0, sums.square_b - 2 * b * sums.product_bw + b * b * sums.square_w)) / sums.weight;
    answer.brier_null = sums.brier_null / sums.weight;
    if (sums.brier_null > 0) { answer.prediction_accuracy = 1 - sums.brier / sums.brier_null; }
    const double pairs = sums.concordant + sums.discordant + sums.tied;
    if (!(pairs > 0)) { return answer; }
    answer.auc = (sums.concordant + sums.tied / 2) / pairs;
    // Of each cluster: (1 - auc) c - auc d.
    const double c = 1 - answer.auc;
    const double d = answer.auc;
    const double square = c * c * sums.square_c - 2 * c * d * sums.product_cd + d * d * sums.square_d;
    answer.auc_error = std::sqrt(std::max(0.0, square)) / pairs;
    return answer;
}

}  // namespace atria::survival
