#include "kernels/math/lanes.hpp"

#include "tests/support/closeness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <random>

namespace atria::math {
namespace {

TEST_CASE("lanes: exp is the standard library's to a few last bits, lane by lane") {
    test::Worst worst;
    for (int i = -70000; i <= 70000; ++i) {
        Lanes x = Lanes::all(0.0);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            x[lane] = i * 0.01 + static_cast<double>(lane) / 900;
        }
        const Lanes value = exp(x);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            if (std::fabs(x[lane]) > 700) { continue; }
            worst.see(test::relative_difference(value[lane], std::exp(x[lane])));
        }
    }
    CHECK(worst.value() < 1e-15);
    CHECK(exp(Lanes::all(0.0))[3] == 1);
    CHECK(exp(Lanes::all(1e5))[0] == Approx(std::exp(700.0)).epsilon(1e-14));
    CHECK(exp(Lanes::all(-1e5))[7] == Approx(std::exp(-700.0)).epsilon(1e-14));
}

TEST_CASE("lanes: a lane's result does not depend on its place or its neighbours") {
    std::mt19937_64 random(401);
    std::normal_distribution<double> normal;
    for (int trial = 0; trial < 100; ++trial) {
        const double value = 5 * normal(random);
        const double alone = exp(Lanes::all(value))[0];
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            Lanes x = Lanes::all(0.0);
            for (std::size_t other = 0; other < Lanes::width; ++other) { x[other] = 300 * normal(random); }
            x[lane] = value;
            REQUIRE(test::same_bits(exp(x)[lane], alone));
        }
    }
}

TEST_CASE("lanes: bytes and comparisons") {
    const std::uint8_t bytes[8] = {0, 1, 2, 3, 127, 128, 200, 255};
    const Lanes x = lanes_of_bytes(bytes);
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        CHECK(x[lane] == bytes[lane]);
        CHECK(less(x, Lanes::all(2.5))[lane] == (bytes[lane] < 2.5 ? 1 : 0));
    }
}

TEST_CASE("lanes: a product far beyond the range of a double keeps its logarithm") {
    std::mt19937_64 random(402);
    std::uniform_real_distribution<double> uniform(-300, 300);
    LogProduct product;
    long double expected[Lanes::width] = {};
    for (int i = 0; i < 20000; ++i) {
        Lanes factor = Lanes::all(1.0);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            const double drift = lane < 4 ? 10.0 : -10.0;
            factor[lane] = std::exp(0.3 * uniform(random) + drift);
            expected[lane] += std::log(static_cast<long double>(factor[lane]));
        }
        product.multiply(factor);
    }
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        CHECK(test::relative_difference(product.log(lane), static_cast<double>(expected[lane])) < 1e-13);
    }
    CHECK(LogProduct().log(5) == 0);
}

}  // namespace
}  // namespace atria::math
