#include "pipeline/model/cohort_rounds.hpp"

#include "pipeline/comm/together.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace atria::pipeline {

CohortOwners::CohortOwners(std::span<const std::size_t> rows, int ranks) : owners_(rows.size()) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t one, std::size_t other) { return rows[one] > rows[other]; });
    std::vector<std::size_t> load(static_cast<std::size_t>(ranks));
    for (const std::size_t cohort : order) {
        const auto least = std::ranges::min_element(load);
        owners_[cohort] = static_cast<int>(least - load.begin());
        *least += rows[cohort] + 1;
    }
}

void CohortRounds::each(const std::function<void(std::size_t cohort)>& work) const {
    together(communicator_, [&] {
        for (std::size_t c = 0; c < owners_.cohorts(); ++c) {
            if (mine(c)) { work(c); }
        }
    });
}

std::vector<double> CohortRounds::own_lists(
    const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const {
    std::vector<double> own;  // of each cohort of this rank, ascending: how many numbers, and the numbers
    each([&](std::size_t c) {
        const std::vector<double> numbers = sums_of(c);
        own.push_back(static_cast<double>(numbers.size()));
        own.insert(own.end(), numbers.begin(), numbers.end());
    });
    return own;
}

std::vector<std::vector<double>> CohortRounds::in_cohort_order(
    const std::vector<std::vector<std::byte>>& of_ranks) const {
    std::vector<std::size_t> read(of_ranks.size());  // bytes of each rank
    const auto next = [&](std::size_t rank, double* to, std::size_t count) {
        if (count == 0) { return; }
        std::memcpy(to, of_ranks[rank].data() + read[rank], count * sizeof(double));
        read[rank] += count * sizeof(double);
    };
    std::vector<std::vector<double>> lists(owners_.cohorts());
    for (std::size_t c = 0; c < lists.size() && !of_ranks.empty(); ++c) {
        const auto rank = static_cast<std::size_t>(owners_.owner(c));
        double length = 0;
        next(rank, &length, 1);
        lists[c].resize(static_cast<std::size_t>(length));
        next(rank, lists[c].data(), lists[c].size());
    }
    return lists;
}

std::vector<std::vector<double>> CohortRounds::gather(
    const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const {
    const std::vector<double> own = own_lists(sums_of);
    return in_cohort_order(communicator_.gather_to_all(std::as_bytes(std::span(own))));
}

std::vector<std::vector<double>> CohortRounds::gather_to_root(
    const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const {
    const std::vector<double> own = own_lists(sums_of);
    return in_cohort_order(communicator_.gather_to_root(std::as_bytes(std::span(own))));
}

}  // namespace atria::pipeline
