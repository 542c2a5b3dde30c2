#include "kernels/math/middle_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace atria::math {
namespace {

constexpr std::size_t cells = 4096;
constexpr std::size_t most_inside = 4096;
constexpr std::size_t most_kept = 32768;
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
        kept_.push_back(value);
        ++count_;
        if (kept_.size() == most_kept) { count_kept(); }
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
    if (pass_ == Pass::first && count_ == kept_.size()) {
        pass_ = Pass::over;
        inside_ = std::move(kept_);
        take_middle((count_ - 1) / 2);
        return false;
    }
    if (pass_ == Pass::first) {
        count_kept();
        kept_ = {};
    }
    narrow();
    return true;
}

void MiddleValues::count_kept() {
    const auto& edges = first_edges();
    for (const double value : kept_) {
        ++cells_[static_cast<std::size_t>(std::ranges::upper_bound(edges, value) - edges.begin())];
    }
    kept_.clear();
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
    std::uint64_t rank = (count_ - 1) / 2 - below_;  // of the lower one
    const bool last = rank + 1 == within_;
    if (high_ - low_ == 1) {  // all of one value, which were not collected
        inside_.assign(last ? 1 : 2, std::bit_cast<double>(low_));
        rank = 0;
    }
    if (last) { inside_.push_back(next_above_); }
    take_middle(rank);
}

/// Of the values in inside_, the one of this rank and, of an even number, the next.
void MiddleValues::take_middle(std::uint64_t rank) {
    const auto lower = inside_.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(inside_.begin(), lower, inside_.end());
    middle_.push_back(*lower);
    if (count_ % 2 == 0) { middle_.push_back(*std::min_element(lower + 1, inside_.end())); }
    inside_ = {};
}

}  // namespace atria::math
