#pragma once

#include "pipeline/comm/communicator.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace atria::pipeline {

/// Which rank works on which cohort. Big cohorts first, each to the rank that has least to do.
class CohortOwners {
public:
    /// `rows` of each cohort.
    CohortOwners(std::span<const std::size_t> rows, int ranks);
    [[nodiscard]] int owner(std::size_t cohort) const { return owners_[cohort]; }
    [[nodiscard]] std::size_t cohorts() const { return owners_.size(); }

private:
    std::vector<int> owners_;
};

/// The federated path: a fit proceeds in rounds, and in each round a list of numbers is all that leaves a cohort. Who
/// adds them adds them in the order of the cohorts, so that the sums have the same bits on any number of ranks.
class CohortRounds {
public:
    CohortRounds(const Communicator& communicator, const CohortOwners& owners)
        : communicator_(communicator), owners_(owners) {}

    [[nodiscard]] std::size_t cohorts() const { return owners_.cohorts(); }
    /// Does this rank work on the cohort?
    [[nodiscard]] bool mine(std::size_t cohort) const { return owners_.owner(cohort) == communicator_.rank(); }

    /// Collective. Work on the cohorts of this rank; when it throws on one rank, all leave together.
    void each(const std::function<void(std::size_t cohort)>& work) const;

    /// Collective. The lists of all cohorts, in their order, on all ranks. `sums_of` is asked for the cohorts of this
    /// rank; when it throws on one rank, all leave together.
    [[nodiscard]] std::vector<std::vector<double>> gather(
        const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const;

    /// Collective. The same on the root only, of numbers that need not be everywhere; empty lists on other ranks.
    [[nodiscard]] std::vector<std::vector<double>> gather_to_root(
        const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const;

    [[nodiscard]] bool is_root() const { return communicator_.is_root(); }

    /// Collective. The sum of what has numbers(), add() or +=, and a way back, `from`, over the cohorts.
    template <typename SumsOf, typename From>
    [[nodiscard]] auto sum(const SumsOf& sums_of, const From& from) const {
        const auto lists = gather([&](std::size_t cohort) { return sums_of(cohort).numbers(); });
        auto total = from(lists.front());
        for (std::size_t c = 1; c < lists.size(); ++c) {
            if constexpr (requires { total.add(total); }) {
                total.add(from(lists[c]));
            } else {
                total += from(lists[c]);
            }
        }
        return total;
    }

private:
    [[nodiscard]] std::vector<double> own_lists(
        const std::function<std::vector<double>(std::size_t cohort)>& sums_of) const;
    [[nodiscard]] std::vector<std::vector<double>> in_cohort_order(
        const std::vector<std::vector<std::byte>>& of_ranks) const;

    const Communicator& communicator_;
    const CohortOwners& owners_;
};

}  // namespace atria::pipeline
