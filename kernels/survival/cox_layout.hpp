#pragma once

#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_follow_up.hpp"
#include "kernels/survival/event_layout.hpp"

#include <Eigen/Core>
#include <algorithm>

namespace atria::survival {

/// Where the numbers of one outcome stand in a column of a Cox contribution.
struct CoxLayout : EventLayout {
    Eigen::Index covariates = 0;  ///< K

    [[nodiscard]] Eigen::Index log_likelihood() const { return event_counts_end(); }
    [[nodiscard]] Eigen::Index score_z() const { return log_likelihood() + 1; }
    [[nodiscard]] Eigen::Index information_zz() const { return log_likelihood() + 2; }
    [[nodiscard]] Eigen::Index third() const { return log_likelihood() + 3; }
    [[nodiscard]] Eigen::Index fourth() const { return log_likelihood() + 4; }
    [[nodiscard]] Eigen::Index score_x() const { return fourth() + 1; }
    [[nodiscard]] Eigen::Index information_xz() const { return score_x() + covariates; }
    [[nodiscard]] Eigen::Index third_x() const { return information_xz() + covariates; }
    [[nodiscard]] Eigen::Index information_xx() const { return third_x() + covariates; }
    /// The most sums that follow a fit: of the test of proportional hazards.
    [[nodiscard]] Eigen::Index follow_up_numbers() const {
        return 2 + 2 * (covariates + 1) + math::packed_size(covariates + 1);
    }
    /// The cohort's own result, of own_numbers.
    [[nodiscard]] Eigen::Index own() const {
        return std::max(information_xx() + math::packed_size(covariates), log_likelihood() + follow_up_numbers());
    }
    [[nodiscard]] Eigen::Index end() const { return own() + own_numbers; }

    /// Adds the covariates' information of a contribution's column.
    void add_information_xx(const Eigen::Ref<const Eigen::VectorXd>& column, Eigen::MatrixXd& information) const;
    /// The sums of a contribution's column as a fit reads them.
    [[nodiscard]] CoxSums read(const Eigen::VectorXd& column) const;
    /// The sums that follow a fit, of one kind at a time, stand where the fit had its own.
    void add_follow_up(const Eigen::Ref<const Eigen::VectorXd>& column, CoxWish wish, CoxFollowUpSums& sums) const;
    void write_follow_up(const CoxFollowUpSums& sums, CoxWish wish, Eigen::Ref<Eigen::VectorXd> column) const;
    /// The reverse of read; the covariates' information is packed by columns of its lower triangle, or 0 when not asked
    /// for.
    void write(const CoxSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
};

}  // namespace atria::survival
