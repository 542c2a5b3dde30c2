#include "kernels/math/covariate_basis.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::math {
namespace {

struct Cohorts {
    std::vector<Eigen::MatrixXd> covariates;
    std::vector<std::vector<std::uint8_t>> included;

    [[nodiscard]] CovariateBasis basis() const {
        std::vector<CohortDesign> designs;
        for (std::size_t c = 0; c < covariates.size(); ++c) { designs.push_back({&covariates[c], included[c]}); }
        return covariate_basis(designs);
    }
};

Cohorts random_cohorts(std::mt19937_64& random, const std::vector<Eigen::Index>& sizes, Eigen::Index k) {
    std::normal_distribution<double> normal;
    Cohorts cohorts;
    for (const Eigen::Index n : sizes) {
        Eigen::MatrixXd x = Eigen::MatrixXd::NullaryExpr(n, k, [&]() { return normal(random); });
        for (Eigen::Index j = 1; j < k; ++j) { x.col(j) += 0.9 * x.col(j - 1); }
        x.array() += normal(random);
        std::vector<std::uint8_t> included(static_cast<std::size_t>(n), 1);
        for (Eigen::Index i = 0; i < n; ++i) {
            if (random() % 5 == 0) {
                included[static_cast<std::size_t>(i)] = 0;
                x(i, static_cast<Eigen::Index>(random() % static_cast<std::uint64_t>(k))) = NAN;
            }
        }
        cohorts.covariates.push_back(std::move(x));
        cohorts.included.push_back(std::move(included));
    }
    return cohorts;
}

/// The included people of all cohorts, one under the other: dummies of the cohorts that have any, and covariates.
Eigen::MatrixXd plain_design(const Cohorts& cohorts, bool dummies) {
    const Eigen::Index k = cohorts.covariates.front().cols();
    const auto count = static_cast<Eigen::Index>(cohorts.covariates.size());
    Eigen::Index n = 0;
    for (const auto& included : cohorts.included) {
        for (const std::uint8_t one : included) { n += one; }
    }
    Eigen::MatrixXd design = Eigen::MatrixXd::Zero(n, (dummies ? count : 0) + k);
    Eigen::Index row = 0;
    for (Eigen::Index c = 0; c < count; ++c) {
        const auto at = static_cast<std::size_t>(c);
        for (Eigen::Index i = 0; i < cohorts.covariates[at].rows(); ++i) {
            if (cohorts.included[at][static_cast<std::size_t>(i)] == 0) { continue; }
            if (dummies) { design(row, c) = 1; }
            design.row(row++).tail(k) = cohorts.covariates[at].row(i);
        }
    }
    return design;
}

/// The included rows of the basis, one under the other.
Eigen::MatrixXd stacked(const Cohorts& cohorts, const CovariateBasis& basis) {
    Cohorts columns = cohorts;
    columns.covariates = basis.columns;
    return plain_design(columns, false);
}

TEST_CASE("the basis is orthonormal, free of the cohorts' means, and spans what the covariates span") {
    std::mt19937_64 random(61);
    for (const Eigen::Index k : {1, 2, 5, 12}) {
        const Cohorts cohorts = random_cohorts(random, {40, 7, 90, 1, 2}, k);
        const CovariateBasis basis = cohorts.basis();
        REQUIRE(basis.rank == k);
        REQUIRE(basis.dropped.empty());
        const Eigen::MatrixXd q = stacked(cohorts, basis);
        CHECK((q.transpose() * q - Eigen::MatrixXd::Identity(k, k)).cwiseAbs().maxCoeff() < 1e-13);
        for (const Eigen::MatrixXd& columns : basis.columns) {
            CHECK(columns.colwise().sum().cwiseAbs().maxCoeff() < 1e-13);
        }
        // With the dummies it projects like the plain design.
        const Eigen::MatrixXd design = plain_design(cohorts, true);
        Eigen::MatrixXd with_dummies = design;
        with_dummies.rightCols(k) = q;
        const Eigen::VectorXd y = Eigen::VectorXd::Random(design.rows());
        const Eigen::VectorXd expected = design * design.colPivHouseholderQr().solve(y);
        const Eigen::VectorXd fitted = with_dummies * with_dummies.colPivHouseholderQr().solve(y);
        CHECK((fitted - expected).norm() < 1e-12 * y.norm());
    }
}

TEST_CASE("rows of people who are not analysed are zero even where they hold NaN") {
    std::mt19937_64 random(62);
    const Cohorts cohorts = random_cohorts(random, {60, 30}, 4);
    const CovariateBasis basis = cohorts.basis();
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t i = 0; i < cohorts.included[c].size(); ++i) {
            const auto row = basis.columns[c].row(static_cast<Eigen::Index>(i));
            if (cohorts.included[c][i] == 0) { REQUIRE(row.isZero(0)); }
            REQUIRE(row.allFinite());
        }
    }
}

