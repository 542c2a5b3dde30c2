#include "kernels/survival/cox_layout.hpp"

#include <cassert>

namespace atria::survival {

CoxSums CoxLayout::read(const Eigen::VectorXd& column) const {
    CoxSums sums(covariates);
    sums.log_likelihood = column[log_likelihood()];
    sums.score_z = column[score_z()];
    sums.information_zz = column[information_zz()];
    sums.third = column[third()];
    sums.fourth = column[fourth()];
    sums.score_x = column.segment(score_x(), covariates);
    sums.information_xz = column.segment(information_xz(), covariates);
    sums.third_x = column.segment(third_x(), covariates);
    sums.information_xx = Eigen::MatrixXd::Zero(covariates, covariates);
    add_information_xx(column, sums.information_xx);
    return sums;
}

void CoxLayout::add_information_xx(const Eigen::Ref<const Eigen::VectorXd>& column,
                                   Eigen::MatrixXd& information) const {
    information += math::unpacked_triangle(column.segment(information_xx(), math::packed_size(covariates)), covariates);
}

void CoxLayout::write(const CoxSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column[log_likelihood()] = sums.log_likelihood;
    column[score_z()] = sums.score_z;
    column[information_zz()] = sums.information_zz;
    column[third()] = sums.third;
    column[fourth()] = sums.fourth;
    column.segment(score_x(), covariates) = sums.score_x;
    column.segment(information_xz(), covariates) = sums.information_xz;
    column.segment(third_x(), covariates) = sums.third_x;
    if (sums.information_xx.size() == 0) { return; }
    math::pack_triangle(sums.information_xx, column.segment(information_xx(), math::packed_size(covariates)));
}

math::LineSums CoxLayout::read_line(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    const auto numbers = column.segment(line(), 4);
    return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

void CoxLayout::write_line(const math::LineSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column.segment(line(), 4) << sums.log_likelihood, sums.score, sums.information, sums.third;
}

CoxZphLine CoxLayout::read_zph(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    const Eigen::Index p = covariates + 1;
    CoxZphLine sums(p);
    Eigen::Index at = log_likelihood();
    sums.score = column[at++];
    sums.square = column[at++];
    sums.model.score = column.segment(at, p);
    sums.cross = column.segment(at + p, p);
    sums.model.information = math::unpacked_triangle(column.segment(at + 2 * p, math::packed_size(p)), p);
    return sums;
}

void CoxLayout::write_zph(const CoxZphLine& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    const Eigen::Index p = covariates + 1;
    Eigen::Index at = log_likelihood();
    column[at++] = sums.score;
    column[at++] = sums.square;
    column.segment(at, p) = sums.model.score;
    column.segment(at + p, p) = sums.cross;
    assert(at + 2 * p + math::packed_size(p) <= own());
    math::pack_triangle(sums.model.information, column.segment(at + 2 * p, math::packed_size(p)));
}

void CoxLayout::read_own(const Eigen::Ref<const Eigen::VectorXd>& column, Estimate& row) const {
    const auto numbers = column.segment(own(), own_numbers);
    row.status = static_cast<RowStatus>(numbers[0]);
    row.beta = numbers[1];
    row.standard_error = numbers[2];
    row.statistic = numbers[3];
    row.log_likelihood_null = numbers[4];
    row.log_likelihood = numbers[5];
    row.score_chisq = numbers[6];
    row.neg_log10_p = numbers[7];
    row.test = static_cast<TestKind>(numbers[8]);
    row.zph_chisq = numbers[9];
    row.zph_neg_log10_p = numbers[10];
}

void CoxLayout::write_own(const Estimate& row, Eigen::Ref<Eigen::VectorXd> column) const {
    column.segment(own(), own_numbers) << static_cast<double>(row.status), row.beta, row.standard_error, row.statistic,
        row.log_likelihood_null, row.log_likelihood, row.score_chisq, row.neg_log10_p, static_cast<double>(row.test),
        row.zph_chisq, row.zph_neg_log10_p;
}

}  // namespace atria::survival
