#include "kernels/survival/cox_layout.hpp"

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

void CoxLayout::add_follow_up(const Eigen::Ref<const Eigen::VectorXd>& column, CoxWish wish,
                              CoxFollowUpSums& sums) const {
    const Eigen::Index p = covariates + 1;
    Eigen::Index at = log_likelihood();
    switch (wish) {
        case CoxWish::nothing:
            return;
        case CoxWish::line:
            return sums.line.add({column[at], column[at + 1], column[at + 2], column[at + 3]});
        case CoxWish::squares:
            sums.squares += column[at];
            return;
        case CoxWish::zph:
        case CoxWish::model:
            sums.zph.score += column[at++];
            sums.zph.square += column[at++];
            sums.zph.cross += column.segment(at, p);
            sums.zph.model.score += column.segment(at + p, p);
            sums.zph.model.information += math::unpacked_triangle(column.segment(at + 2 * p, math::packed_size(p)), p);
            return;
    }
}

void CoxLayout::write_follow_up(const CoxFollowUpSums& sums, CoxWish wish, Eigen::Ref<Eigen::VectorXd> column) const {
    const Eigen::Index p = covariates + 1;
    Eigen::Index at = log_likelihood();
    switch (wish) {
        case CoxWish::nothing:
            return;
        case CoxWish::line:
            column.segment(at, 4) << sums.line.log_likelihood, sums.line.score, sums.line.information, sums.line.third;
            return;
        case CoxWish::squares:
            column[at] = sums.squares;
            return;
        case CoxWish::zph:
        case CoxWish::model:
            column[at++] = sums.zph.score;
            column[at++] = sums.zph.square;
            column.segment(at, p) = sums.zph.cross;
            column.segment(at + p, p) = sums.zph.model.score;
            math::pack_triangle(sums.zph.model.information, column.segment(at + 2 * p, math::packed_size(p)));
            return;
    }
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
