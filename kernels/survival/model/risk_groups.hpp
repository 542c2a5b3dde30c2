#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace atria::survival {

/// Risks are told apart to twelve decimals: those with the same key are tied, so that the last bits of sums, in which
/// equal people may differ, decide nothing.
[[nodiscard]] std::int64_t risk_key(double risk);

/// Groups of N people by predicted risk: somebody with `below` people of lower key stands in group
/// floor(groups × below / N), counted from 0. Tied people stand together; without ties groups differ by one person at
/// most, and where many are tied a group may be empty. People count, not their weights. In R:
/// floor(groups * (rank(round(risk, 12), ties.method = "min") - 1) / length(risk)).
class RiskGroups {
public:
    RiskGroups() = default;
    explicit RiskGroups(std::vector<std::int64_t> first_keys) : first_key_(std::move(first_keys)) {}

    [[nodiscard]] std::size_t size() const { return first_key_.size() + 1; }
    [[nodiscard]] std::size_t group_of(double risk) const;

private:
    std::vector<std::int64_t> first_key_;  // of group 1 and up, ascending; equal where a group is empty
};

/// The keys of one cohort's people, of whom only numbers of people below a key are ever told.
class SortedKeys {
public:
    explicit SortedKeys(std::span<const double> risks);
    /// How many people have a lower key than each of these; the number of people behind them.
    [[nodiscard]] std::vector<double> below(std::span<const std::int64_t> keys) const;

private:
    std::vector<std::int64_t> keys_;
};

/// Finds the bounds of the groups over cohorts in at most 41 rounds: wants the numbers of people below its keys, added
/// up over the cohorts, until done().
class RiskGroupSearch {
public:
    explicit RiskGroupSearch(std::size_t groups);

    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] const std::vector<std::int64_t>& keys() const { return middle_; }
    /// `below`: the sum of SortedKeys::below(keys()) over the cohorts.
    void advance(std::span<const double> below);
    [[nodiscard]] RiskGroups groups() const { return RiskGroups(high_); }

private:
    void halve();

    // Of each bound: the key is above low and at most high.
    std::vector<std::int64_t> low_;
    std::vector<std::int64_t> high_;
    std::vector<std::int64_t> middle_;
    bool done_ = false;
};

}  // namespace atria::survival
