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
    std::vector<double> entry;            ///< n
    std::vector<double> exit;             ///< n
    std::vector<double> event;            ///< n: 1 or not
    Eigen::MatrixXd x;                    ///< n × p
    std::vector<double> weight = {};      ///< n; empty: 1 each
    std::size_t late = 0;                 ///< rows at the end that are somebody's second and further ones
    std::vector<std::size_t> owner = {};  ///< late: whose row it is, by its first row

    [[nodiscard]] std::size_t people() const { return exit.size() - late; }
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
            Extended death_weight = 0;
            for (std::size_t i = 0; i < n; ++i) {
                if (!(stratum.entry[i] < time && time <= stratum.exit[i])) { continue; }
                const ExtendedVector row = x.row(static_cast<Eigen::Index>(i)).transpose();
                const Extended eta = row.dot(beta);
                const Extended weight = stratum.weight.empty() ? 1 : stratum.weight[i];
                const Extended r = weight * std::exp(eta);
                s0 += r;
                s1 += r * row;
                s2 += r * row * row.transpose();
                if (stratum.event[i] != 1 || stratum.exit[i] != time) { continue; }
                ++deaths;
                e0 += r;
                e1 += r * row;
                e2 += r * row * row.transpose();
                death_weight += weight;
                answer.log_likelihood += weight * eta;
                answer.score += weight * row;
            }
            for (int j = 0; j < deaths; ++j) {
                const Extended share =
                    ties == survival::Ties::efron ? static_cast<Extended>(j) / static_cast<Extended>(deaths) : 0;
                const Extended sum = s0 - share * e0;
                const ExtendedVector mean = (s1 - share * e1) / sum;
                const Extended each = death_weight / static_cast<Extended>(deaths);
                answer.log_likelihood -= each * std::log(sum);
                answer.score -= each * mean;
                answer.information += each * ((s2 - share * e2) / sum - mean * mean.transpose());
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

/// The robust standard error of the last coefficient: I^-1 (Σ u u') I^-1 with the score residuals u of the people, each
/// event time and term by term.
inline double plain_robust_error(const std::vector<PlainStratum>& strata, survival::Ties ties, const PlainCoxFit& fit) {
    const Eigen::Index p = fit.beta.size();
    ExtendedMatrix meat = ExtendedMatrix::Zero(p, p);
    for (const PlainStratum& stratum : strata) {
        const auto n = static_cast<Eigen::Index>(stratum.exit.size());
        const ExtendedMatrix x = stratum.x.cast<Extended>();
        ExtendedMatrix residual = ExtendedMatrix::Zero(p, n);
        const auto weight = [&stratum](std::size_t i) {
            return static_cast<Extended>(stratum.weight.empty() ? 1 : stratum.weight[i]);
        };
        std::set<double> times;
        for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
            if (stratum.event[i] == 1) { times.insert(stratum.exit[i]); }
        }
        for (const double time : times) {
            const auto at_risk = [&](std::size_t i) { return stratum.entry[i] < time && time <= stratum.exit[i]; };
            const auto dies = [&](std::size_t i) { return stratum.event[i] == 1 && stratum.exit[i] == time; };
            Extended deaths = 0;
            Extended death_weight = 0;
            for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
                deaths += dies(i) ? 1 : 0;
                death_weight += dies(i) ? weight(i) : 0;
            }
            const int terms = ties == survival::Ties::efron ? static_cast<int>(deaths) : 1;
            for (int j = 0; j < terms; ++j) {
                const Extended share = static_cast<Extended>(j) / deaths;
                Extended s0 = 0;
                ExtendedVector s1 = ExtendedVector::Zero(p);
                const auto risk = [&](std::size_t i) {
                    if (!at_risk(i)) { return static_cast<Extended>(0); }
                    const Extended eta = x.row(static_cast<Eigen::Index>(i)).dot(fit.beta);
                    return (dies(i) ? 1 - share : 1) * weight(i) * std::exp(eta);
                };
                for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
                    s0 += risk(i);
                    s1 += risk(i) * x.row(static_cast<Eigen::Index>(i)).transpose();
                }
                const ExtendedVector mean = s1 / s0;
                for (std::size_t i = 0; i < stratum.exit.size(); ++i) {
                    const auto row = static_cast<Eigen::Index>(i);
                    const ExtendedVector off = x.row(row).transpose() - mean;
                    residual.col(row) -= death_weight / static_cast<Extended>(terms) * risk(i) / s0 * off;
                    if (dies(i)) { residual.col(row) += weight(i) / static_cast<Extended>(terms) * off; }
                }
            }
        }
        for (std::size_t l = 0; l < stratum.late; ++l) {
            residual.col(static_cast<Eigen::Index>(stratum.owner[l])) +=
                residual.col(static_cast<Eigen::Index>(stratum.people() + l));
        }
        const ExtendedMatrix people = residual.leftCols(static_cast<Eigen::Index>(stratum.people()));
        meat += people * people.transpose();
    }
    const ExtendedVector direction = plain_solve(fit.at_end.information, ExtendedVector::Unit(p, p - 1));
    return static_cast<double>(std::sqrt(direction.dot(meat * direction)));
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
