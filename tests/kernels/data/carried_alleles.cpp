#include "kernels/data/carried_alleles.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/data/two_bit_mask.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace atria;

namespace {

CarriedAlleles carried(const std::vector<double>& values) {
    GenotypeView view;
    view.present = true;
    view.encoding = Encoding::real;
    view.values = values;
    const std::vector<std::uint8_t> everybody(values.size(), 1);
    const PredictorCounts counts =
        predictor_counts(view, everybody, two_bit_mask(everybody), static_cast<std::uint32_t>(values.size()));
    return {counts.effect_alleles, counts.alleles, counts.het, counts.hom_effect};
}

}  // namespace

TEST_CASE(
    "numbers that are all the same are known by their sums, however many and however near 0; one other is enough") {
    constexpr std::size_t people = 1'000'003;
    for (const double number : {0.1, -1.0 / 3, 1e-3 / 7, -2.7}) {
        INFO(number);
        std::vector<double> values(people, number);
        CHECK(carried(values).one_code(people));
        values[12'345] += 0.01;
        CHECK_FALSE(carried(values).one_code(people));
    }
}
