#include "kernels/survival/curves/jackknife_sums.hpp"

#include "kernels/survival/curves/person_intervals.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <unordered_map>

namespace atria::survival {
namespace {

/// What one time of the pooled table adds for everybody. With n at risk, d events and survival S before the time, an
/// influence u on the cumulative hazard changes by (own events - d/n at risk) / n, v on log S by
/// -(own events - d/n at risk) / (n - d), and that on an incidence F by v dF + S (own events - dF/S at risk) / n.
struct Step {
    double hazard = 0;           ///< d/n²
    double greenwood = 0;        ///< d/(n (n - d)); 0 where S falls to 0
    double event_on_hazard = 0;  ///< 1/n
    double event_on_log = 0;     ///< 1/(n - d); 0 where S falls to 0
    double survival_before = 1;
    double survival = 1;
    Eigen::VectorXd incidence;  ///< C; dF
};

std::vector<Step> steps_of(const RiskTable& table, std::optional<Ticks> start) {
    std::vector<Step> steps(table.time.size());
    double survival = 1;
    for (std::size_t t = 0; t < steps.size(); ++t) {
        Step& step = steps[t];
        step.incidence = Eigen::VectorXd::Zero(table.causes());
        step.survival_before = survival;
        step.survival = survival;
        const double deaths = table.people.events_at(t);
        if (deaths == 0 || (start && table.time[t] < *start)) { continue; }
        const double n = table.weight.at_risk[t];
        const double d = table.weight.events_at(t);
        step.hazard = d / (n * n);
        step.event_on_hazard = 1 / n;
        for (std::uint32_t c = 0; c < table.causes(); ++c) {
            step.incidence[c] = survival * table.weight.events[c][t] / n;
        }
        if (deaths < table.people.at_risk[t]) {
            step.greenwood = d / (n * (n - d));
            step.event_on_log = 1 / (n - d);
            survival *= (n - d) / n;
        } else {
            survival = 0;
        }
        step.survival = survival;
    }
    return steps;
}

/// The influences of one cluster: on the hazard, on log survival and on C incidences; and the weight now at risk.
struct Influence {
    double at_risk = 0;
    double hazard = 0;
    double log_survival = 0;
    Eigen::VectorXd incidence;
    std::size_t last = 0;  ///< number of times that they stand behind
};

/// The common parts of influences, summed up to and with each time, so that one who did nothing for long is brought up
/// to date at once.
struct Totals {
    std::vector<double> hazard;
    std::vector<double> greenwood;
    std::vector<Eigen::VectorXd> incidence;  ///< F
    std::vector<Eigen::VectorXd> drift;      ///< Σ dF (greenwood before - 1/n)

    explicit Totals(const std::vector<Step>& steps) : hazard{0}, greenwood{0} {
        const Eigen::Index causes = steps.empty() ? 0 : steps.front().incidence.size();
        incidence.emplace_back(Eigen::VectorXd::Zero(causes));
        drift.emplace_back(Eigen::VectorXd::Zero(causes));
        for (const Step& step : steps) {
            drift.emplace_back(drift.back() + step.incidence * (greenwood.back() - step.event_on_hazard));
            incidence.emplace_back(incidence.back() + step.incidence);
            hazard.push_back(hazard.back() + step.hazard);
            greenwood.push_back(greenwood.back() + step.greenwood);
        }
    }

    /// Brings `who` to just behind the first `times` times.
    void advance(Influence& who, std::size_t times) const {
        const Eigen::VectorXd gain = incidence[times] - incidence[who.last];
        who.incidence += who.log_survival * gain;
        if (who.at_risk != 0) {
            who.incidence += who.at_risk * (drift[times] - drift[who.last] - greenwood[who.last] * gain);
            who.log_survival += who.at_risk * (greenwood[times] - greenwood[who.last]);
            who.hazard -= who.at_risk * (hazard[times] - hazard[who.last]);
        }
        who.last = times;
    }
};

/// Sums over clusters of products of their influences, each as it is now: nothing large cancels.
class Moments {
public:
    explicit Moments(Eigen::Index causes) : incidence_(Eigen::MatrixXd::Zero(3, causes)) {}

