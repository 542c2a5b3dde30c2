#include "kernels/math/compensated_sums.hpp"

#include <algorithm>
#include <cassert>

namespace atria::math {
namespace {

/// Knuth's sum of two numbers: `sum` becomes the rounded one, `lost` gains what was rounded off.
inline void add_exactly(double& sum, double& lost, double term) {
    const double before = sum;
    sum = before + term;
    const double added = sum - before;
    lost += (before - (sum - added)) + (term - added);
}

}  // namespace

void CompensatedSums::clear() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    std::fill(lost_.begin(), lost_.end(), 0.0);
}

void CompensatedSums::add(std::span<const double> terms) {
    assert(terms.size() == sums_.size());
    for (std::size_t i = 0; i < terms.size(); ++i) { add_exactly(sums_[i], lost_[i], terms[i]); }
}

void CompensatedSums::subtract(std::span<const double> terms) {
    assert(terms.size() == sums_.size());
    for (std::size_t i = 0; i < terms.size(); ++i) { add_exactly(sums_[i], lost_[i], -terms[i]); }
}

void CompensatedSums::add(std::span<const std::uint32_t> places, std::span<const double> terms) {
    assert(terms.size() == places.size());
    for (std::size_t i = 0; i < places.size(); ++i) { add_exactly(sums_[places[i]], lost_[places[i]], terms[i]); }
}

void CompensatedSums::subtract(std::span<const std::uint32_t> places, std::span<const double> terms) {
    assert(terms.size() == places.size());
    for (std::size_t i = 0; i < places.size(); ++i) { add_exactly(sums_[places[i]], lost_[places[i]], -terms[i]); }
}

void CompensatedSums::add(const CompensatedSums& other) {
    assert(other.sums_.size() == sums_.size());
    for (std::size_t i = 0; i < sums_.size(); ++i) {
        add_exactly(sums_[i], lost_[i], other.sums_[i]);
        lost_[i] += other.lost_[i];
    }
}

void CompensatedSums::values(std::span<double> values) const {
    assert(values.size() == sums_.size());
    for (std::size_t i = 0; i < sums_.size(); ++i) { values[i] = sums_[i] + lost_[i]; }
}

}  // namespace atria::math
