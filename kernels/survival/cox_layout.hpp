#pragma once

#include "kernels/survival/cox_fit.hpp"

#include <Eigen/Core>

namespace atria::survival {

/// Where the numbers of one outcome stand in a column of a Cox contribution; `begin` is its first row.
struct CoxLayout {
    Eigen::Index begin;
    Eigen::Index covariates;  ///< K

    static constexpr Eigen::Index counts = 14;
    static constexpr Eigen::Index own_numbers = 6;

    [[nodiscard]] Eigen::Index present() const { return begin; }
    [[nodiscard]] Eigen::Index het() const { return begin + 1; }
    [[nodiscard]] Eigen::Index hom_effect() const { return begin + 2; }
    [[nodiscard]] Eigen::Index missing() const { return begin + 3; }
    [[nodiscard]] Eigen::Index events() const { return begin + 4; }        ///< of people with a call
    [[nodiscard]] Eigen::Index event_copies() const { return begin + 5; }  ///< their codes, added up
    [[nodiscard]] Eigen::Index log_likelihood() const { return begin + 6; }
    [[nodiscard]] Eigen::Index score_z() const { return begin + 7; }
    [[nodiscard]] Eigen::Index information_zz() const { return begin + 8; }
    [[nodiscard]] Eigen::Index third() const { return begin + 9; }
    [[nodiscard]] Eigen::Index fourth() const { return begin + 10; }
    [[nodiscard]] Eigen::Index effect_alleles() const { return begin + 11; }  ///< of people with a call
    [[nodiscard]] Eigen::Index alleles() const { return begin + 12; }
    [[nodiscard]] Eigen::Index largest() const { return begin + 13; }  ///< code that a person may have
    [[nodiscard]] Eigen::Index score_x() const { return begin + counts; }
    [[nodiscard]] Eigen::Index information_xz() const { return score_x() + covariates; }
    [[nodiscard]] Eigen::Index third_x() const { return information_xz() + covariates; }
    [[nodiscard]] Eigen::Index information_xx() const { return third_x() + covariates; }
    /// status, beta, standard error, score statistic, log likelihood without and with the variant: the cohort's own
    /// fit.
    [[nodiscard]] Eigen::Index own() const { return information_xx() + covariates * (covariates + 1) / 2; }
    [[nodiscard]] Eigen::Index end() const { return own() + own_numbers; }

    /// Adds the covariates' information of a contribution's column.
    void add_information_xx(const Eigen::Ref<const Eigen::VectorXd>& column, Eigen::MatrixXd& information) const;
    /// The sums of a contribution's column as a fit reads them.
    [[nodiscard]] CoxSums read(const Eigen::VectorXd& column) const;
    /// The reverse; the covariates' information is packed by columns of its lower triangle, or 0 when not asked for.
    void write(const CoxSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
};

}  // namespace atria::survival
