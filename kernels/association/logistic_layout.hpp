#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_line.hpp"
#include "kernels/association/logistic_null.hpp"
#include "kernels/association/logistic_null_sums.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/counts_layout.hpp"
#include "kernels/math/packed_triangle.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <vector>

namespace atria::association {

/// Where the numbers of one trait stand in a column of a logistic contribution.
struct LogisticLayout : CountsLayout {
    Eigen::Index covariates = 0;  ///< K

    [[nodiscard]] Eigen::Index missing_cases() const { return counts_end(); }
    [[nodiscard]] Eigen::Index log_likelihood() const { return missing_cases() + 1; }
    [[nodiscard]] Eigen::Index score() const { return log_likelihood() + 1; }
    [[nodiscard]] Eigen::Index penalty() const { return score() + covariates + 2; }
    [[nodiscard]] Eigen::Index information() const { return penalty() + covariates + 2; }
    /// status and test, beta, standard error, statistic, -log10 p: the cohort's own.
    [[nodiscard]] Eigen::Index own() const {
        return std::max(information() + math::packed_size(covariates + 2), log_likelihood() + line_numbers);
    }
    [[nodiscard]] Eigen::Index end() const { return own() + own_numbers; }

    static constexpr Eigen::Index own_numbers = 6;
    static constexpr Eigen::Index line_numbers = 4 + 3 + LogisticLineSeries::order + 1;

    void write(const LogisticSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
    [[nodiscard]] LogisticSums read(const Eigen::Ref<const Eigen::VectorXd>& column) const;

    /// Of a variant without missing calls only its own part is written in the first round: the score, and where the
    /// information begins Σ g w, Σ g w x, Σ g² w.
    void write(const VariantSums& sums, Eigen::Ref<Eigen::VectorXd> column) const;
    [[nodiscard]] double variant_score(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        return column[score()];
    }
    [[nodiscard]] auto variant_information(const Eigen::Ref<const Eigen::VectorXd>& column) const {
        return column.segment(information(), covariates + 2);
    }

    /// Sums along a line, and the series, stand where the others would; a round has one kind or the other.
    void write(const LogisticLineSums& sums, const LogisticLineSeries& series,
               Eigen::Ref<Eigen::VectorXd> column) const;
    [[nodiscard]] LogisticLineSums read_line(const Eigen::Ref<const Eigen::VectorXd>& column) const;
    [[nodiscard]] LogisticLineSeries read_series(const Eigen::Ref<const Eigen::VectorXd>& column) const;

    void write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const;
    void read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const;
};

/// One a trait, one behind the other.
[[nodiscard]] std::vector<LogisticLayout> layouts_of(const LogisticNull& null);

}  // namespace atria::association
