#include "kernels/math/fixed_point_columns.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <random>

namespace atria::math {
namespace {

Eigen::MatrixXd random_values(std::mt19937_64& random, Eigen::Index people, Eigen::Index columns) {
    std::normal_distribution<double> normal;
    Eigen::MatrixXd values(people, columns);
    for (Eigen::Index k = 0; k < columns; ++k) {
        // Columns of very different units.
        const double unit = std::pow(10.0, static_cast<double>((7 * k) % 25 - 12));
        for (Eigen::Index i = 0; i < people; ++i) { values(i, k) = unit * normal(random); }
    }
    return values;
}

void check_columns(const Eigen::MatrixXd& values) {
    const FixedPointColumns columns(values);
    REQUIRE(columns.people() == static_cast<std::size_t>(values.rows()));
    REQUIRE(columns.columns() == static_cast<std::size_t>(values.cols()));
    REQUIRE(columns.padded_people() % FixedPointColumns::lane == 0);
    REQUIRE(columns.padded_people() >= columns.people());
    REQUIRE(columns.padded_people() < columns.people() + FixedPointColumns::lane);
    for (std::size_t k = 0; k < columns.columns(); ++k) {
        const auto column = values.col(static_cast<Eigen::Index>(k));
        const double largest = column.size() == 0 ? 0.0 : column.cwiseAbs().maxCoeff();
        test::Worst worst;
        std::int64_t total = 0;
        bool digits_recombine = true;
        for (std::size_t i = 0; i < columns.people(); ++i) {
            const std::int64_t fixed = columns.row(i)[k];
            worst.see(std::fabs(columns.real(fixed, k) - column[static_cast<Eigen::Index>(i)]));
            total += fixed;
            std::int64_t value = 0;
            for (std::size_t s = FixedPointColumns::slices; s-- > 0;) { value = value * 256 + columns.slice(k, s)[i]; }
            digits_recombine = digits_recombine && value == fixed;
        }
        CHECK(worst.value() <= std::ldexp(largest, -38));
        CHECK(columns.total(k) == total);
        CHECK(digits_recombine);
        bool padding_is_zero = true;
        for (std::size_t i = columns.people(); i < columns.padded_people(); ++i) {
            for (std::size_t s = 0; s < FixedPointColumns::slices; ++s) {
                padding_is_zero = padding_is_zero && columns.slice(k, s)[i] == 0;
            }
        }
        CHECK(padding_is_zero);
    }
}

TEST_CASE("fixed point holds every value to its promised error, as a whole and as digits") {
    std::mt19937_64 random(11);
    for (const Eigen::Index people : {1, 2, 3, 63, 64, 65, 500}) {
        for (const Eigen::Index columns : {0, 1, 2, 11}) {
            INFO(people << " people, " << columns << " columns");
            check_columns(random_values(random, people, columns));
        }
    }
}

TEST_CASE("fixed point at the ends of its range") {
    Eigen::MatrixXd values(6, 6);
    values.col(0).setZero();
    values.col(1) << -1, -1, -1, -1, -1, -1;
    values.col(2) << 1, std::nextafter(1.0, 0.0), -std::nextafter(1.0, 0.0), 0.5, -0.5, 0;  // carries in every digit
    values.col(3) << std::nextafter(2.0, 0.0), -std::nextafter(2.0, 0.0), 1e-12, -1e-12, 0, 0;  // just below a power
    values.col(4) << 1e300, -1e300, 1e299, 3, 2, 1;
    values.col(5) << 1e-300, -2e-300, 0, 0, 1e-301, 0;  // below what scales reach: no worse than zero
    check_columns(values.leftCols(5));
    const FixedPointColumns columns(values);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(std::fabs(columns.real(columns.row(i)[5], 5) - values(static_cast<Eigen::Index>(i), 5)) < 1e-299);
    }
    CHECK(columns.real(columns.row(0)[1], 1) == -1);
    CHECK(columns.total(0) == 0);
}

TEST_CASE("fixed point: nobody, and more people than sums can hold") {
    check_columns(Eigen::MatrixXd(0, 3));
    CHECK_THROWS_AS(FixedPointColumns(Eigen::MatrixXd(Eigen::Index{1} << 21, 0)), std::logic_error);
}

TEST_CASE("a column's fixed point does not depend on its neighbours") {
    std::mt19937_64 random(12);
    const Eigen::MatrixXd values = random_values(random, 100, 4);
    const FixedPointColumns together(values);
    for (std::size_t k = 0; k < 4; ++k) {
        const FixedPointColumns alone(values.col(static_cast<Eigen::Index>(k)));
        bool same = alone.total(0) == together.total(k);
        for (std::size_t i = 0; i < 100; ++i) { same = same && alone.row(i)[0] == together.row(i)[k]; }
        CHECK(same);
        CHECK(alone.real(1, 0) == together.real(1, k));
    }
}

}  // namespace
}  // namespace atria::math
