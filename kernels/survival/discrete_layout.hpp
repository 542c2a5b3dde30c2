#pragma once

#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/discrete_screen.hpp"
#include "kernels/survival/event_layout.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// Where the numbers of one outcome stand in a column of a contribution of a scan of grouped time; p = K + 1.
struct DiscreteLayout : EventLayout {
    Eigen::Index covariates = 0;  ///< K

    [[nodiscard]] Eigen::Index effects() const { return covariates + 1; }
    [[nodiscard]] Eigen::Index log_likelihood() const { return event_counts_end(); }
    [[nodiscard]] Eigen::Index third() const { return log_likelihood() + 1; }
    [[nodiscard]] Eigen::Index score() const { return log_likelihood() + 2; }
    [[nodiscard]] Eigen::Index information() const { return score() + effects(); }
    [[nodiscard]] Eigen::Index expected() const { return information() + math::packed_size(effects()); }
    /// The cohort's own result, of own_numbers.
    [[nodiscard]] Eigen::Index own() const { return expected() + math::packed_size(effects()); }
    [[nodiscard]] Eigen::Index end() const { return own() + own_numbers; }

    /// `sums`: of p effects; the expected information need not be there.
    void write(const DiscreteSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
    [[nodiscard]] DiscreteSums read(const Eigen::Ref<const Eigen::VectorXd>& column) const;
};

}  // namespace atria::survival
