#include "kernels/survival/discrete_hazards.hpp"

#include "kernels/survival/discrete_terms.hpp"
#include "kernels/survival/interval_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

constexpr int most_rounds = 100;
constexpr double longest_step = 2;
constexpr double arrived = 1e-8;  // of log a: Newton's next step would be its square

/// The root of one interval. `risk`, `weight`: of its deaths; `survivors`: weight × risk of those who get through.
double interval_hazard(const Eigen::Ref<const Eigen::ArrayXd>& risk, const double* weight, double survivors,
                       double start) {
    const Eigen::Index d = risk.size();
    const auto weight_of = [weight](Eigen::Index i) { return weight == nullptr ? 1.0 : weight[i]; };
    double total = 0;
    double at_risk = 0;
    for (Eigen::Index i = 0; i < d; ++i) {
        total += weight_of(i);
        at_risk += weight_of(i) * risk[i];
    }
    double a = start > 0 ? start : total * std::log1p(at_risk / survivors) / at_risk;
    Eigen::ArrayXd exponential(d);
    for (int round = 0; round < most_rounds; ++round) {
        exponential = (a * risk).exp();
        double slope = -a * survivors;
        double curvature = a * survivors;
        for (Eigen::Index i = 0; i < d; ++i) {
            const double u = a * risk[i];
            const double score = death_score(u, exponential[i]);
            slope += weight_of(i) * score;
            curvature += weight_of(i) * death_curvature(u, score);
        }
        const double step = std::clamp(slope / curvature, -longest_step, longest_step);
        if (!std::isfinite(step)) { break; }
        a *= std::exp(step);
        if (std::fabs(step) < arrived) { return a; }
    }
    return std::numeric_limits<double>::quiet_NaN();  // whoever sums over it sees that there is no root
}

}  // namespace

Eigen::VectorXd discrete_hazards(const DiscreteRows& rows, const Eigen::VectorXd& risk, const Eigen::VectorXd& start) {
    Eigen::VectorXd weighted = risk;
    if (!rows.weight.empty()) { weighted.array() *= Eigen::Map<const Eigen::ArrayXd>(rows.weight.data(), risk.size()); }
    const RowMatrix survivors = interval_sums(rows, Counted::survivors, weighted);
    Eigen::VectorXd hazard = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(rows.intervals) + 1);
    for (std::size_t k = 1; k <= rows.intervals; ++k) {
        if (!rows.informative(k)) { continue; }
        const auto at = static_cast<Eigen::Index>(k);
        const auto dying = risk.segment(rows.first[k], rows.deaths[k]).array();
        const double* weight = rows.weight.empty() ? nullptr : rows.weight.data() + rows.first[k];
        hazard[at] = interval_hazard(dying, weight, survivors(at, 0), start.size() > 0 ? start[at] : 0.0);
    }
    return hazard;
}

}  // namespace atria::survival
