#include "kernels/math/imputation_info.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace atria;

// The definition, written out: 1 - mean of (f - e²) / (2 θ (1 - θ)), with e = p1 + 2 p2 and f = p1 + 4 p2.
TEST_CASE("info is IMPUTE's") {
    const std::vector<std::pair<double, double>> people{{0.1, 0}, {0.7, 0.2}, {0.05, 0.9}, {0, 0}, {0.3, 0.3}};
    ImputationInfo info;
    double effect_alleles = 0;
    double variance = 0;
    for (const auto& [one, two] : people) {
        info.add(one, two);
        effect_alleles += one + 2 * two;
        variance += one + 4 * two - std::pow(one + 2 * two, 2);
    }
    const double n = static_cast<double>(people.size());
    const double theta = effect_alleles / (2 * n);
    CHECK(info.value() == Approx(1 - variance / (2 * n * theta * (1 - theta))).epsilon(1e-12));
}

TEST_CASE("certain genotypes have info 1, Hardy-Weinberg proportions in everybody 0") {
    ImputationInfo certain;
    ImputationInfo nothing_known;
    for (int i = 0; i < 10; ++i) {
        certain.add(i % 3 == 1 ? 1 : 0, i % 3 == 2 ? 1 : 0);
        nothing_known.add(2 * 0.3 * 0.7, 0.3 * 0.3);
        nothing_known.add_single(0.3);
    }
    CHECK(certain.value() == 1);
    CHECK(nothing_known.value() == Approx(0).margin(1e-12));
}

TEST_CASE("info of one allele only is 1, and of nobody is not known") {
    ImputationInfo one_allele;
    one_allele.add(0, 1);
    one_allele.add_single(1);
    CHECK(one_allele.value() == 1);
    CHECK(std::isnan(ImputationInfo().value()));
}
