#include "kernels/survival/cox_variant_sandwich.hpp"

#include "kernels/math/ranked_cholesky.hpp"
#include "kernels/math/tails.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace atria::survival {
namespace {

constexpr double arrived = 1e-20;  // squared distance to the maximum, in standard errors
constexpr int most_rounds = 8;
constexpr double near_enough = 1e-10;  // the same, after the last round

/// Of the event times: Σ 1/S0 and Σ ȳ/S0 of the terms, and their parts that the deaths of a tied time do not carry.
struct Hazard {
    double one = 0;
    double mean = 0;
};

/// Residuals are event - expected along y, with the means and hazards of y over the risk sets.
struct Walk {
    std::vector<Hazard> hazard;    ///< both axes: cumulative
    std::vector<Hazard> unshared;  ///< D + 1
    std::vector<double> mean_at;   ///< D + 1: mean of y over the terms of the time
};

Walk walk(const RiskSets& sets, Ties ties, const Eigen::VectorXd& y, std::span<const double> risk,
          std::span<const std::uint8_t> in) {
    const std::size_t times = sets.event_times();
    const std::size_t behind = sets.late_rows();
    std::vector<Hazard> net(sets.rows());
    std::vector<Hazard> dying(times + 1);
    std::vector<double> deaths(times + 1, 0.0);
    std::vector<double> weight(times + 1, 0.0);
    for (std::size_t i = 0; i < sets.people(); ++i) {
        const double ry = risk[i] * y[static_cast<Eigen::Index>(i)];
        net[sets.hi[i]].one += risk[i];
        net[sets.hi[i]].mean += ry;
        net[sets.lo[i]].one -= risk[i];
        net[sets.lo[i]].mean -= ry;
        if (sets.event[i] == 0 || in[i] == 0) { continue; }
        dying[sets.hi[i]].one += risk[i];
        dying[sets.hi[i]].mean += ry;
        deaths[sets.hi[i]] += 1;
        weight[sets.hi[i]] += sets.weight_of(i);
    }
    Walk answer{std::vector<Hazard>(sets.rows()), std::vector<Hazard>(times + 1), std::vector<double>(times + 1, 0.0)};
    Hazard own;
    Hazard late;
    for (std::size_t k = times; k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            own = late = Hazard{};
            continue;
        }
        own.one += net[k].one;
        own.mean += net[k].mean;
        Hazard sums = own;
        if (sets.any_late()) {
            late.one += net[behind + k].one;
            late.mean += net[behind + k].mean;
            sums.one += sets.late_share[k] * late.one;
            sums.mean += sets.late_share[k] * late.mean;
        }
        if (deaths[k] == 0) { continue; }
        const int terms = ties == Ties::efron ? static_cast<int>(deaths[k]) : 1;
        for (int j = 0; j < terms; ++j) {
            const double share = j / deaths[k];
            const double s0 = sums.one - share * dying[k].one;
            const double mean = (sums.mean - share * dying[k].mean) / s0;
            const double inverse = weight[k] / terms / s0;
            answer.hazard[k].one += inverse;
            answer.hazard[k].mean += inverse * mean;
            answer.unshared[k].one += share * inverse;
            answer.unshared[k].mean += share * inverse * mean;
            answer.mean_at[k] += mean / terms;
        }
        if (sets.any_late()) {
            answer.hazard[behind + k].one = sets.late_share[k] * answer.hazard[k].one;
            answer.hazard[behind + k].mean = sets.late_share[k] * answer.hazard[k].mean;
        }
    }
    for (std::size_t k = 1; k < answer.hazard.size(); ++k) {
        if (k == behind) { continue; }
        answer.hazard[k].one += answer.hazard[k - 1].one;
        answer.hazard[k].mean += answer.hazard[k - 1].mean;
    }
    return answer;
}

}  // namespace

double squared_score_residuals(const CoxNullCohort& cohort, Ties ties, const CoxVariantRows& rows,
                               const Eigen::VectorXd& direction) {
    const RiskSets& sets = cohort.sets;
    if (sets.people() == 0) { return 0; }
    const Eigen::VectorXd y = rows.x * direction;
    const double shift = rows.eta.maxCoeff();
    std::vector<double> risk(sets.people(), 0.0);
    for (std::size_t i = 0; i < risk.size(); ++i) {
        if (rows.in[i] == 0) { continue; }
        risk[i] = sets.weight_of(i) * std::exp(rows.eta[static_cast<Eigen::Index>(i)] - shift);
    }
    const Walk at = walk(sets, ties, y, risk, rows.in);
    std::vector<double> residual(cohort.included.size(), 0.0);  // of people, who may have two rows
    for (std::size_t i = 0; i < sets.people(); ++i) {
        if (rows.in[i] == 0) { continue; }
        const double here = y[static_cast<Eigen::Index>(i)];
        const std::size_t hi = sets.hi[i];
        double hazard = at.hazard[hi].one - at.hazard[sets.lo[i]].one;
        double mean = at.hazard[hi].mean - at.hazard[sets.lo[i]].mean;
        double& person = residual[sets.person[i]];
        if (sets.event[i] != 0) {
            hazard -= at.unshared[hi].one;
            mean -= at.unshared[hi].mean;
            person += sets.weight_of(i) * (here - at.mean_at[hi]);
        }
        person -= risk[i] * (here * hazard - mean);
    }
    double squares = 0;
    for (const double person : residual) { squares += person * person; }
    return squares;
}

CoxVariantSandwich::CoxVariantSandwich(bool robust, const CoxFit& fit) {
    if (!robust || fit.status() != RowStatus::ok) { return; }
    stage_ = Stage::model;
    delta_ = fit.delta();
    gamma_ = fit.gamma();
}

void CoxVariantSandwich::advance_model(const CoxDerivatives& model) {
    ++rounds_;
    const Eigen::Index k = delta_.size();
    const math::RankedCholesky factor(model.information);
    const Eigen::VectorXd step = factor.solve(model.score);
    const double distance = model.score.dot(step);
    if (distance > arrived && rounds_ < most_rounds) {
        delta_ += step.head(k);
        gamma_ += step[k];
        return;
    }
    failure_ = !(distance < near_enough) ? RowStatus::not_converged : RowStatus::collinear;
    direction_ = factor.solve(Eigen::VectorXd::Unit(k + 1, k));
    stage_ = Stage::squares;
}

void CoxVariantSandwich::advance_squares(double squares) {
    variance_ = squares;
    stage_ = Stage::done;
}

void CoxVariantSandwich::report(Estimate& row) const {
    if (stage_ != Stage::done) { return; }
    if (failure_ == RowStatus::not_converged || !(variance_ > 0)) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        row.status = failure_;
        row.beta = row.standard_error = row.statistic = row.neg_log10_p = none;
        return;
    }
    row.test = TestKind::sandwich;
    row.standard_error = std::sqrt(variance_);
    row.statistic = row.beta / row.standard_error;
    row.neg_log10_p = math::normal_neg_log10_p(row.statistic);
}

}  // namespace atria::survival
