#include "kernels/survival/discrete_expected.hpp"

#include "kernels/survival/discrete_terms.hpp"
#include "kernels/survival/interval_sums.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {
namespace {

/// The intervals that are not narrow, one by one.
void add_wide(const DiscreteRows& rows, const RowMatrix& x, const Eigen::VectorXd& hazard, const Eigen::VectorXd& risk,
              const std::vector<std::uint8_t>& narrow, DiscreteExpected& answer) {
    Eigen::ArrayXd exponential;
    Eigen::VectorXd w;
    for (std::size_t k = 1; k <= rows.intervals; ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        if (!(hazard[at] > 0) || narrow[k] != 0) { continue; }
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
}

/// The narrow intervals together, by the series.
void add_narrow(const DiscreteRows& rows, const RowMatrix& x, const Eigen::VectorXd& hazard,
                const Eigen::VectorXd& risk, const std::vector<std::uint8_t>& narrow, DiscreteExpected& answer) {
    Eigen::VectorXd some = hazard;
    for (Eigen::Index k = 0; k < some.size(); ++k) { some[k] *= narrow[static_cast<std::size_t>(k)]; }
    const double unit = some.maxCoeff();
    if (!(unit > 0)) { return; }
    // Only products of hazard and risk have a scale of their own; powers of either alone would leave a double's range.
    some /= unit;
    const Eigen::ArrayXd own_risk = risk.array() * unit;
    const Eigen::Index p = x.cols();
    const std::size_t terms = ExpectedSeries::needed(own_risk.maxCoeff());
    Eigen::VectorXd risk_power = Eigen::VectorXd::Ones(risk.size());
    if (!rows.weight.empty()) { risk_power = Eigen::Map<const Eigen::VectorXd>(rows.weight.data(), risk.size()); }
    Eigen::VectorXd hazard_power = Eigen::VectorXd::Ones(some.size());
    int power = 0;
    for (std::size_t m = 0; m < terms; ++m) {
        for (; power < ExpectedSeries::powers[m]; ++power) {
            risk_power.array() *= own_risk;
            hazard_power.array() *= some.array();
        }
        const RowMatrix sums = interval_sums(rows, Counted::at_risk, risk_power, x);
        Eigen::VectorXd cumulative = ExpectedSeries::coefficients[m] * hazard_power;
        for (Eigen::Index k = 1; k < cumulative.size(); ++k) {
            answer.intercept[k] += cumulative[k] * sums(k, 0);
            answer.with_x.row(k) += cumulative[k] * sums.row(k).tail(p);
        }
        for (Eigen::Index k = 1; k < cumulative.size(); ++k) { cumulative[k] += cumulative[k - 1]; }
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            answer.rows[row] += risk_power[row] * (cumulative[rows.hi[i]] - cumulative[rows.lo[i]]);
        }
    }
}

}  // namespace

// B / m! with Bernoulli's numbers, as in death_score.
const std::array<double, ExpectedSeries::terms> ExpectedSeries::coefficients{1,
                                                                             -0.5,
                                                                             1.0 / 12,
                                                                             -1.0 / 720,
                                                                             1.0 / 30240,
                                                                             -1.0 / 1209600,
                                                                             1.0 / 47900160,
                                                                             -691.0 / 1307674368000,
                                                                             1.0 / 74724249600};

std::size_t ExpectedSeries::needed(double u) {
    std::size_t count = terms;
    while (count > 2 && std::fabs(coefficients[count - 1]) * std::pow(u, powers[count - 1] - 1) < 1e-18) { --count; }
    return count;
}

std::vector<std::uint8_t> narrow_intervals(const DiscreteRows& rows, const Eigen::VectorXd& hazard,
                                           const Eigen::VectorXd& risk) {
    std::vector<std::uint8_t> narrow(rows.intervals + 1, 0);
    double largest = 0;  // risk of those at risk, or a little more
    for (std::size_t k = rows.intervals; k >= 1; --k) {
        if (rows.survivors[k] + rows.deaths[k] == 0) { largest = 0; }
        for (std::size_t i = rows.first[k]; i < rows.first[k + 1]; ++i) {
            largest = std::max(largest, risk[static_cast<Eigen::Index>(i)]);
        }
        narrow[k] = hazard[static_cast<Eigen::Index>(k)] * largest <= ExpectedSeries::largest ? 1 : 0;
    }
    return narrow;
}

Eigen::MatrixXd DiscreteExpected::information(const RowMatrix& x) const {
    Eigen::MatrixXd answer = x.transpose() * (x.array().colwise() * rows.array()).matrix();
    RowMatrix own = with_x;
    for (Eigen::Index k = 0; k < intercept.size(); ++k) {
        own.row(k) *= intercept[k] > 0 ? 1 / std::sqrt(intercept[k]) : 0.0;
    }
    answer -= own.transpose() * own;
    return answer;
}

DiscreteExpected discrete_expected(const DiscreteRows& rows, const RowMatrix& x, const Eigen::VectorXd& hazard,
                                   const Eigen::VectorXd& risk) {
    DiscreteExpected answer;
    answer.rows = Eigen::VectorXd::Zero(risk.size());
    answer.intercept = Eigen::VectorXd::Zero(hazard.size());
    answer.with_x = RowMatrix::Zero(hazard.size(), x.cols());
    if (rows.rows() == 0) { return answer; }
    const std::vector<std::uint8_t> narrow = narrow_intervals(rows, hazard, risk);
    add_wide(rows, x, hazard, risk, narrow, answer);
    add_narrow(rows, x, hazard, risk, narrow, answer);
    return answer;
}

}  // namespace atria::survival
