#include "kernels/association/logistic_layout.hpp"

#include <algorithm>

namespace atria::association {

void LogisticLayout::write(const LogisticSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column[log_likelihood()] = sums.log_likelihood;
    column.segment(score(), covariates + 2) = sums.score;
    column.segment(penalty(), covariates + 2) = sums.penalty;
    math::pack_triangle(sums.information, column.segment(information(), math::packed_size(covariates + 2)));
}

LogisticSums LogisticLayout::read(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    LogisticSums sums(covariates);
    sums.log_likelihood = column[log_likelihood()];
    sums.score = column.segment(score(), covariates + 2);
    sums.penalty = column.segment(penalty(), covariates + 2);
    sums.information =
        math::unpacked_triangle(column.segment(information(), math::packed_size(covariates + 2)), covariates + 2);
    return sums;
}

void LogisticLayout::write(const VariantSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column[score()] = sums.score;
    column.segment(information(), covariates + 2) = sums.information;
}

void LogisticLayout::write(const LogisticLineSums& sums, const LogisticLineSeries& series,
                           Eigen::Ref<Eigen::VectorXd> column) const {
    auto numbers = column.segment(log_likelihood(), line_numbers);
    numbers.head(4) << sums.log_likelihood, sums.score, sums.information, sums.third;
    numbers.segment(4, 3) << series.centre, series.reach, series.everybody ? 1 : 0;
    std::ranges::copy(series.coefficients, numbers.data() + 7);
}

LogisticLineSums LogisticLayout::read_line(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    const auto numbers = column.segment(log_likelihood(), 4);
    return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

LogisticLineSeries LogisticLayout::read_series(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    const auto numbers = column.segment(log_likelihood(), line_numbers);
    LogisticLineSeries series{numbers[4], numbers[5], numbers[6] != 0, {}};
    std::copy_n(numbers.data() + 7, series.coefficients.size(), series.coefficients.begin());
    return series;
}

void LogisticLayout::write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const {
    column.segment(own(), own_numbers) << static_cast<double>(row.status), static_cast<double>(row.test), row.beta,
        row.standard_error, row.statistic, row.neg_log10_p;
}

void LogisticLayout::read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const {
    const auto numbers = column.segment(own(), own_numbers);
    row.status = static_cast<RowStatus>(numbers[0]);
    row.test = static_cast<TestKind>(numbers[1]);
    row.beta = numbers[2];
    row.standard_error = numbers[3];
    row.statistic = numbers[4];
    row.neg_log10_p = numbers[5];
}

std::vector<LogisticLayout> layouts_of(const LogisticNull& null) {
    std::vector<LogisticLayout> layouts;
    Eigen::Index begin = 0;
    for (const LogisticNullTrait& trait : null.nulls) {
        layouts.push_back({{begin}, trait.covariates});
        begin = layouts.back().end();
    }
    return layouts;
}

}  // namespace atria::association
