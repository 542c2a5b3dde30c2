#include "kernels/survival/cox_derivatives.hpp"

#include <cmath>
#include <vector>

namespace atria::survival {

CoxDerivatives cox_derivatives(const RiskSets& sets, Ties ties, const Eigen::MatrixXd& x, const Eigen::VectorXd& eta,
                               std::span<const std::uint8_t> in, std::span<const double> factors) {
    const Eigen::Index p = x.cols();
    const auto times = static_cast<Eigen::Index>(sets.event_times());
    const auto rows = static_cast<Eigen::Index>(sets.rows());
    const std::size_t late = sets.late_rows();
    CoxDerivatives answer(p);
    const std::size_t n = sets.people();
    if (n == 0) { return answer; }
    const auto factor = [factors](std::size_t k) { return factors.empty() ? 1.0 : factors[k]; };

    // Whatever is common to all of a stratum's predictors cancels; taking out the largest keeps exp within range.
    const double shift = eta.maxCoeff();
    Eigen::VectorXd risk(static_cast<Eigen::Index>(n));
    // Row k: sums of r and r x over the people who leave at k, come in at k, or die at k.
    Eigen::MatrixXd leaving = Eigen::MatrixXd::Zero(rows, p + 1);
    Eigen::MatrixXd entering = Eigen::MatrixXd::Zero(rows, p + 1);
    Eigen::MatrixXd dying = Eigen::MatrixXd::Zero(times + 1, p + 1);
    std::vector<std::uint32_t> deaths(sets.deaths.size(), 0);
    std::vector<double> death_weight(sets.deaths.size(), 0);
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const bool out = !in.empty() && in[i] == 0;
        const double r = out ? 0.0 : sets.weight_of(i) * std::exp(eta[row] - shift);
        risk[row] = r;
        if (out) { continue; }
        const auto add = [&](Eigen::MatrixXd& table, std::uint32_t k) {
            table(k, 0) += r;
            table.row(k).tail(p) += r * x.row(row);
        };
        add(leaving, sets.hi[i]);
        add(entering, sets.lo[i]);
        if (sets.event[i] != 0) {
            add(dying, sets.hi[i]);
            ++deaths[sets.hi[i]];
            death_weight[sets.hi[i]] += sets.weight_of(i);
            const double counts = factor(sets.hi[i]) * sets.weight_of(i);
            answer.log_likelihood += counts * (eta[row] - shift);
            answer.score += counts * x.row(row).transpose();
        }
    }

    // Cumulative hazard per unit of risk, and what the deaths of a time do not share of their own (Efron).
    std::vector<double> hazard(sets.rows(), 0.0);
    std::vector<double> unshared(sets.rows(), 0.0);
    Eigen::RowVectorXd left = Eigen::RowVectorXd::Zero(p + 1);
    Eigen::RowVectorXd entered = Eigen::RowVectorXd::Zero(p + 1);
    Eigen::RowVectorXd lately = Eigen::RowVectorXd::Zero(p + 1);
    for (Eigen::Index k = times; k >= 1; --k) {
        const auto at = static_cast<std::size_t>(k);
        if (sets.deaths[at] == 0) {  // a stratum ends
            left.setZero();
            entered.setZero();
            lately.setZero();
            continue;
        }
        left += leaving.row(k);
        entered += entering.row(k);
        if (sets.any_late()) {
            const auto behind = static_cast<Eigen::Index>(late) + k;
            lately += leaving.row(behind) - entering.row(behind);
        }
        if (deaths[at] == 0) { continue; }
        Eigen::RowVectorXd sums = left - entered;
        if (sets.any_late()) { sums += sets.late_share[at] * lately; }
        const double d = deaths[at];
        const std::uint32_t terms = ties == Ties::efron ? deaths[at] : 1;
        const double weight = factor(at) * death_weight[at] / (ties == Ties::efron ? d : 1);
        for (std::uint32_t j = 0; j < terms; ++j) {
            const double share = j / d;
            const double s0 = sums[0] - share * dying(k, 0);
            const Eigen::RowVectorXd mean = (sums.tail(p) - share * dying.row(k).tail(p)) / s0;
            answer.log_likelihood -= weight * std::log(s0);
            answer.score -= weight * mean.transpose();
            answer.information.selfadjointView<Eigen::Lower>().rankUpdate(mean.transpose(), -weight);
            hazard[at] += weight / s0;
            unshared[at] += share * weight / s0;
        }
    }
    for (std::size_t k = 1; sets.any_late() && k < late; ++k) { hazard[late + k] = sets.late_share[k] * hazard[k]; }
    for (std::size_t k = 1; k < hazard.size(); ++k) { hazard[k] += k == late ? 0 : hazard[k - 1]; }

    // Σ over times of S2 / S0 is Σ over people of x x' r · (hazard while at risk).
    Eigen::MatrixXd weighted = x;
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        double during = hazard[sets.hi[i]] - hazard[sets.lo[i]];
        if (sets.event[i] != 0) { during -= unshared[sets.hi[i]]; }
        weighted.row(row) *= std::sqrt(std::max(0.0, risk[row] * during));
    }
    answer.information.selfadjointView<Eigen::Lower>().rankUpdate(weighted.transpose());
    answer.information.triangularView<Eigen::StrictlyUpper>() =
        answer.information.transpose().triangularView<Eigen::StrictlyUpper>();
    return answer;
}

}  // namespace atria::survival
