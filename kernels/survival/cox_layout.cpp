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

}  // namespace atria::survival
