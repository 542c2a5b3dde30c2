#include "kernels/simulation/genotype_draws.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace atria::simulation;

namespace {

std::vector<std::uint8_t> draw(const StudyDesign& design, std::uint32_t variant, double frequency, std::size_t people) {
    std::vector<std::uint8_t> codes((people + 3) / 4, 0xab);  // what was there before must not matter
    draw_genotypes(design, 0, variant, frequency, people, codes);
    return codes;
}

std::array<double, 4> count(const std::vector<std::uint8_t>& codes, std::size_t people) {
    std::array<double, 4> counts{};
    for (std::size_t i = 0; i < people; ++i) { ++counts[codes[i / 4] >> 2 * (i % 4) & 3U]; }
    return counts;
}

}  // namespace

// Both ways of drawing, for rare and common effect alleles, against the Hardy-Weinberg shares.
TEST_CASE("calls have Hardy-Weinberg shares and the rate of missing calls") {
    const std::size_t people = 400'003;
    StudyDesign design;
    for (const double missing : {0.0, 0.005, 0.2}) {
        design.missing_genotypes = missing;
        for (const double p : {0.0, 1e-5, 0.002, 0.01, 0.03, 0.3, 0.5, 0.9, 0.995, 1.0}) {
            const auto counts = count(draw(design, 17, p, people), people);
            const std::array<double, 4> shares = {(1 - missing) * (1 - p) * (1 - p), (1 - missing) * 2 * p * (1 - p),
                                                  (1 - missing) * p * p, missing};
            CAPTURE(missing, p);
            for (std::size_t code = 0; code < 4; ++code) {
                const double expected = shares[code] * static_cast<double>(people);
                // The tail of a few expected events is wider than five standard deviations.
                const double slack = expected > 0 && expected < 20 ? 4 : 1e-6;
                CHECK(std::abs(counts[code] - expected) <= 5 * std::sqrt(expected * (1 - shares[code])) + slack);
            }
        }
    }
}

TEST_CASE("the bits behind the last person are 0, and a person's call does not depend on how many follow") {
    StudyDesign design;
    for (const double p : {0.001, 0.3, 0.999}) {
        const auto long_row = draw(design, 3, p, 1000);
        for (std::size_t people = 1; people <= 41; ++people) {
            const auto row = draw(design, 3, p, people);
            if (people % 4 != 0) { CHECK(row.back() >> 2 * (people % 4) == 0); }
            for (std::size_t i = 0; i < people; ++i) {
                CHECK((row[i / 4] >> 2 * (i % 4) & 3U) == (long_row[i / 4] >> 2 * (i % 4) & 3U));
            }
        }
    }
}

// Independence: were two people's or two variants' words shared, relatedness or linkage would be simulated unasked.
TEST_CASE("neighbouring people and neighbouring variants are uncorrelated") {
    const std::size_t people = 100'000;
    StudyDesign design;
    design.missing_genotypes = 0;
    for (const double p : {0.004, 0.4}) {
        const auto a = draw(design, 1, p, people);
        const auto b = draw(design, 2, p, people);
        const auto dosage = [](const std::vector<std::uint8_t>& codes, std::size_t i) {
            return static_cast<double>(codes[i / 4] >> 2 * (i % 4) & 3U);
        };
        double along = 0;
        double across = 0;
        for (std::size_t i = 0; i + 1 < people; ++i) {
            along += (dosage(a, i) - 2 * p) * (dosage(a, i + 1) - 2 * p);
            across += (dosage(a, i) - 2 * p) * (dosage(b, i) - 2 * p);
        }
        const double variance = 2 * p * (1 - p);
        CHECK(std::abs(along) < 5 * variance * std::sqrt(static_cast<double>(people)));
        CHECK(std::abs(across) < 5 * variance * std::sqrt(static_cast<double>(people)));
    }
}

TEST_CASE("cohorts drift by the Balding-Nichols mean and variance") {
    StudyDesign design;
    const int draws = 100'000;
    for (const double fst : {0.001, 0.01, 0.2}) {
        design.fst = fst;
        for (const double p : {0.02, 0.5, 0.9}) {
            double sum = 0;
            double squares = 0;
            for (std::uint32_t variant = 0; variant < draws; ++variant) {
                const double x = cohort_frequency(design, 1, variant, p);
                REQUIRE((x >= 0 && x <= 1));
                sum += x - p;
                squares += (x - p) * (x - p);
            }
            const double variance = fst * p * (1 - p);
            CAPTURE(fst, p);
            CHECK(std::abs(sum / draws) < 5 * std::sqrt(variance / draws));
            CHECK(std::abs(squares / draws / variance - 1) < 0.1);
        }
    }
    design.fst = 0;
    CHECK(cohort_frequency(design, 1, 2, 0.3) == 0.3);
}
