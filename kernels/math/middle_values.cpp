#include "kernels/math/middle_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace atria::math {
namespace {

constexpr std::size_t cells = 4096;
constexpr std::size_t most_inside = 4096;
constexpr double infinity = std::numeric_limits<double>::infinity();

std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }

/// Where the first pass's cells end: equal shares of p, since those of -log10 p would crowd into a few.
const std::array<double, cells - 1>& first_edges() {
    static const std::array<double, cells - 1> edges = [] {
        std::array<double, cells - 1> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = -std::log10(1 - static_cast<double>(i + 1) / static_cast<double>(cells));
        }
        return made;
    }();
    return edges;
}

std::uint64_t width_of_cell(std::uint64_t low, std::uint64_t high) { return (high - low + cells - 1) / cells; }

}  // namespace

MiddleValues::MiddleValues() : high_(bits_of(infinity) + 1), cells_(cells, 0), next_above_(infinity) {}

void MiddleValues::add(double value) {
    if (std::isnan(value) || pass_ == Pass::over) { return; }
    if (!(value > 0)) { value = 0; }  // -0, too
    if (pass_ == Pass::first) {
        const auto& edges = first_edges();
        ++cells_[static_cast<std::size_t>(std::ranges::upper_bound(edges, value) - edges.begin())];
        ++count_;
        return;
    }
    const std::uint64_t bits = bits_of(value);
    if (bits < low_) { return; }
    if (bits >= high_) {
        next_above_ = std::min(next_above_, value);
    } else if (pass_ == Pass::narrow) {
        ++cells_[(bits - low_) / width_of_cell(low_, high_)];
    } else if (high_ - low_ > 1) {
        inside_.push_back(value);
    }
}

bool MiddleValues::end_pass() {
    if (pass_ == Pass::collect) { finish(); }
    if (pass_ == Pass::over || count_ == 0) {
        pass_ = Pass::over;
        return false;
    }
    narrow();
    return true;
}

void MiddleValues::narrow() {
    std::uint64_t before = below_;
    std::size_t cell = 0;
    while (before + cells_[cell] <= (count_ - 1) / 2) { before += cells_[cell++]; }
    within_ = cells_[cell];
    if (pass_ == Pass::first) {
        const auto& edges = first_edges();
        if (cell > 0) { low_ = bits_of(edges[cell - 1]); }
        if (cell < edges.size()) { high_ = bits_of(edges[cell]); }
    } else {
        const std::uint64_t width = width_of_cell(low_, high_);
        low_ += cell * width;
        high_ = std::min(high_, low_ + width);
    }
    below_ = before;
    next_above_ = infinity;
    std::ranges::fill(cells_, 0);
    pass_ = within_ <= most_inside || high_ - low_ == 1 ? Pass::collect : Pass::narrow;
}

void MiddleValues::finish() {
    pass_ = Pass::over;
    if (high_ - low_ == 1) { inside_.assign(std::min<std::uint64_t>(within_, 2), std::bit_cast<double>(low_)); }
    const std::uint64_t rank = (count_ - 1) / 2 - below_;  // of the lower one
    const bool last = rank + 1 == within_;
    const auto lower = inside_.begin() + static_cast<std::ptrdiff_t>(high_ - low_ == 1 ? 0 : rank);
    std::nth_element(inside_.begin(), lower, inside_.end());
    middle_.push_back(*lower);
    if (count_ % 2 == 0) { middle_.push_back(last ? next_above_ : *std::min_element(lower + 1, inside_.end())); }
    inside_ = {};
}

}  // namespace atria::math
