#include "kernels/math/real_products.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace atria::math {

TEST_CASE("products of numbers and columns are their sums, whatever stands beside them") {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    const auto draw = [&](Eigen::Index rows, Eigen::Index columns) {
        return Eigen::MatrixXd(Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(random); }));
    };
    for (const Eigen::Index people : {1, 127, 128, 129, 1000}) {
        const Eigen::MatrixXd columns = draw(people, 11);
        const Eigen::MatrixXd values = draw(people, 5);
        const FixedPointColumns fixed(columns);
        const Eigen::MatrixXd products = real_products(fixed, values, 11);
        CHECK((products - columns.transpose() * values).cwiseAbs().maxCoeff() < 1e-9);
        for (Eigen::Index k = 0; k < 11; ++k) {
            const FixedPointColumns alone(columns.col(k));
            for (Eigen::Index v = 0; v < 5; ++v) {
                CHECK(test::same_bits(real_products(alone, values.col(v), 1)(0, 0), products(k, v)));
            }
        }
        CHECK(real_products(fixed, values, 3) == products.topRows(3));
    }
}

}  // namespace atria::math
