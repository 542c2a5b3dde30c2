#include "kernels/association/logistic_evaluation.hpp"

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <cmath>

namespace atria::association {
namespace {

/// People whose numbers are formed together. A product of this many factors between 1 and 2 does not overflow.
constexpr Eigen::Index strip = 128;
using Numbers = Eigen::Array<double, Eigen::Dynamic, 1, 0, strip, 1>;

/// Fitted probabilities of a strip, and what it adds to the log likelihood. `in`: 1 with a call, else 0.
struct Fitted {
    Numbers residual;  // y - mu
    Numbers weight;    // mu (1 - mu)
    Numbers half;      // 1/2 - mu

    double fit(const Numbers& predictor, const Eigen::Ref<const Eigen::ArrayXd>& y, const Numbers& in) {
        const Numbers decay = (-predictor.abs()).exp();
        const Numbers smaller = decay / (1 + decay);  // the smaller of mu and 1 - mu
        // Both differences are formed where they do not cancel.
        const auto positive = predictor > 0;
        const Numbers mu = positive.select(1 - smaller, smaller);
        const Numbers rest = positive.select(smaller, 1 - smaller);
        residual = in * (y * rest - (1 - y) * mu);
        weight = in * (mu * rest);
        half = 0.5 - mu;
        const double softplus = std::log((1 + in * decay).prod());
        return (in * (y * predictor - predictor.max(0.0))).sum() - softplus;
    }
};

void take_calls(std::span<const std::uint8_t> calls, Eigen::Index first, Eigen::Index count, Numbers& g, Numbers& in) {
    for (Eigen::Index i = 0; i < count; ++i) {
        const std::uint8_t call = calls[static_cast<std::size_t>(first + i)];
        g[i] = call == missing_call ? 0.0 : call;
        in[i] = call == missing_call ? 0.0 : 1.0;
    }
}

}  // namespace

LogisticSums logistic_sums(const LogisticPeople& people, std::span<const std::uint8_t> calls,
                           const LogisticPoint& point, const Eigen::MatrixXd* inverse) {
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

LogisticLineSums logistic_line_sums(const LogisticPeople& people, std::span<const std::uint8_t> calls,
                                    const LogisticPoint& point, const LogisticLine& line) {
    const Eigen::Index n = people.x.cols();
    LogisticLineSums sums;
    Fitted fitted;
    for (Eigen::Index first = 0; first < n; first += strip) {
        const Eigen::Index count = std::min(strip, n - first);
        Numbers g(count);
        Numbers in(count);
        take_calls(calls, first, count, g, in);
        const auto x = people.x.middleCols(first, count);
        Numbers z = g - line.from_intercept;
        z -= (x.transpose() * line.from_effects).array();
        Numbers predictor = people.offset.segment(first, count).array() + point.intercept + line.t * z;
        predictor += (x.transpose() * point.effects).array();
        sums.log_likelihood += fitted.fit(predictor, people.y.segment(first, count).array(), in);
        const Numbers wz = fitted.weight * z;
        sums.score += (fitted.residual * z).sum();
        sums.information += (wz * z).sum();
        sums.third += (wz * z * z * fitted.half).sum();
    }
    return sums;
}

}  // namespace atria::association
