#include "kernels/survival/model/cox_residuals.hpp"

#include "kernels/survival/model/cox_hazard.hpp"
#include "kernels/survival/model/cox_risk_walk.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace atria::survival {
namespace {

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

/// What had come up before each of the D event times, and at the end: D + 1 columns.
Eigen::MatrixXd cumulative(const Eigen::MatrixXd& steps) {
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(steps.rows(), steps.cols() + 1);
    for (Eigen::Index k = 0; k < steps.cols(); ++k) { sums.col(k + 1) = sums.col(k) + steps.col(k); }
    return sums;
}

}  // namespace

CoxRowResiduals cox_row_residuals(const CoxModelRows& rows, const Eigen::VectorXd& point) {
    assert(point.size() == rows.covariates);
    const Eigen::Index p = has_score_residuals(rows.ties) ? rows.covariates : 0;
    CoxRowResiduals residuals{Eigen::VectorXd::Zero(index(rows.rows)), Eigen::MatrixXd::Zero(index(rows.rows), p)};
    for (const CoxModelStratum& stratum : rows.strata) {
        const CoxStratumHazard hazard = cox_stratum_hazard(stratum, rows.ties, point);
        const std::vector<double> eta = linear_predictors(stratum, point);
        const Eigen::RowVectorXd steps =
            Eigen::Map<const Eigen::RowVectorXd>(hazard.step.data(), index(hazard.step.size()));
        const Eigen::MatrixXd exposure = cumulative(steps);
        const Eigen::MatrixXd mean_exposure = cumulative(hazard.mean_step);
        for (std::size_t i = 0; i < stratum.rows(); ++i) {
            const Eigen::Index row = stratum.row[i];
            const Eigen::Index first = stratum.first[i];
            const bool event = rows.event[stratum.row[i]] != 0;
            const Eigen::Index end = event ? stratum.end[i] - 1 : stratum.end[i];  // before its own event
            double exposed = exposure(0, end) - exposure(0, first);
            if (event) { exposed += hazard.dying_step[static_cast<std::size_t>(end)]; }
            const double risk = std::exp(eta[i]);
            residuals.martingale[row] = (event ? 1 : 0) - risk * exposed;
            if (p == 0) { continue; }
            Eigen::VectorXd mean = mean_exposure.col(end) - mean_exposure.col(first);
            if (event) { mean += hazard.dying_mean_step.col(end); }
            Eigen::VectorXd score = -risk * (exposed * stratum.x.col(index(i)) - mean);
            if (event) { score += stratum.x.col(index(i)) - hazard.mean.col(end); }
            residuals.score.row(row) = score.transpose();
        }
    }
    return residuals;
}

Eigen::VectorXd deviance_residuals(const Eigen::VectorXd& martingale, const Eigen::VectorXd& events) {
    Eigen::VectorXd deviance(martingale.size());
    for (Eigen::Index i = 0; i < martingale.size(); ++i) {
        const double m = martingale[i];
        const double d = events[i];
        // Nobody is expected to have less than no event: what is below is rounding.
        const double logarithm = d == 0 ? 0 : d * std::log((d - m) / d);
        deviance[i] = std::copysign(std::sqrt(std::max(0.0, -2 * (m + logarithm))), m);
    }
    return deviance;
}

Eigen::MatrixXd dfbeta(const CoxModelRows& rows, const Eigen::MatrixXd& score, const Eigen::MatrixXd& variance) {
    const Eigen::Map<const Eigen::VectorXd> weight(rows.weight.data(), index(rows.rows));
    return weight.asDiagonal() * score * variance;
}

Eigen::MatrixXd dfbetas(const Eigen::MatrixXd& dfbeta, const Eigen::MatrixXd& variance) {
    Eigen::MatrixXd scaled = dfbeta;
    for (Eigen::Index j = 0; j < scaled.cols(); ++j) {
        const double error = std::sqrt(variance(j, j));
        scaled.col(j) /= error > 0 ? error : std::numeric_limits<double>::quiet_NaN();
    }
    return scaled;
}

CoxEventResiduals cox_event_residuals(const CoxModelRows& rows, const Eigen::VectorXd& point) {
    assert(has_score_residuals(rows.ties));
    CoxEventResiduals residuals;
    residuals.schoenfeld.resize(index(rows.events), rows.covariates);
    for (const CoxModelStratum& stratum : rows.strata) {
        const CoxStratumHazard hazard = cox_stratum_hazard(stratum, rows.ties, point);
        for (std::size_t k = 0; k < stratum.event_times(); ++k) {
            for (std::uint32_t i = stratum.leaving[k]; i < stratum.leaving[k] + stratum.deaths[k]; ++i) {
                residuals.schoenfeld.row(index(residuals.row.size())) =
                    (stratum.x.col(i) - hazard.mean.col(index(k))).transpose();
                residuals.row.push_back(stratum.row[i]);
            }
        }
    }
    return residuals;
}

Eigen::MatrixXd scaled_schoenfeld(const Eigen::MatrixXd& schoenfeld, const Eigen::MatrixXd& variance,
                                  const Eigen::VectorXd& point, double events) {
    return (schoenfeld * variance * events).rowwise() + point.transpose();
}

Eigen::MatrixXd sums_by(const Eigen::MatrixXd& residuals, std::span<const std::uint32_t> number, std::uint32_t count) {
    assert(index(number.size()) == residuals.rows());
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(count, residuals.cols());
    for (std::size_t i = 0; i < number.size(); ++i) { sums.row(number[i]) += residuals.row(index(i)); }
    return sums;
}

}  // namespace atria::survival
