#include "kernels/math/packed_triangle.hpp"

#include <catch2/catch.hpp>

namespace atria::math {
namespace {

TEST_CASE("a symmetric matrix is packed by the columns of its lower triangle, and comes back whole") {
    Eigen::MatrixXd matrix(3, 3);
    matrix << 1, 2, 3,  //
        2, 4, 5,        //
        3, 5, 6;
    Eigen::VectorXd packed(packed_size(3));
    pack_triangle(matrix, packed);
    Eigen::VectorXd expected(6);
    expected << 1, 2, 3, 4, 5, 6;
    CHECK(packed == expected);
    CHECK(unpacked_triangle(packed, 3) == matrix);
}

TEST_CASE("a matrix without columns takes no room when packed") {
    Eigen::VectorXd packed(packed_size(0));
    pack_triangle(Eigen::MatrixXd(0, 0), packed);
    CHECK(packed.size() == 0);
    CHECK(unpacked_triangle(packed, 0).size() == 0);
}

}  // namespace
}  // namespace atria::math
