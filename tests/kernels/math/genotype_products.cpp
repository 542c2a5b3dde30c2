#include "kernels/math/genotype_products.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/genotype_blocks.hpp"
#include "tests/support/plain_genotype_products.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace atria::math {
namespace {

using test::Calls;
using test::Storage;

struct Block {
    std::vector<Calls> calls;
    std::vector<Storage> storage;
    GenotypeBlock genotypes;
};

Block random_block(std::mt19937_64& random, std::size_t people, std::size_t variants, bool only_packed) {
    Block block;
    const double frequencies[5] = {0.0, 0.01, 0.3, 0.97, 1.0};
    for (std::size_t v = 0; v < variants; ++v) {
        const auto storage = only_packed ? Storage::packed : static_cast<Storage>(random() % 4);
        block.storage.push_back(storage);
        block.calls.push_back(
            test::random_calls(random, people, frequencies[random() % 5], random() % 2 == 0 ? 0.0 : 0.1));
    }
    block.genotypes = test::genotype_block(people, block.calls, block.storage);
    return block;
}

Eigen::MatrixXd random_columns(std::mt19937_64& random, std::size_t people, Eigen::Index columns) {
    std::normal_distribution<double> normal;
    return Eigen::MatrixXd::NullaryExpr(static_cast<Eigen::Index>(people), columns, [&]() { return normal(random); });
}

TEST_CASE("products equal plain sums: exactly in fixed point, to the quantisation in doubles") {
    std::mt19937_64 random(31);
    for (const std::size_t people : {1U, 3U, 63U, 64U, 65U, 2047U, 2048U, 2049U, 5000U}) {
        for (const Eigen::Index width : {1, 2, 3, 11}) {
            const Eigen::MatrixXd values = random_columns(random, people, width);
            const FixedPointColumns columns(values);
            for (const std::size_t variants : {1U, 2U, 15U, 16U, 17U, 40U, 61U}) {
                const Block block = random_block(random, people, variants, variants == 17);
                const FixedPointSums sums = genotype_products(columns, block.genotypes.variants);
                INFO(people << " people, " << width << " columns, " << variants << " variants");
                REQUIRE(sums == test::plain_genotype_products(columns, block.genotypes.variants));
                for (const ByteProducts instructions : {ByteProducts::avx512, ByteProducts::common}) {
                    REQUIRE(genotype_products(columns, block.genotypes.variants, columns.columns(), instructions) ==
                            sums);
                }
                test::Worst worst;
                for (std::size_t v = 0; v < variants; ++v) {
                    if (block.storage[v] == Storage::absent) {
                        REQUIRE(sums.col(static_cast<Eigen::Index>(v)).isZero(0));
                        continue;
                    }
                    for (Eigen::Index k = 0; k < width; ++k) {
                        long double plain = 0;
                        for (std::size_t i = 0; i < people; ++i) {
                            const std::uint8_t call = block.calls[v][i];
                            const long double copies = call == missing_call ? 0 : call;
                            plain += copies * static_cast<long double>(values(static_cast<Eigen::Index>(i), k));
                        }
                        const double real =
                            columns.real(sums(k, static_cast<Eigen::Index>(v)), static_cast<std::size_t>(k));
                        const double bound =
                            static_cast<double>(2 * people) * std::ldexp(values.col(k).cwiseAbs().maxCoeff(), -38);
                        worst.see(std::fabs(real - static_cast<double>(plain)) / bound);
                    }
                }
                REQUIRE(worst.value() <= 1);
            }
        }
    }
}

TEST_CASE("products do not depend on how a block is cut or stored") {
    std::mt19937_64 random(32);
    const std::size_t people = 2100;
    const FixedPointColumns columns(random_columns(random, people, 4));
    Block block = random_block(random, people, 50, false);
    const std::span<const GenotypeView> variants = block.genotypes.variants;
    const FixedPointSums whole = genotype_products(columns, variants);
    for (const std::size_t size : {1U, 7U, 16U, 33U}) {
        for (std::size_t begin = 0; begin < variants.size(); begin += size) {
            const std::size_t count = std::min<std::size_t>(size, variants.size() - begin);
            const FixedPointSums part = genotype_products(columns, variants.subspan(begin, count));
            REQUIRE(part == whole.middleCols(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(count)));
        }
    }
    for (const Storage storage : {Storage::packed, Storage::sparse_base_0, Storage::sparse_base_2}) {
        const std::vector<Storage> same(block.calls.size(), storage);
        const GenotypeBlock stored = test::genotype_block(people, block.calls, same);
        const FixedPointSums sums = genotype_products(columns, stored.variants);
        for (std::size_t v = 0; v < same.size(); ++v) {
            if (block.storage[v] == Storage::absent) { continue; }
            REQUIRE(sums.col(static_cast<Eigen::Index>(v)) == whole.col(static_cast<Eigen::Index>(v)));
        }
    }
}

TEST_CASE("products at the largest digits do not overflow") {
    // Everybody carries two copies, and every digit is as large in magnitude as it gets.
    const std::size_t people = 70'001;
    std::int64_t fixed = 0;
    for (int s = 0; s < 4; ++s) { fixed = fixed * 256 - 128; }  // four digits of -128
    for (const double sign : {1.0, -1.0}) {
        Eigen::MatrixXd values = Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(people), 2,
                                                           sign * std::ldexp(static_cast<double>(fixed), 0));
        values.col(1).setConstant(sign * std::nextafter(1.0, 0.0));
        const FixedPointColumns columns(values);
        const std::vector<Calls> calls(5, Calls(people, 2));
        const GenotypeBlock block = test::genotype_block(people, calls, std::vector<Storage>(5, Storage::packed));
        const FixedPointSums sums = genotype_products(columns, block.variants);
        for (Eigen::Index v = 0; v < 5; ++v) {
            CHECK(sums(0, v) == 2 * columns.total(0));
            CHECK(sums(1, v) == 2 * columns.total(1));
            CHECK(columns.real(sums(0, v), 0) == 2.0 * static_cast<double>(people) * values(0, 0));
        }
    }
}

TEST_CASE("products of nothing") {
    std::mt19937_64 random(33);
    const Block block = random_block(random, 10, 3, true);
    const FixedPointSums no_columns =
        genotype_products(FixedPointColumns(Eigen::MatrixXd(10, 0)), block.genotypes.variants);
    CHECK(no_columns.rows() == 0);
    CHECK(no_columns.cols() == 3);
    const FixedPointSums no_variants = genotype_products(FixedPointColumns(Eigen::MatrixXd::Ones(10, 2)), {});
    CHECK(no_variants.rows() == 2);
    CHECK(no_variants.cols() == 0);
}

}  // namespace
}  // namespace atria::math
