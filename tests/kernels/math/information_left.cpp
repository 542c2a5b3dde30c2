#include "kernels/math/information_left.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace atria::math {
namespace {

TEST_CASE("what is left of an information is that of its worst direction, whatever the basis") {
    Eigen::MatrixXd turn(2, 2);
    turn << 0.6, 0.8, -0.8, 0.6;
    const Eigen::Vector2d start(4, 9);
    const Eigen::Vector2d end(2, 9e-9);  // a half and a milliardth
    const Eigen::MatrixXd before = turn.transpose() * start.asDiagonal() * turn;
    const Eigen::MatrixXd after = turn.transpose() * end.asDiagonal() * turn;
    CHECK(information_left(RankedCholesky(before), after).least() == Approx(1e-9).epsilon(1e-6));
    const Eigen::VectorXd along = information_left(RankedCholesky(before), after).directions.col(0);
    CHECK(std::fabs(along.normalized().dot(turn.row(1))) == Approx(1).epsilon(1e-9));
    CHECK(information_left(RankedCholesky(start.asDiagonal()), start.asDiagonal()).least() == Approx(1));
}

TEST_CASE("directions that the start does not know are not asked for") {
    const Eigen::Vector3d start(4, 0, 9);
    const Eigen::Vector3d end(2, 0, 9);
    CHECK(information_left(RankedCholesky(start.asDiagonal()), end.asDiagonal()).least() == Approx(0.5));
    CHECK(information_left(RankedCholesky(Eigen::MatrixXd::Zero(2, 2)), Eigen::MatrixXd::Zero(2, 2)).least() == 1);
    CHECK(information_left(RankedCholesky(Eigen::MatrixXd(0, 0)), Eigen::MatrixXd(0, 0)).least() == 1);
}

}  // namespace
}  // namespace atria::math
