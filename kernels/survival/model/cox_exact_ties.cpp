#include "kernels/survival/model/cox_exact_ties.hpp"

#include "kernels/math/packed_triangle.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace atria::survival {
namespace {

constexpr int most_halvings = 200;

/// The log odds factor with which d rows are expected. A rough one does: it only keeps the chances away from zero.
double log_lambda(const std::vector<double>& log_risk, double d) {
    const auto expected = [&](double u) {
        double sum = 0;
        for (const double l : log_risk) { sum += 1 / (1 + std::exp(-u - l)); }
        return sum;
    };
    const auto [least, most] = std::minmax_element(log_risk.begin(), log_risk.end());
    const double even = std::log(d / (static_cast<double>(log_risk.size()) - d));
    double low = even - *most;
    double high = even - *least;
    for (int i = 0; i < most_halvings && high - low > 1e-3; ++i) {
        const double middle = (low + high) / 2;
        (expected(middle) < d ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Over the choices of j = 0 ... d of the rows so far: their chance, and times it the sum of x and its square.
struct Choices {
    Eigen::VectorXd chance;  // d + 1
    Eigen::MatrixXd sum;     // p × (d + 1)
    Eigen::MatrixXd square;  // packed × (d + 1)

    Choices(Eigen::Index d, Eigen::Index p)
        : chance(Eigen::VectorXd::Zero(d + 1)),
          sum(Eigen::MatrixXd::Zero(p, d + 1)),
          square(Eigen::MatrixXd::Zero(math::packed_size(p), d + 1)) {
        chance[0] = 1;
    }

    /// One row more: it is chosen with `taken`, not chosen with `passed`.
    void add(const Eigen::VectorXd& x, double taken, double passed, Eigen::Index first, Eigen::Index last) {
        const Eigen::Index p = x.size();
        for (Eigen::Index j = last; j >= first; --j) {
            chance[j] *= passed;
            sum.col(j) *= passed;
            square.col(j) *= passed;
            if (j == 0) { continue; }
            const double before = chance[j - 1];
            chance[j] += taken * before;
            sum.col(j) += taken * (sum.col(j - 1) + before * x);
            Eigen::Index at = 0;
            for (Eigen::Index a = 0; a < p; ++a) {
                for (Eigen::Index b = a; b < p; ++b, ++at) {
                    square(at, j) += taken * (square(at, j - 1) + x[a] * sum(b, j - 1) + x[b] * sum(a, j - 1) +
                                              before * x[a] * x[b]);
                }
            }
        }
    }
};

}  // namespace

void take_exact_denominator(const CoxModelStratum& stratum, std::span<const RiskScore> risk, std::size_t time,
                            CoxTimeDerivatives& here) {
    std::vector<std::size_t> at_risk;
    std::vector<double> log_risk;
    for (std::size_t i = stratum.leaving[time]; i < stratum.rows(); ++i) {
        if (stratum.first[i] > time) { continue; }
        at_risk.push_back(i);
        log_risk.push_back(std::log(risk[i].mantissa) + risk[i].exponent * std::numbers::ln2);
    }
    const auto n = static_cast<Eigen::Index>(at_risk.size());
    const auto d = static_cast<Eigen::Index>(stratum.deaths[time]);
    const Eigen::Index p = here.score.size();
    const auto row = [&](Eigen::Index i) {
        return stratum.x.col(static_cast<Eigen::Index>(at_risk[static_cast<std::size_t>(i)]));
    };
    if (d == n) {  // there is one choice only
        for (Eigen::Index i = 0; i < n; ++i) {
            here.log_likelihood -= log_risk[static_cast<std::size_t>(i)];
            here.score -= row(i);
        }
        return;
    }
    const double u = log_lambda(log_risk, static_cast<double>(d));
    Eigen::VectorXd taken(n);
    Eigen::VectorXd passed(n);
    Eigen::VectorXd centre = Eigen::VectorXd::Zero(p);
    double log_sum = -static_cast<double>(d) * u;
    for (Eigen::Index i = 0; i < n; ++i) {
        const double log_odds = u + log_risk[static_cast<std::size_t>(i)];
        taken[i] = 1 / (1 + std::exp(-log_odds));
        passed[i] = 1 / (1 + std::exp(log_odds));
        // log(1 + odds)
        log_sum += log_odds > 0 ? log_odds + std::log1p(std::exp(-log_odds)) : std::log1p(std::exp(log_odds));
        centre += taken[i] * row(i);
    }
    centre /= static_cast<double>(d);
    Choices choices(d, p);
    for (Eigen::Index i = 0; i < n; ++i) {
        // Fewer than `first` chosen so far could not reach d any more.
        const Eigen::Index first = std::max<Eigen::Index>(0, d - (n - 1 - i));
        choices.add(row(i) - centre, taken[i], passed[i], first, std::min(d, i + 1));
    }
    const double chance = choices.chance[d];
    const Eigen::VectorXd mean = choices.sum.col(d) / chance;
    here.log_likelihood -= log_sum + std::log(chance);
    here.score -= mean + static_cast<double>(d) * centre;
    Eigen::VectorXd product(here.information.size());
    math::pack_triangle(mean * mean.transpose(), product);
    here.information += choices.square.col(d) / chance - product;
}

}  // namespace atria::survival