    /// Adds (sign 1) or takes away (-1) a cluster.
    void count(const Influence& who, double sign) {
        at_risk2_ += sign * who.at_risk * who.at_risk;
        hazard2_ += sign * who.hazard * who.hazard;
        hazard_at_risk_ += sign * who.hazard * who.at_risk;
        log2_ += sign * who.log_survival * who.log_survival;
        log_at_risk_ += sign * who.log_survival * who.at_risk;
        incidence_.row(0) += sign * who.incidence.cwiseAbs2().transpose();
        incidence_.row(1) += (sign * who.log_survival) * who.incidence.transpose();
        incidence_.row(2) += (sign * who.at_risk) * who.incidence.transpose();
    }

    /// Everybody passes one time.
    void pass(const Step& step) {
        hazard2_ += step.hazard * (step.hazard * at_risk2_ - 2 * hazard_at_risk_);
        hazard_at_risk_ -= step.hazard * at_risk2_;
        for (Eigen::Index c = 0; c < incidence_.cols(); ++c) {
            const double a = step.incidence[c];
            const double b = -a * step.event_on_hazard;
            auto moment = incidence_.col(c);
            moment[0] +=
                2 * (a * moment[1] + b * moment[2]) + a * a * log2_ + 2 * a * b * log_at_risk_ + b * b * at_risk2_;
            moment[1] += a * log2_ + b * log_at_risk_;
            moment[2] += a * log_at_risk_ + b * at_risk2_;
            moment[1] += step.greenwood * moment[2];
        }
        log2_ += step.greenwood * (2 * log_at_risk_ + step.greenwood * at_risk2_);
        log_at_risk_ += step.greenwood * at_risk2_;
    }

    [[nodiscard]] double incidence2(Eigen::Index c) const { return std::max(incidence_(0, c), 0.0); }
    [[nodiscard]] double log2() const { return std::max(log2_, 0.0); }
    [[nodiscard]] double hazard2() const { return std::max(hazard2_, 0.0); }

private:
    double at_risk2_ = 0;
    double hazard2_ = 0;
    double hazard_at_risk_ = 0;
    double log2_ = 0;
    double log_at_risk_ = 0;
    Eigen::MatrixXd incidence_;  // of incidence² · log survival · at risk, for each cause
};

/// An end or a beginning of an interval.
struct Change {
    std::size_t behind = 0;  ///< so many times of the table: the change counts from the next one on
    double weight = 0;       ///< that comes under risk, or below 0 leaves it
    std::uint32_t event = 0;
    Ticks entry = 0;  ///< of the interval
    std::uint32_t cluster = 0;
};

/// In an order that does not depend on that of the rows: where they name no people, those alike in all else have the
/// same influence.
std::vector<Change> changes_of(const RiskTable& table, const std::vector<PersonInterval>& intervals) {
    const auto behind = [&table](Ticks time) {
        return static_cast<std::size_t>(std::upper_bound(table.time.begin(), table.time.end(), time) -
                                        table.time.begin());
    };
    std::vector<Change> changes;
    changes.reserve(2 * intervals.size());
    for (const PersonInterval& i : intervals) {
        changes.push_back({behind(i.entry), i.weight, 0, i.entry, i.cluster});
        changes.push_back({behind(i.exit), -i.weight, i.event, i.entry, i.cluster});
    }
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::tie(a.behind, a.weight, a.event, a.entry, a.cluster) <
               std::tie(b.behind, b.weight, b.event, b.entry, b.cluster);
    });
    return changes;
}

/// Takes one change after the other, and keeps the influences of the clusters and their moments.
class Clusters {
public:
    Clusters(const std::vector<Step>& steps, std::uint32_t causes)
        : steps_(&steps), totals_(steps), causes_(causes), moments_(causes) {}