TEST_CASE("of collinear columns the later one goes; so does one that is constant within every cohort") {
    std::mt19937_64 random(63);
    Cohorts cohorts = random_cohorts(random, {50, 80}, 6);
    for (std::size_t c = 0; c < 2; ++c) {
        Eigen::MatrixXd& x = cohorts.covariates[c];
        const double site = c == 0 ? 0.1 : 52.3;
        x.col(1).setConstant(site);                                             // constant within cohorts
        x.col(3) = 1e5 * x.col(0) - 0.1 * x.col(2) + 7 * x.col(1);              // of earlier ones and the cohort
        x.col(5) = x.col(4) + Eigen::VectorXd::Constant(x.rows(), 3.0 * site);  // a shift by cohort
        for (Eigen::Index i = 0; i < x.rows(); ++i) {
            if (cohorts.included[c][static_cast<std::size_t>(i)] == 0) { x.row(i).setConstant(NAN); }
        }
    }
    const CovariateBasis basis = cohorts.basis();
    CHECK(basis.rank == 3);
    CHECK(basis.kept == std::vector<std::size_t>{0, 2, 4});
    CHECK(basis.dropped == std::vector<std::size_t>{1, 3, 5});
}

TEST_CASE("a covariate that is constant in one cohort leaves nothing there, not even rounding") {
    std::mt19937_64 random(64);
    Cohorts cohorts = random_cohorts(random, {50, 80, 31}, 1);
    for (std::size_t c = 0; c < 3; ++c) { cohorts.included[c].assign(cohorts.included[c].size(), 1); }
    cohorts.covariates[1] = Eigen::MatrixXd::Random(80, 1);
    for (const double value : {0.1, 52.3, -1e9 / 3, 1e-7 / 3}) {
        cohorts.covariates[0] = Eigen::MatrixXd::Constant(50, 1, value);
        cohorts.covariates[2] = Eigen::MatrixXd::Constant(31, 1, value * 7);
        const CovariateBasis basis = cohorts.basis();
        REQUIRE(basis.rank == 1);
        CHECK(basis.columns[0].isZero(0));
        CHECK(basis.columns[2].isZero(0));
    }
}

TEST_CASE("neither unit nor offset of a covariate reaches the fitted values") {
    std::mt19937_64 random(65);
    const Cohorts cohorts = random_cohorts(random, {200, 300}, 4);
    Cohorts changed = cohorts;
    for (Eigen::MatrixXd& x : changed.covariates) {
        x.col(0) *= 1e6;
        x.col(1).array() += 1e6;
        x.col(2) *= -1e-9;
        x.col(3) = x.col(3) * 1e-6 + Eigen::VectorXd::Constant(x.rows(), 10.0);
    }
    const Eigen::MatrixXd q = stacked(cohorts, cohorts.basis());
    const Eigen::MatrixXd other = stacked(changed, changed.basis());
    const Eigen::VectorXd y = Eigen::VectorXd::Random(q.rows());
    const Eigen::VectorXd fitted = q * (q.transpose() * y);
    CHECK((other * (other.transpose() * y) - fitted).norm() < 1e-9 * fitted.norm());
}

TEST_CASE("no covariates, no people") {
    Cohorts cohorts;
    cohorts.covariates = {Eigen::MatrixXd(3, 0), Eigen::MatrixXd(0, 0)};
    cohorts.included = {{1, 0, 1}, {}};
    CHECK(cohorts.basis().rank == 0);
    CHECK(cohorts.basis().columns.size() == 2);
    cohorts.covariates = {Eigen::MatrixXd::Constant(2, 2, NAN), Eigen::MatrixXd(0, 2)};
    cohorts.included = {{0, 0}, {}};
    CHECK(cohorts.basis().rank == 0);
    CHECK(cohorts.basis().dropped == std::vector<std::size_t>{0, 1});
    CHECK(covariate_basis({}).rank == 0);
}

TEST_CASE("centring survives an offset a million times the spread") {
    std::mt19937_64 random(66);
    std::normal_distribution<double> normal;
    Eigen::VectorXd column(1000);
    std::vector<std::uint8_t> included(1000, 1);
    long double sum = 0;
    for (Eigen::Index i = 0; i < 1000; ++i) {
        column[i] = 1e9 + normal(random);
        if (i % 7 == 0) {
            included[static_cast<std::size_t>(i)] = 0;
            column[i] = NAN;
        } else {
            sum += static_cast<long double>(column[i]);
        }
    }
    const Eigen::VectorXd before = column;
    centre(column, included);
    const long double mean = sum / 857;
    for (Eigen::Index i = 0; i < 1000; ++i) {
        if (i % 7 == 0) {
            REQUIRE(column[i] == 0);
        } else {
            REQUIRE(std::fabs(column[i] - static_cast<double>(static_cast<long double>(before[i]) - mean)) < 1e-9);
        }
    }
    CHECK(std::fabs(column.sum()) < 1e-9);
}

}  // namespace
}  // namespace atria::math
