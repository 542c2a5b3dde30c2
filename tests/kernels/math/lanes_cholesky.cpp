#include "kernels/math/lanes_cholesky.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria::math {
namespace {

Eigen::MatrixXd random_matrix(std::mt19937_64& random, Eigen::Index rows, Eigen::Index columns) {
    std::normal_distribution<double> normal;
    return Eigen::MatrixXd::NullaryExpr(rows, columns, [&]() { return normal(random); });
}

/// A Gram matrix a lane, of lesser rank the higher the lane.
Eigen::MatrixXd gram_of(std::mt19937_64& random, Eigen::Index k, std::size_t lane) {
    Eigen::MatrixXd tall = random_matrix(random, 3 * k + 5, k);
    for (Eigen::Index j = 0; j < k; ++j) {
        if (j % 8 < static_cast<Eigen::Index>(lane)) { tall.col(j) *= 1e-4 * static_cast<double>(lane); }
        if (lane > 4 && j > 2 && j % 2 == 1) { tall.col(j) = 3 * tall.col(0) - tall.col(1); }
    }
    if (lane == 7) { tall.setZero(); }
    return tall.transpose() * tall;
}

}  // namespace

TEST_CASE("eight Cholesky factors side by side are those of the matrices by themselves") {
    std::mt19937_64 random(23);
    for (const Eigen::Index k : {1, 2, 5, 10, 21}) {
        const auto size = static_cast<std::size_t>(k);
        std::vector<Lanes> gram(static_cast<std::size_t>(packed_size(k)));
        std::vector<Lanes> diagonal(size);
        std::vector<Lanes> pivots(size);
        std::vector<Lanes> b(size);
        std::vector<Lanes> c(size);
        std::vector<RankedCholesky> expected;
        const Eigen::MatrixXd right = random_matrix(random, k, 16);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            const Eigen::MatrixXd matrix = gram_of(random, k, lane);
            Eigen::VectorXd packed(packed_size(k));
            pack_triangle(matrix, packed);
            for (std::size_t i = 0; i < gram.size(); ++i) { gram[i][lane] = packed[static_cast<Eigen::Index>(i)]; }
            for (std::size_t i = 0; i < size; ++i) {
                const auto at = static_cast<Eigen::Index>(i);
                diagonal[i][lane] = matrix(at, at);
                b[i][lane] = right(at, static_cast<Eigen::Index>(lane));
                c[i][lane] = right(at, static_cast<Eigen::Index>(lane) + 8);
            }
            expected.emplace_back(matrix);
        }
        const LanesCholesky factor(gram, diagonal, pivots);
        factor.forward(b);
        factor.forward(c);
        const Lanes product = factor.product(b, c);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            Eigen::VectorXd one = right.col(static_cast<Eigen::Index>(lane));
            Eigen::VectorXd other = right.col(static_cast<Eigen::Index>(lane) + 8);
            expected[lane].forward(one);
            expected[lane].forward(other);
            CHECK(factor.rank()[lane] == static_cast<double>(expected[lane].rank()));
            CHECK(product[lane] == Approx(one.dot(other)).epsilon(1e-9).margin(1e-9 * one.norm() * other.norm()));
        }
    }
}

}  // namespace atria::math
