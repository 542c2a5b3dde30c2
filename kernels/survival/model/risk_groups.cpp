#include "kernels/survival/model/risk_groups.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace atria::survival {
namespace {

constexpr double keys_per_unit = 1e12;

}  // namespace

std::int64_t risk_key(double risk) { return std::llround(risk * keys_per_unit); }

std::size_t RiskGroups::group_of(double risk) const {
    return static_cast<std::size_t>(std::upper_bound(first_key_.begin(), first_key_.end(), risk_key(risk)) -
                                    first_key_.begin());
}

SortedKeys::SortedKeys(std::span<const double> risks) {
    keys_.reserve(risks.size());
    for (const double risk : risks) { keys_.push_back(risk_key(risk)); }
    std::sort(keys_.begin(), keys_.end());
}

std::vector<double> SortedKeys::below(std::span<const std::int64_t> keys) const {
    std::vector<double> counts;
    for (const std::int64_t key : keys) {
        counts.push_back(static_cast<double>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin()));
    }
    counts.push_back(static_cast<double>(keys_.size()));
    return counts;
}

RiskGroupSearch::RiskGroupSearch(std::size_t groups)
    : low_(groups - 1, -1), high_(groups - 1, risk_key(1) + 1), middle_(groups - 1), done_(groups < 2) {
    halve();
}

void RiskGroupSearch::halve() {
    for (std::size_t g = 0; g < middle_.size(); ++g) { middle_[g] = low_[g] + (high_[g] - low_[g]) / 2; }
}

/// Group g + 1 begins with the smallest key that has at least a share (g + 1) / groups of the people below it.
void RiskGroupSearch::advance(std::span<const double> below) {
    assert(below.size() == middle_.size() + 1);
    const double people = below.back();
    const auto groups = static_cast<double>(middle_.size() + 1);
    done_ = true;
    for (std::size_t g = 0; g < middle_.size(); ++g) {
        if (high_[g] - low_[g] > 1) {
            const bool enough = groups * below[g] >= static_cast<double>(g + 1) * people;
            (enough ? high_ : low_)[g] = middle_[g];
        }
        done_ = done_ && high_[g] - low_[g] <= 1;
    }
    halve();
}

}  // namespace atria::survival
