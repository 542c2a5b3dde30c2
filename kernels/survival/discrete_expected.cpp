#include "kernels/survival/discrete_expected.hpp"

#include "kernels/survival/discrete_terms.hpp"

namespace atria::survival {

Eigen::MatrixXd DiscreteExpected::information(const Eigen::MatrixXd& x) const {
    Eigen::MatrixXd answer = x.transpose() * (x.array().colwise() * rows.array()).matrix();
    for (Eigen::Index k = 1; k < intercept.size(); ++k) {
        if (intercept[k] > 0) {
            answer.selfadjointView<Eigen::Lower>().rankUpdate(with_x.row(k).transpose(), -1 / intercept[k]);
        }
    }
    answer.triangularView<Eigen::StrictlyUpper>() = answer.transpose().triangularView<Eigen::StrictlyUpper>();
    return answer;
}

DiscreteExpected discrete_expected(const DiscreteRows& rows, const Eigen::MatrixXd& x, const Eigen::VectorXd& hazard,
                                   const Eigen::VectorXd& risk) {
    DiscreteExpected answer;
    answer.rows = Eigen::VectorXd::Zero(risk.size());
    answer.intercept = Eigen::VectorXd::Zero(hazard.size());
    answer.with_x = Eigen::MatrixXd::Zero(hazard.size(), x.cols());
    Eigen::ArrayXd exponential;
    Eigen::VectorXd w;
    for (std::size_t k = 1; k <= rows.intervals; ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        if (!(hazard[at] > 0)) { continue; }
        const auto from = static_cast<Eigen::Index>(rows.first[k]);
        const Eigen::Index count = rows.last[k] - rows.first[k];
        exponential = (hazard[at] * risk.segment(from, count).array()).exp();
        w.resize(count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(from + i);
            w[i] = rows.lo[row] < k
                       ? rows.weight_of(row) * expected_curvature(hazard[at] * risk[from + i], exponential[i])
                       : 0.0;
        }
        answer.rows.segment(from, count) += w;
        answer.intercept[at] = w.sum();
        answer.with_x.row(at) = w.transpose() * x.middleRows(from, count);
    }
    return answer;
}

}  // namespace atria::survival
