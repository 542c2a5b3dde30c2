#include "kernels/math/ranked_cholesky.hpp"

#include "tests/support/closeness.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <random>

namespace atria::math {
namespace {

Eigen::MatrixXd random_matrix(std::mt19937_64& random, Eigen::Index rows, Eigen::Index columns) {
    std::normal_distribution<double> normal;
    return Eigen::MatrixXd::NullaryExpr(rows, columns, [&]() { return normal(random); });
}

TEST_CASE("ranked Cholesky solves what Eigen's LDLT solves") {
    std::mt19937_64 random(21);
    for (const Eigen::Index k : {1, 2, 3, 8, 20}) {
        const Eigen::MatrixXd tall = random_matrix(random, 3 * k + 5, k);
        const Eigen::MatrixXd matrix = tall.transpose() * tall;
        const Eigen::VectorXd b = random_matrix(random, k, 1);
        const Eigen::VectorXd c = random_matrix(random, k, 1);
        const Eigen::VectorXd expected = matrix.ldlt().solve(b);
        const RankedCholesky factor(matrix);
        CHECK(factor.rank() == k);
        CHECK((factor.solve(b) - expected).norm() < 1e-11 * expected.norm());
        Eigen::VectorXd half_b = b;
        Eigen::VectorXd half_c = c;
        factor.forward(half_b);
        factor.forward(half_c);
        CHECK(half_b.dot(half_c) == Approx(c.dot(expected)).epsilon(1e-10));
    }
}

TEST_CASE("ranked Cholesky passes over the later of dependent columns") {
    std::mt19937_64 random(22);
    const Eigen::MatrixXd independent = random_matrix(random, 50, 4);
    Eigen::MatrixXd tall(50, 7);
    tall << independent.col(0), independent.col(1), 2 * independent.col(0) - 3e4 * independent.col(1),
        independent.col(2), Eigen::VectorXd::Zero(50), independent.col(3), independent.col(3);
    const RankedCholesky factor(tall.transpose() * tall);
    CHECK(factor.rank() == 4);
    const bool kept[7] = {true, true, false, true, false, true, false};
    for (Eigen::Index j = 0; j < 7; ++j) { CHECK(factor.kept(j) == kept[j]); }

    const Eigen::VectorXd y = random_matrix(random, 50, 1);
    const Eigen::VectorXd x = factor.solve(tall.transpose() * y);
    const Eigen::VectorXd expected = independent.colPivHouseholderQr().solve(y);
    const Eigen::Index column[4] = {0, 1, 3, 5};
    for (Eigen::Index j = 0; j < 4; ++j) { CHECK(x[column[j]] == Approx(expected[j]).epsilon(1e-9)); }
    CHECK(x[2] == 0);
    CHECK(x[4] == 0);
    CHECK(x[6] == 0);
    Eigen::VectorXd half = tall.transpose() * y;
    factor.forward(half);
    CHECK(half.squaredNorm() == Approx((independent * expected).squaredNorm()).epsilon(1e-9));
}

TEST_CASE("ranked Cholesky takes what rounding has left of a column for nothing") {
    Eigen::MatrixXd left(2, 2);
    left << 0.5, 1e-9, 1e-9, 3e-14;  // a second column of length 0.02 that has lost all its people
    const RankedCholesky by_itself(left);
    CHECK(by_itself.rank() == 2);
    const RankedCholesky by_what_was(left, Eigen::Vector2d(0.6, 4e-4));
    CHECK(by_what_was.rank() == 1);
    CHECK(by_what_was.solve(Eigen::Vector2d(1, 1)).isApprox(Eigen::Vector2d(2, 0), 1e-14));
}

TEST_CASE("ranked Cholesky of nothing") {
    const RankedCholesky zero(Eigen::MatrixXd::Zero(3, 3));
    CHECK(zero.rank() == 0);
    CHECK(zero.solve(Eigen::VectorXd::Ones(3)).isZero(0));
    Eigen::VectorXd b = Eigen::VectorXd::Ones(3);
    zero.forward(b);
    CHECK(b.isZero(0));
    const RankedCholesky empty(Eigen::MatrixXd(0, 0));
    CHECK(empty.rank() == 0);
    CHECK(empty.solve(Eigen::VectorXd(0)).size() == 0);
}

TEST_CASE("ranked Cholesky reads the lower triangle in any units") {
    std::mt19937_64 random(23);
    const Eigen::MatrixXd tall = random_matrix(random, 30, 5);
    const Eigen::VectorXd units = (Eigen::VectorXd(5) << 1e-8, 1e6, 1, 1e9, 1e-3).finished();
    const Eigen::MatrixXd scaled = tall * units.asDiagonal();
    const RankedCholesky factor(scaled.transpose() * scaled);
    CHECK(factor.rank() == 5);
    const Eigen::VectorXd y = random_matrix(random, 30, 1);
    const Eigen::VectorXd expected = tall.colPivHouseholderQr().solve(y);
    const Eigen::VectorXd x = units.asDiagonal() * factor.solve(scaled.transpose() * y);
    CHECK((x - expected).norm() < 1e-11 * expected.norm());
}

}  // namespace
}  // namespace atria::math
