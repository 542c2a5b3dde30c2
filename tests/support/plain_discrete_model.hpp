#pragma once

#include "tests/support/plain_cox_model.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

namespace atria::test {

/// The grouped-time model as generalised linear models have it: a binomial record with complementary log-log link for
/// everybody at risk at every event time of a stratum, an indicator for each of those times, and p covariates. Times at
/// which everybody at risk has an event are left out.
struct PlainPeriods {
    std::size_t intervals = 0;
    std::vector<std::size_t> interval;
    std::vector<int> event;
    ExtendedMatrix x;  ///< records × p

    PlainPeriods(const std::vector<PlainStratum>& strata, Eigen::Index p) {
        std::vector<ExtendedVector> rows;
        for (const PlainStratum& stratum : strata) {
            std::set<double> times;
            for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
                if (stratum.event[i] == 1) { times.insert(stratum.exit[i]); }
            }
            for (const double time : times) {
                std::vector<std::size_t> at_risk;
                std::size_t deaths = 0;
                for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
                    if (!(stratum.entry[i] < time && time <= stratum.exit[i])) { continue; }
                    at_risk.push_back(i);
                    if (stratum.event[i] == 1 && stratum.exit[i] == time) { ++deaths; }
                }
                if (deaths == at_risk.size()) { continue; }
                for (const std::size_t i : at_risk) {
                    interval.push_back(intervals);
                    event.push_back(stratum.event[i] == 1 && stratum.exit[i] == time ? 1 : 0);
                    rows.emplace_back(stratum.x.row(static_cast<Eigen::Index>(i)).transpose().cast<Extended>());
                }
                ++intervals;
            }
        }
        x.resize(static_cast<Eigen::Index>(rows.size()), p);
        for (std::size_t i = 0; i < rows.size(); ++i) { x.row(static_cast<Eigen::Index>(i)) = rows[i].transpose(); }
    }
};

struct PlainDiscreteSums {
    Extended log_likelihood = 0;
    ExtendedVector score;     ///< intervals + p
    ExtendedMatrix observed;  ///< information
    ExtendedMatrix expected;
};

/// At intercepts and effects `point` (intervals + p).
inline PlainDiscreteSums plain_discrete_sums(const PlainPeriods& periods, const ExtendedVector& point) {
    const auto d = static_cast<Eigen::Index>(periods.intervals);
    const Eigen::Index p = periods.x.cols();
    PlainDiscreteSums sums{0, ExtendedVector::Zero(d + p), ExtendedMatrix::Zero(d + p, d + p),
                           ExtendedMatrix::Zero(d + p, d + p)};
    for (std::size_t i = 0; i < periods.event.size(); ++i) {
        ExtendedVector z = ExtendedVector::Zero(d + p);
        z[static_cast<Eigen::Index>(periods.interval[i])] = 1;
        z.tail(p) = periods.x.row(static_cast<Eigen::Index>(i)).transpose();
        const Extended u = std::exp(z.dot(point));
        Extended slope = -u;
        Extended curvature = u;
        if (periods.event[i] == 1) {
            sums.log_likelihood += std::log(-std::expm1(-u));
            slope = u / std::expm1(u);
            curvature = slope * slope * std::exp(u) - slope;
        } else {
            sums.log_likelihood -= u;
        }
        sums.score += slope * z;
        sums.observed += curvature * z * z.transpose();
        sums.expected += u * u / std::expm1(u) * z * z.transpose();
    }
    return sums;
}

struct PlainDiscreteFit {
    bool converged = false;
    ExtendedVector point;  ///< intervals + p
    PlainDiscreteSums at;
};

/// The maximum in all intercepts and those covariates that are not held at 0 (the last `held` ones).
inline PlainDiscreteFit plain_discrete_fit(const PlainPeriods& periods, Eigen::Index held) {
    const auto d = static_cast<Eigen::Index>(periods.intervals);
    const Eigen::Index free = d + periods.x.cols() - held;
    PlainDiscreteFit fit;
    fit.point = ExtendedVector::Zero(d + periods.x.cols());
    fit.point.head(d).setConstant(-1);
    fit.at = plain_discrete_sums(periods, fit.point);
    for (int round = 0; round < 200 && !fit.converged; ++round) {
        ExtendedVector step = ExtendedVector::Zero(fit.point.size());
        step.head(free) = fit.at.observed.topLeftCorner(free, free).ldlt().solve(fit.at.score.head(free));
        fit.converged = step.dot(fit.at.score) < 1e-24L;
        PlainDiscreteSums there = plain_discrete_sums(periods, fit.point + step);
        for (int halving = 0; halving < 40 && !(there.log_likelihood >= fit.at.log_likelihood - 1e-12L); ++halving) {
            step /= 2;
            there = plain_discrete_sums(periods, fit.point + step);
        }
        fit.point += step;
        fit.at = there;
    }
    return fit;
}

/// Rao's score chi-square of the last covariate at a fit without it.
inline Extended plain_discrete_score(const PlainDiscreteFit& null) {
    const Eigen::Index last = null.point.size() - 1;
    const ExtendedMatrix& expected = null.at.expected;
    const ExtendedVector with = expected.col(last).head(last);
    const Extended left = expected(last, last) - with.dot(expected.topLeftCorner(last, last).ldlt().solve(with));
    return null.at.score[last] * null.at.score[last] / left;
}

}  // namespace atria::test
