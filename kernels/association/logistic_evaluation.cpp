#include "kernels/association/logistic_evaluation.hpp"

#include "kernels/association/logistic_strip.hpp"

#include <algorithm>

namespace atria::association {
LogisticSums logistic_sums(const LogisticPeople& people, const PeopleCalls& calls, const LogisticPoint& point,
                           const Eigen::MatrixXd* inverse) {
    const Eigen::Index k = people.x.rows();
    const Eigen::Index n = people.x.cols();
    LogisticSums sums(k);
    Eigen::MatrixXd design(k + 2, strip);
    Eigen::MatrixXd weighted(k + 2, strip);
    Eigen::MatrixXd across(k + 2, strip);
    Fitted fitted;
    for (Eigen::Index first = 0; first < n; first += strip) {
        const Eigen::Index count = std::min(strip, n - first);
        Numbers g = Numbers::Zero(count);
        Numbers in = Numbers::Ones(count);
        if (!calls.empty()) { take_calls(calls, first, count, g, in); }
        const auto x = people.x.middleCols(first, count);
        Numbers predictor = people.offset.segment(first, count).array() + point.intercept + point.beta * g;
        predictor += (x.transpose() * point.effects).array();
        sums.log_likelihood += fitted.fit(predictor, people.y.segment(first, count).array(), in);
        sums.largest = std::max(sums.largest, predictor.abs().maxCoeff());
        auto d = design.leftCols(count);
        d.row(0).setOnes();
        d.middleRows(1, k) = x;
        d.row(k + 1) = g.matrix().transpose();
        auto wd = weighted.leftCols(count);
        wd = d.array().rowwise() * fitted.weight.transpose();
        sums.score.noalias() += d * fitted.residual.matrix();
        sums.information.noalias() += wd * d.transpose();
        if (inverse == nullptr) { continue; }
        auto vd = across.leftCols(count);
        vd.noalias() = *inverse * d;
        const Numbers leverage = (vd.array() * wd.array()).colwise().sum().transpose();
        sums.penalty.noalias() += d * (leverage * fitted.half).matrix();
    }
    return sums;
}

Eigen::MatrixXd logistic_score_squares(const LogisticPeople& people, const LogisticPoint& point) {
    const Eigen::Index k = people.x.rows();
    const Eigen::Index n = people.x.cols();
    Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(k + 1, k + 1);
    Eigen::MatrixXd scores(k + 1, strip);
    Fitted fitted;
    for (Eigen::Index first = 0; first < n; first += strip) {
        const Eigen::Index count = std::min(strip, n - first);
        const auto x = people.x.middleCols(first, count);
        Numbers predictor = people.offset.segment(first, count).array() + point.intercept;
        predictor += (x.transpose() * point.effects).array();
        fitted.fit(predictor, people.y.segment(first, count).array(), Numbers::Ones(count));
        auto s = scores.leftCols(count);
        s.row(0) = fitted.residual.transpose();
        s.bottomRows(k) = x.array().rowwise() * fitted.residual.transpose();
        squares.noalias() += s * s.transpose();
    }
    return squares;
}

}  // namespace atria::association
