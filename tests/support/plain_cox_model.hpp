#pragma once

#include "kernels/survival/risk_sets.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <vector>

namespace atria::test {

/// One stratum of the plain Cox model: n people, nobody with a missing value.
struct PlainStratum {
    std::vector<double> entry;  ///< n
    std::vector<double> exit;   ///< n
    std::vector<double> event;  ///< n: 0 or 1
    Eigen::MatrixXd x;          ///< n × p
};

using Extended = long double;
using ExtendedMatrix = Eigen::Matrix<Extended, Eigen::Dynamic, Eigen::Dynamic>;
using ExtendedVector = Eigen::Matrix<Extended, Eigen::Dynamic, 1>;

struct PlainDerivatives {
    Extended log_likelihood = 0;
    ExtendedVector score;
    ExtendedMatrix information;
};

/// The log partial likelihood as the textbook writes it: at every event time a loop over all people of the stratum asks
/// who is at risk, entry < t <= exit.
inline PlainDerivatives plain_cox_derivatives(const std::vector<PlainStratum>& strata, survival::Ties ties,
                                              const ExtendedVector& beta) {
    const Eigen::Index p = beta.size();
    PlainDerivatives answer{0, ExtendedVector::Zero(p), ExtendedMatrix::Zero(p, p)};
    for (const PlainStratum& stratum : strata) {
        const std::size_t n = stratum.exit.size();
        const ExtendedMatrix x = stratum.x.cast<Extended>();
        std::set<double> times;
        for (std::size_t i = 0; i < n; ++i) {
            if (stratum.event[i] == 1) { times.insert(stratum.exit[i]); }
        }
        for (const double time : times) {
            Extended s0 = 0;
            Extended e0 = 0;
            ExtendedVector s1 = ExtendedVector::Zero(p);
            ExtendedVector e1 = s1;
            ExtendedMatrix s2 = ExtendedMatrix::Zero(p, p);
            ExtendedMatrix e2 = s2;
            int deaths = 0;
            for (std::size_t i = 0; i < n; ++i) {
                if (!(stratum.entry[i] < time && time <= stratum.exit[i])) { continue; }
                const ExtendedVector row = x.row(static_cast<Eigen::Index>(i)).transpose();
                const Extended eta = row.dot(beta);
                const Extended r = std::exp(eta);
                s0 += r;
                s1 += r * row;
                s2 += r * row * row.transpose();
                if (stratum.event[i] != 1 || stratum.exit[i] != time) { continue; }
                ++deaths;
                e0 += r;
                e1 += r * row;
                e2 += r * row * row.transpose();
                answer.log_likelihood += eta;
                answer.score += row;
            }
            for (int j = 0; j < deaths; ++j) {
                const Extended share =
                    ties == survival::Ties::efron ? static_cast<Extended>(j) / static_cast<Extended>(deaths) : 0;
                const Extended sum = s0 - share * e0;
                const ExtendedVector mean = (s1 - share * e1) / sum;
                answer.log_likelihood -= std::log(sum);
                answer.score -= mean;
                answer.information += (s2 - share * e2) / sum - mean * mean.transpose();
            }
        }
    }
    return answer;
}

struct PlainCoxFit {
    bool finite = false;  ///< the likelihood has its maximum at finite coefficients
    ExtendedVector beta;
    PlainDerivatives at_end;
};

/// Solves with a symmetric matrix that may lack rank.
inline ExtendedVector plain_solve(const ExtendedMatrix& matrix, const ExtendedVector& b) {
    if (b.size() == 0) { return b; }
    Eigen::CompleteOrthogonalDecomposition<ExtendedMatrix> decomposition;
    decomposition.setThreshold(1e-10L);
    decomposition.compute(matrix);
    return decomposition.solve(b);
}

/// Newton's method from 0 with step halving, to far below double precision.
inline PlainCoxFit plain_cox_fit(const std::vector<PlainStratum>& strata, survival::Ties ties, Eigen::Index p) {
    PlainCoxFit fit;
    fit.beta = ExtendedVector::Zero(p);
    fit.at_end = plain_cox_derivatives(strata, ties, fit.beta);
    for (int round = 0; round < 100; ++round) {
        ExtendedVector step = plain_solve(fit.at_end.information, fit.at_end.score);
        const Extended decrement = fit.at_end.score.dot(step);
        if (!(decrement > 1e-28L)) {
            // A likelihood that rises for ever is flat out there: coefficients of a sensible size only.
            fit.finite = std::isfinite(decrement) && (p == 0 || fit.beta.cwiseAbs().maxCoeff() < 12);
            break;
        }
        PlainDerivatives there = plain_cox_derivatives(strata, ties, fit.beta + step);
        for (int halving = 0; halving < 40 && !(there.log_likelihood > fit.at_end.log_likelihood - 1e-15L); ++halving) {
            step /= 2;
            there = plain_cox_derivatives(strata, ties, fit.beta + step);
        }
        fit.beta += step;
        fit.at_end = there;
        if (fit.beta.cwiseAbs().maxCoeff() > 30) { break; }
    }
    return fit;
}

/// What is reported of the last column of x beside the others.
struct PlainCoxTest {
    bool finite = false;
    bool collinear = false;
    double beta = std::numeric_limits<double>::quiet_NaN();
    double standard_error = std::numeric_limits<double>::quiet_NaN();
    double log_likelihood = std::numeric_limits<double>::quiet_NaN();
    double log_likelihood_null = std::numeric_limits<double>::quiet_NaN();
    double score_chisq = std::numeric_limits<double>::quiet_NaN();
};

inline PlainCoxTest plain_cox_test(const std::vector<PlainStratum>& strata, survival::Ties ties) {
    PlainCoxTest test;
    const Eigen::Index k = strata.front().x.cols() - 1;
    std::vector<PlainStratum> without = strata;
    for (PlainStratum& stratum : without) { stratum.x = stratum.x.leftCols(k).eval(); }
    const PlainCoxFit null = plain_cox_fit(without, ties, k);
    if (!null.finite) { return test; }
    test.log_likelihood_null = static_cast<double>(null.at_end.log_likelihood);
    // The information of the last column that is free of the others.
    const auto own_information = [k](const ExtendedMatrix& information) {
        const ExtendedVector cross = information.col(k).head(k);
        return information(k, k) - cross.dot(plain_solve(information.topLeftCorner(k, k), cross));
    };
    ExtendedVector at_null = ExtendedVector::Zero(k + 1);
    at_null.head(k) = null.beta;
    const PlainDerivatives there = plain_cox_derivatives(strata, ties, at_null);
    const Extended information = own_information(there.information);
    test.collinear = !(information > 1e-9L * there.information(k, k));
    if (test.collinear) { return test; }
    test.score_chisq = static_cast<double>(there.score[k] * there.score[k] / information);

    const PlainCoxFit fit = plain_cox_fit(strata, ties, k + 1);
    test.finite = fit.finite;
    if (!fit.finite) { return test; }
    test.beta = static_cast<double>(fit.beta[k]);
    test.standard_error = static_cast<double>(1 / std::sqrt(own_information(fit.at_end.information)));
    test.log_likelihood = static_cast<double>(fit.at_end.log_likelihood);
    return test;
}

}  // namespace atria::test
