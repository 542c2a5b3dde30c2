#include "kernels/survival/curves/gray.hpp"

#include "kernels/survival/curves/event_times.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace atria::survival {
namespace {

/// What Gray's statistic needs to know of one time of events. A group k with n at risk and survival S before the time
/// has h = n/S, the number who would be at risk without deaths; groups that ended have h = 0.
struct GrayTime {
    Eigen::VectorXd at_risk;          ///< K; 0 for groups that ended
    Eigen::VectorXd survival_before;  ///< K
    Eigen::VectorXd survival;         ///< K
    Eigen::VectorXd h;                ///< K
    Eigen::VectorXd events;           ///< K, of the cause
    Eigen::VectorXd others;           ///< K, of the other causes
    double weight = 1;                ///< (1 - F before)^rho
    double pooled_before = 0;         ///< F of all groups
    double pooled = 0;

    /// How the score of each group answers to the subdistribution hazard of each group, K × K.
    [[nodiscard]] Eigen::MatrixXd response() const {
        Eigen::MatrixXd answer = (-weight / h.sum()) * (h * h.transpose());
        answer.diagonal() += weight * h;
        return answer;
    }
};

/// Goes through the times of a stratum and adds to the score.
std::vector<GrayTime> forward(const EventTimes& sets, std::uint32_t cause, double rho, GraySums& sums) {
    const Eigen::Index groups = sets.groups();
    Eigen::VectorXd survival = Eigen::VectorXd::Ones(groups);
    Eigen::VectorXd incidence = Eigen::VectorXd::Zero(groups);
    double pooled = 0;
    std::vector<GrayTime> times;
    for (Eigen::Index t = 0; t < sets.times(); ++t) {
        GrayTime now;
        now.survival_before = survival;
        now.pooled_before = pooled;
        now.weight = std::pow(1 - pooled, rho);
        now.at_risk = sets.at_risk.col(t);
        now.events = sets.events[cause - 1].col(t);
        now.others = Eigen::VectorXd::Zero(groups);
        for (std::size_t c = 0; c < sets.events.size(); ++c) {
            if (c + 1 != cause) { now.others += sets.events[c].col(t); }
        }
        now.h = Eigen::VectorXd::Zero(groups);
        Eigen::VectorXd expected = Eigen::VectorXd::Zero(groups);
        for (Eigen::Index k = 0; k < groups; ++k) {
            if (survival[k] <= 0) {
                sums.left_out[k] += now.events[k];
                now.at_risk[k] = now.events[k] = now.others[k] = 0;
            }
            if (now.at_risk[k] <= 0) { continue; }
            now.h[k] = now.at_risk[k] / survival[k];
            expected[k] = now.h[k] * (1 - incidence[k]);
            incidence[k] += survival[k] * now.events[k] / now.at_risk[k];
            const double left = std::max(now.at_risk[k] - now.events[k] - now.others[k], 0.0);
            survival[k] *= left / now.at_risk[k];
        }
        if (now.h.sum() <= 0) { continue; }
        pooled += now.events.sum() / now.h.sum();
        now.pooled = pooled;
        now.survival = survival;
        sums.score += now.weight * (now.events - (now.events.sum() / expected.sum()) * expected);
        times.push_back(std::move(now));
    }
    return times;
}

/// Of `d` events among `n`, of which no two are the same person's.
double without_ties(double d, double n) { return d > 1 ? 1 - (d - 1) / (n - 1) : 1; }

/// An event of group r moves the scores directly and through the group's incidence, which stands in what is expected
/// later: from the last time backwards, `later` is the response of the scores to an incidence from there on.
void add_variance(const std::vector<GrayTime>& times, GraySums& sums) {
    const Eigen::Index groups = sums.score.size();
    Eigen::MatrixXd later = Eigen::MatrixXd::Zero(groups, groups);
    for (std::size_t t = times.size(); t-- > 0;) {
        const GrayTime& now = times[t];
        const Eigen::MatrixXd response = now.response();
        const double deaths = now.events.sum();
        const double h = now.h.sum();
        for (Eigen::Index r = 0; r < groups; ++r) {
            if (now.at_risk[r] <= 0) { continue; }
            const double n = now.at_risk[r];
            const double before = now.survival_before[r];
            const double ratio = now.survival[r] > 0 ? (1 - now.pooled) / now.survival[r] : 0;
            if (deaths > 0) {
                const Eigen::VectorXd moved = response.col(r) + (1 - ratio) * later.col(r);
                const double variance = without_ties(deaths, h * before) * before * deaths / (h * n);
                sums.variance.noalias() += variance * (moved * moved.transpose());
            }
            if (now.others[r] > 0 && ratio > 0) {
                const Eigen::VectorXd moved = ratio * later.col(r);
                const double variance = without_ties(now.others[r], n) * before * before * now.others[r] / (n * n);
                sums.variance.noalias() += variance * (moved * moved.transpose());
            }
        }
        later += (deaths / (h * (1 - now.pooled_before))) * response;
    }
}

}  // namespace

GraySums::GraySums(Eigen::Index groups)
    : score(Eigen::VectorXd::Zero(groups)), variance(Eigen::MatrixXd::Zero(groups, groups)), left_out(score) {}

void GraySums::add(const GraySums& other) {
    assert(score.size() == other.score.size());
    score += other.score;
    variance += other.variance;
    left_out += other.left_out;
}

std::vector<double> GraySums::numbers() const {
    std::vector<double> list{static_cast<double>(score.size())};
    list.insert(list.end(), score.begin(), score.end());
    list.insert(list.end(), left_out.begin(), left_out.end());
    list.insert(list.end(), variance.data(), variance.data() + variance.size());
    return list;
}

GraySums GraySums::from_numbers(std::span<const double> numbers) {
    const auto groups = static_cast<Eigen::Index>(numbers.front());
    GraySums sums(groups);
    const double* first = numbers.data() + 1;
    sums.score = Eigen::Map<const Eigen::VectorXd>(first, groups);
    sums.left_out = Eigen::Map<const Eigen::VectorXd>(first + groups, groups);
    sums.variance = Eigen::Map<const Eigen::MatrixXd>(first + 2 * groups, groups, groups);
    return sums;
}

GraySums gray_sums(const SurvivalRows& rows, std::uint32_t cause, double rho) {
    GraySums sums(rows.groups);
    std::uint32_t causes = cause;
    for (const std::uint32_t event : rows.event) { causes = std::max(causes, event); }
    for (const EventTimes& sets : event_times(rows, causes, true)) {
        add_variance(forward(sets, cause, rho, sums), sums);
    }
    return sums;
}

CurveTest gray_test(const GraySums& sums) { return curve_test(sums.score, sums.variance); }

}  // namespace atria::survival
