#pragma once

#include "kernels/data/genotype_block.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace atria::test {

/// One cohort of the plain linear model. NaN = missing; `calls` empty = the variant is absent from the cohort.
struct PlainCohort {
    std::vector<double> trait;   ///< N
    Eigen::MatrixXd covariates;  ///< N × K
    Calls calls;                 ///< N
};

struct PlainFit {
    double n = 0;
    double copies = 0;  ///< of the effect allele
    double called = 0;
    double degrees_of_freedom = 0;
    bool estimable = false;
    double beta = std::numeric_limits<double>::quiet_NaN();
    double standard_error = std::numeric_limits<double>::quiet_NaN();
    double statistic = std::numeric_limits<double>::quiet_NaN();
};

/// Least squares of trait ~ cohort dummies + covariates + copies, as a textbook has it: one explicit design matrix over
/// the people who are there, in extended precision, by a pivoted Householder decomposition. `mean_of_called` gives
/// people without a call the mean of their cohort's analysed called people; otherwise they are left out.
inline PlainFit plain_linear_model(const std::vector<PlainCohort>& cohorts, bool mean_of_called) {
    using Real = long double;
    using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
    using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
    PlainFit fit;
    struct Person {
        std::size_t cohort;
        std::size_t row;
        Real copies;
    };
    std::vector<Person> people;
    std::vector<std::size_t> dummy(cohorts.size(), 0);
    std::size_t dummies = 0;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const PlainCohort& cohort = cohorts[c];
        if (cohort.calls.empty()) { continue; }
        Real copies = 0;
        Real called = 0;
        std::vector<Person> here;
        for (std::size_t i = 0; i < cohort.trait.size(); ++i) {
            bool complete = !std::isnan(cohort.trait[i]);
            for (Eigen::Index k = 0; k < cohort.covariates.cols(); ++k) {
                complete = complete && !std::isnan(cohort.covariates(static_cast<Eigen::Index>(i), k));
            }
            if (!complete) { continue; }
            if (cohort.calls[i] != missing_call) {
                copies += cohort.calls[i];
                called += 1;
                here.push_back({c, i, static_cast<Real>(cohort.calls[i])});
            } else if (mean_of_called) {
                here.push_back({c, i, -1});
            }
        }
        if (called == 0) { continue; }
        for (Person& person : here) {
            if (person.copies < 0) { person.copies = copies / called; }
        }
        fit.copies += static_cast<double>(copies);
        fit.called += static_cast<double>(called);
        people.insert(people.end(), here.begin(), here.end());
        dummy[c] = dummies++;
    }
    fit.n = static_cast<double>(people.size());
    if (people.empty()) { return fit; }

    const auto n = static_cast<Eigen::Index>(people.size());
    const auto intercepts = static_cast<Eigen::Index>(dummies);
    const Eigen::Index k = cohorts.front().covariates.cols();
    Matrix design = Matrix::Zero(n, intercepts + k);
    Vector g(n);
    Vector y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const Person& person = people[static_cast<std::size_t>(i)];
        const PlainCohort& cohort = cohorts[person.cohort];
        design(i, static_cast<Eigen::Index>(dummy[person.cohort])) = 1;
        for (Eigen::Index j = 0; j < k; ++j) {
            design(i, intercepts + j) = static_cast<Real>(cohort.covariates(static_cast<Eigen::Index>(person.row), j));
        }
        g[i] = person.copies;
        y[i] = static_cast<Real>(cohort.trait[person.row]);
    }
    // Units and offsets do not matter to the fit; they do to the judgement of rank.
    for (Eigen::Index j = 0; j < k; ++j) {
        auto column = design.col(intercepts + j);
        const Real largest = column.cwiseAbs().maxCoeff();
        column.array() -= column.mean();
        const Real length = column.norm();
        if (length > 1e-15L * largest * static_cast<Real>(n)) {
            column /= length;
        } else {
            column.setZero();
        }
    }
    Eigen::ColPivHouseholderQR<Matrix> qr(design);
    qr.setThreshold(1e-9L);
    // What is left of a vector after the columns of full rank; solve() would divide by the rounding of the others.
    const auto rest_of = [&qr](Vector vector) {
        vector.applyOnTheLeft(qr.householderQ().adjoint());
        vector.head(qr.rank()).setZero();
        vector.applyOnTheLeft(qr.householderQ());
        return vector;
    };
    const Vector g_rest = rest_of(g);
    const Vector y_rest = rest_of(y);
    fit.degrees_of_freedom = static_cast<double>(n - qr.rank() - 1);
    fit.estimable = fit.degrees_of_freedom >= 1 && g_rest.norm() > 1e-6L * g.norm();
    if (!fit.estimable) { return fit; }
    const Real beta = g_rest.dot(y_rest) / g_rest.squaredNorm();
    const Real residual = (y_rest - beta * g_rest).squaredNorm();
    const Real variance = residual / (static_cast<Real>(n - qr.rank() - 1) * g_rest.squaredNorm());
    fit.beta = static_cast<double>(beta);
    fit.standard_error = static_cast<double>(std::sqrt(variance));
    fit.statistic = static_cast<double>(beta / std::sqrt(variance));
    return fit;
}

}  // namespace atria::test
