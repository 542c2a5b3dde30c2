#include "kernels/survival/discrete_sums.hpp"

#include "kernels/survival/discrete_expected.hpp"
#include "kernels/survival/discrete_hazards.hpp"
#include "kernels/survival/discrete_terms.hpp"
#include "kernels/survival/interval_sums.hpp"

#include <cmath>

namespace atria::survival {
namespace {

/// What the rows say of their own predictor.
struct RowTerms {
    double log_likelihood = 0;
    Eigen::VectorXd score;      ///< n
    Eigen::VectorXd curvature;  ///< n
    Eigen::VectorXd through;    ///< n: weight × risk, of those who get through
    Eigen::VectorXd death;      ///< n: curvature of the event
};

RowTerms row_terms(const DiscreteRows& rows, const Eigen::VectorXd& hazard, const Eigen::VectorXd& risk) {
    Eigen::VectorXd cumulative = hazard;
    for (Eigen::Index k = 1; k < cumulative.size(); ++k) { cumulative[k] += cumulative[k - 1]; }
    RowTerms terms;
    const Eigen::Index n = risk.size();
    terms.score.resize(n);
    terms.curvature.resize(n);
    terms.through.resize(n);
    terms.death = Eigen::VectorXd::Zero(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto row = static_cast<std::size_t>(i);
        const double weight = rows.weight_of(row);
        terms.through[i] = weight * risk[i];
        const double through = terms.through[i] * (cumulative[rows.end(row)] - cumulative[rows.lo[row]]);
        terms.score[i] = -through;
        terms.curvature[i] = through;
        terms.log_likelihood -= through;
        const double a = hazard[rows.hi[row]];
        if (rows.event[row] == 0 || !(a > 0)) { continue; }
        const double u = a * risk[i];
        const double score = death_score(u, std::exp(u));
        terms.score[i] += weight * score;
        terms.death[i] = weight * death_curvature(u, score);
        terms.curvature[i] += terms.death[i];
        terms.log_likelihood += weight * death_log_probability(u);
    }
    return terms;
}

}  // namespace

void DiscreteSums::add(const DiscreteSums& other) {
    log_likelihood += other.log_likelihood;
    score += other.score;
    information += other.information;
    if (other.expected.size() == 0) { return; }
    if (expected.size() == 0) { expected = Eigen::MatrixXd::Zero(other.expected.rows(), other.expected.cols()); }
    expected += other.expected;
}

DiscreteSums discrete_sums(const DiscreteRows& rows, const RowMatrix& x, const Eigen::VectorXd& eta, bool expected,
                           const Eigen::VectorXd& start) {
    const Eigen::Index p = x.cols();
    DiscreteSums sums(p);
    if (expected) { sums.expected = Eigen::MatrixXd::Zero(p, p); }
    if (rows.rows() == 0) { return sums; }
    // The model is the same about any origin of the predictor, and hazards take it up.
    const double origin = eta.mean();
    const Eigen::VectorXd risk = (eta.array() - origin).exp();
    const Eigen::VectorXd hazard = discrete_hazards(rows, risk, start * std::exp(origin));
    const RowTerms terms = row_terms(rows, hazard, risk);
    sums.log_likelihood = terms.log_likelihood;
    sums.score = x.transpose() * terms.score;

    // Of the intercepts: c, and b with each column of x.
    RowMatrix intercept = interval_sums(rows, Counted::survivors, terms.through, x);
    intercept.array().colwise() *= hazard.array();
    intercept += interval_sums(rows, Counted::deaths, terms.death, x);
    RowMatrix with_x = intercept.rightCols(p);
    for (Eigen::Index k = 0; k < hazard.size(); ++k) {
        with_x.row(k) *= hazard[k] > 0 ? 1 / std::sqrt(intercept(k, 0)) : 0.0;
    }
    sums.information = x.transpose() * (x.array().colwise() * terms.curvature.array()).matrix();
    sums.information -= with_x.transpose() * with_x;
    if (expected) { sums.expected = discrete_expected(rows, x, hazard, risk).information(x); }
    return sums;
}

}  // namespace atria::survival