    void apply(const Change& change) {
        const auto [place, is_new] = influence_.try_emplace(change.cluster);
        Influence& who = place->second;
        if (is_new) {
            who.incidence = Eigen::VectorXd::Zero(causes_);
            who.last = change.behind;
        } else {
            totals_.advance(who, change.behind);
            moments_.count(who, -1);
        }
        who.at_risk += change.weight;
        if (change.event > 0) {
            const Step& step = (*steps_)[change.behind - 1];
            const double weight = -change.weight;
            who.hazard += weight * step.event_on_hazard;
            who.log_survival -= weight * step.event_on_log;
            who.incidence[change.event - 1] += weight * step.survival_before * step.event_on_hazard;
        }
        moments_.count(who, 1);
    }

    void pass(std::size_t t) { moments_.pass((*steps_)[t]); }
    [[nodiscard]] const Moments& moments() const { return moments_; }

private:
    const std::vector<Step>* steps_;
    Totals totals_;
    std::uint32_t causes_;
    Moments moments_;
    std::unordered_map<std::uint32_t, Influence> influence_;
};

Eigen::MatrixXd squares(const RiskTable& table, std::optional<Ticks> start, const std::vector<Change>& changes) {
    const Eigen::Index causes = table.causes();
    const std::vector<Step> steps = steps_of(table, start);
    Clusters clusters(steps, table.causes());
    Eigen::MatrixXd answer(causes + 2, static_cast<Eigen::Index>(steps.size()));
    std::size_t next = 0;
    for (std::size_t t = 0; t <= steps.size(); ++t) {
        for (; next < changes.size() && changes[next].behind == t; ++next) { clusters.apply(changes[next]); }
        if (t > 0) {
            const auto column = static_cast<Eigen::Index>(t) - 1;
            const double survival = steps[t - 1].survival;
            const Moments& moments = clusters.moments();
            for (Eigen::Index c = 0; c < causes; ++c) { answer(c, column) = moments.incidence2(c); }
            answer(causes, column) = survival * survival * moments.log2();
            answer(causes + 1, column) = moments.hazard2();
        }
        if (t < steps.size()) { clusters.pass(t); }
    }
    return answer;
}

}  // namespace

void JackknifeSums::add(const JackknifeSums& other) {
    assert(group.size() == other.group.size());
    for (std::size_t k = 0; k < group.size(); ++k) { group[k] += other.group[k]; }
}

std::vector<double> JackknifeSums::numbers() const {
    std::vector<double> list{static_cast<double>(group.size())};
    for (const Eigen::MatrixXd& squares : group) {
        list.push_back(static_cast<double>(squares.rows()));
        list.push_back(static_cast<double>(squares.cols()));
        list.insert(list.end(), squares.data(), squares.data() + squares.size());
    }
    return list;
}

JackknifeSums JackknifeSums::from_numbers(std::span<const double> numbers) {
    JackknifeSums sums;
    std::size_t next = 1;
    for (std::size_t k = 0; k < static_cast<std::size_t>(numbers[0]); ++k) {
        const auto rows = static_cast<Eigen::Index>(numbers[next]);
        const auto columns = static_cast<Eigen::Index>(numbers[next + 1]);
        sums.group.emplace_back(Eigen::Map<const Eigen::MatrixXd>(numbers.data() + next + 2, rows, columns));
        next += 2 + static_cast<std::size_t>(rows * columns);
    }
    return sums;
}

JackknifeSums jackknife_sums(const SurvivalRows& rows, const RiskTables& pooled, std::optional<Ticks> start) {
    std::vector<std::vector<PersonInterval>> of_group(pooled.group.size());
    for (const PersonInterval& i : person_intervals(rows, Strata::together)) { of_group[i.group].push_back(i); }
    JackknifeSums sums;
    for (std::size_t k = 0; k < of_group.size(); ++k) {
        sums.group.push_back(squares(pooled.group[k], start, changes_of(pooled.group[k], of_group[k])));
    }
    return sums;
}

}  // namespace atria::survival
