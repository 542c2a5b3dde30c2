#include "kernels/survival/cox_null_terms.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::survival {

CoxNullTerms cox_null_terms(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties) {
    const RiskSets& sets = cohort.sets;
    const Eigen::MatrixXd x = cohort.covariate_matrix();
    const Eigen::Index k = x.cols();
    const auto n = static_cast<Eigen::Index>(sets.people());
    const auto times = static_cast<Eigen::Index>(sets.event_times());
    const auto rows = static_cast<Eigen::Index>(sets.rows());
    const auto behind = static_cast<Eigen::Index>(sets.late_rows());
    // Rows by event time: risk and risk-weighted covariates of those who leave, less those who come in; of the deaths.
    Eigen::MatrixXd net = Eigen::MatrixXd::Zero(rows, k + 1);
    Eigen::MatrixXd dying = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::RowVectorXd one(k + 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto person = static_cast<std::size_t>(i);
        const double r = fit.risk[person];
        one << r, r * x.row(i);
        net.row(sets.hi[person]) += one;
        net.row(sets.lo[person]) -= one;
        if (sets.event[person] != 0) { dying.row(sets.hi[person]) += one; }
    }
    // Cumulative Σ 1/S0 and Σ x̄/S0, and what the deaths of a tied time do not carry of theirs.
    Eigen::MatrixXd hazard = Eigen::MatrixXd::Zero(rows, k + 1);
    Eigen::MatrixXd unshared = Eigen::MatrixXd::Zero(times + 1, k + 1);
    Eigen::MatrixXd mean_at = Eigen::MatrixXd::Zero(times + 1, k);
    Eigen::RowVectorXd own = Eigen::RowVectorXd::Zero(k + 1);
    Eigen::RowVectorXd late = own;
    for (Eigen::Index at = times; at >= 1; --at) {
        const double deaths = sets.deaths[static_cast<std::size_t>(at)];
        if (deaths == 0) {  // a stratum ends
            own.setZero();
            late.setZero();
            continue;
        }
        own += net.row(at);
        Eigen::RowVectorXd sums = own;
        if (sets.any_late()) {
            late += net.row(behind + at);
            sums += sets.late_share[static_cast<std::size_t>(at)] * late;
        }
        const std::uint32_t terms = ties == Ties::efron ? sets.deaths[static_cast<std::size_t>(at)] : 1;
        const double weight = sets.weight_of_deaths(static_cast<std::size_t>(at)) / terms;
        for (std::uint32_t j = 0; j < terms; ++j) {
            const double share = j / deaths;
            const double inverse = weight / (sums[0] - share * dying(at, 0));
            const Eigen::RowVectorXd mean = (sums.tail(k) - share * dying.row(at).tail(k)) * (inverse / weight);
            one << inverse, inverse * mean;
            hazard.row(at) += one;
            unshared.row(at) += share * one;
            mean_at.row(at) += mean / terms;
        }
        if (sets.any_late()) {
            hazard.row(behind + at) = sets.late_share[static_cast<std::size_t>(at)] * hazard.row(at);
        }
    }
    for (Eigen::Index at = 1; at < rows; ++at) {
        if (at != behind) { hazard.row(at) += hazard.row(at - 1); }
    }

    CoxNullTerms terms{Eigen::MatrixXd(n, k), Eigen::MatrixXd(n, k), Eigen::VectorXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto person = static_cast<std::size_t>(i);
        Eigen::RowVectorXd during = hazard.row(sets.hi[person]) - hazard.row(sets.lo[person]);
        const bool event = sets.event[person] != 0;
        if (event) { during -= unshared.row(sets.hi[person]); }
        terms.expected[i] = fit.risk[person] * during[0];
        terms.information.row(i) = fit.risk[person] * (during[0] * x.row(i) - during.tail(k));
        terms.score.row(i) = -terms.information.row(i);
        if (event) { terms.score.row(i) += sets.weight_of(person) * (x.row(i) - mean_at.row(sets.hi[person])); }
    }
    return terms;
}

std::vector<std::pair<double, double>> sums_of_risk(const RiskSets& sets, std::span<const double> risk) {
    std::vector<std::pair<double, double>> sums(sets.rows(), {0.0, 0.0});
    for (std::size_t i = 0; i < sets.people(); ++i) {
        sums[sets.hi[i]].first += risk[i];
        sums[sets.lo[i]].first -= risk[i];
        if (sets.event[i] != 0) { sums[sets.hi[i]].second += risk[i]; }
    }
    double own = 0;
    double late = 0;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            own = late = sums[k].first = 0;
            continue;
        }
        sums[k].first = own += sums[k].first;
        if (!sets.any_late()) { continue; }
        late += sums[sets.late_rows() + k].first;
        sums[k].first += sets.late_share[k] * late;
    }
    sums.resize(sets.event_times() + 1);
    return sums;
}

}  // namespace atria::survival
