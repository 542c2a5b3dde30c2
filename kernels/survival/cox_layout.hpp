#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/counts_layout.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_follow_up.hpp"

#include <Eigen/Core>
#include <algorithm>

namespace atria::survival {

/// Where the numbers of one outcome stand in a column of a Cox contribution.
struct CoxLayout : CountsLayout {
    Eigen::Index covariates = 0;  ///< K

    static constexpr Eigen::Index own_numbers = 11;

    [[nodiscard]] Eigen::Index largest() const { return counts_end(); }           ///< code that a person may have
    [[nodiscard]] Eigen::Index events() const { return counts_end() + 1; }        ///< of people with a call
    [[nodiscard]] Eigen::Index event_copies() const { return counts_end() + 2; }  ///< their codes, added up
    [[nodiscard]] Eigen::Index event_effect_alleles() const { return counts_end() + 3; }  ///< of those with an event
    [[nodiscard]] Eigen::Index event_alleles() const { return counts_end() + 4; }
    [[nodiscard]] Eigen::Index log_likelihood() const { return counts_end() + 5; }
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
    /// The cohort's own fit: status, beta, standard error, statistic, log likelihood without and with the variant,
    /// score chi-square, -log10 p, kind of test, chi-square and -log10 p of proportional hazards.
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
    void read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const;
    void write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const;
    /// The reverse of read; the covariates' information is packed by columns of its lower triangle, or 0 when not asked
    /// for.
    void write(const CoxSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
};

}  // namespace atria::survival
