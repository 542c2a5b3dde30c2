#include "pipeline/run/predictor_units.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace atria;
using namespace atria::pipeline;

namespace {

/// A block of one feature a list.
GenotypeBlock block_of(const std::vector<std::vector<double>>& features) {
    auto bytes = std::make_shared<std::vector<std::vector<double>>>(features);
    GenotypeBlock block;
    block.people = features.front().size();
    for (const auto& values : *bytes) {
        GenotypeView view;
        view.present = !values.empty();
        view.encoding = Encoding::real;
        view.values = values;
        block.variants.push_back(view);
    }
    block.bytes = bytes;
    return block;
}

ChosenPeople everybody(std::size_t people) {
    ChosenPeople chosen;
    chosen.chosen.assign(people, 1);
    chosen.people = static_cast<std::uint32_t>(people);
    return chosen;
}

}  // namespace

TEST_CASE("features get a common unit that costs no digits, about their mean and about 1 wide") {
    std::vector<GenotypeBlock> blocks{block_of({{1e6, 1e6 + 2000, NAN, 1e6 + 1000}}),
                                      block_of({{1e6 + 500, 1e6 + 1500}})};
    const std::vector<ChosenPeople> cohorts{everybody(4), everybody(2)};
    const PredictorUnits units = standardise({io::EffectPer::unit, true}, cohorts, blocks);
    const PredictorUnit unit = units.cohorts[0][0];
    CHECK(unit.centre == 1e6 + 1000);
    int exponent = 0;
    CHECK(std::frexp(unit.scale, &exponent) == 0.5);  // a power of two
    CHECK(unit.scale >= 500);
    CHECK(unit.scale <= 1500);
    CHECK(units.cohorts[1][0].scale == unit.scale);
    CHECK(blocks[0].variants[0].values[1] * unit.scale == 1000);
    CHECK(std::isnan(blocks[0].variants[0].values[2]));
    CHECK(blocks[1].variants[0].values[0] * unit.scale == -500);
}

TEST_CASE("each cohort has its own centre, and 0 where everybody has the same number, far from the others or not") {
    std::vector<GenotypeBlock> blocks{block_of({{1, 2, 3}, {0.1, 0.1, 0.1}}), block_of({{1e9 + 1, 1e9 + 3}, {7, 7}})};
    const std::vector<ChosenPeople> cohorts{everybody(3), everybody(2)};
    const PredictorUnits units = standardise({io::EffectPer::unit, false}, cohorts, blocks);
    CHECK(units.cohorts[0][0].centre == 2);
    CHECK(units.cohorts[1][0].centre == 1e9 + 2);
    CHECK(units.cohorts[1][0].scale == units.cohorts[0][0].scale);
    CHECK(blocks[1].variants[0].values[1] * units.cohorts[1][0].scale == 1);
    for (const GenotypeBlock& block : blocks) {
        for (const double value : block.variants[1].values) { CHECK(value == 0); }
    }
}

TEST_CASE("constant features become 0, in any unit, and numbers at the ends of a double's range stay finite") {
    for (const io::EffectPer per : {io::EffectPer::unit, io::EffectPer::cohort_sd}) {
        std::vector<GenotypeBlock> blocks{
            block_of({{0.1, 0.1, 0.1}, {1e-300, 3e-300, 2e-300}, {1e300, -1e300, 1e299}, {0, 0, 0}})};
        const std::vector<ChosenPeople> cohorts{everybody(3)};
        const PredictorUnits units = standardise({per, false}, cohorts, blocks);
        for (const double value : blocks[0].variants[0].values) { CHECK(value == 0); }
        for (const std::size_t v : {1U, 2U}) {
            CHECK(units.cohorts[0][v].scale > 0);
            for (const double value : blocks[0].variants[v].values) { CHECK(std::fabs(value) < 4); }
        }
        for (const double value : blocks[0].variants[3].values) { CHECK(value == 0); }
    }
}

TEST_CASE("each cohort's own standard deviation is that of the chosen people") {
    std::vector<GenotypeBlock> blocks{block_of({{1, 2, 4, 100}}), block_of({{10, 30}})};
    std::vector<ChosenPeople> cohorts{everybody(4), everybody(2)};
    cohorts[0].chosen[3] = 0;
    const PredictorUnits units = standardise({io::EffectPer::cohort_sd, false}, cohorts, blocks);
    // R: sd(c(1, 2, 4)), sd(c(10, 30))
    CHECK(units.cohorts[0][0].scale == Approx(1.5275252316519465).epsilon(1e-14));
    CHECK(units.cohorts[1][0].scale == Approx(14.142135623730951).epsilon(1e-14));
    CHECK(units.cohorts[1][0].centre == 20);
}

TEST_CASE("rows go back to the unit that is asked for; p and statistics stay") {
    PredictorUnits units;
    units.cohorts = {{{100, 4}}, {{100, 4}}};
    const auto rows_of = [] {
        ScanRows rows;
        rows.pooled.resize(1);
        rows.cohorts.assign(2, std::vector<Estimate>(1));
        for (Estimate* row : {&rows.pooled[0].pooled, &rows.cohorts[0][0], &rows.cohorts[1][0]}) {
            row->status = RowStatus::ok;
            row->n = 10;
            row->beta = 2;
            row->standard_error = 1;
            row->statistic = 2;
            row->neg_log10_p = 1.3;
            row->predictor_mean = 0.5;
            row->predictor_sd = 1.25;
        }
        rows.pooled[0].meta.beta_fixed = 2;
        rows.pooled[0].meta.q = 3;
        return rows;
    };
    ScanRows unit = rows_of();
    restore_units({io::EffectPer::unit, false}, units, unit);
    CHECK(unit.pooled[0].pooled.beta == 0.5);
    CHECK(unit.cohorts[1][0].standard_error == 0.25);
    CHECK(unit.pooled[0].meta.beta_fixed == 0.5);
    CHECK(unit.pooled[0].meta.q == 3);
    CHECK(unit.pooled[0].pooled.predictor_mean == 102);
    CHECK(unit.cohorts[0][0].predictor_sd == 5);
    // Of 10 and 10 with mean 102, sd 5 each.
    const double both = std::sqrt(18 * 25.0 / 19);
    CHECK(unit.pooled[0].pooled.predictor_sd == Approx(both).epsilon(1e-14));
    CHECK(unit.pooled[0].pooled.statistic == 2);
    ScanRows sd = rows_of();
    restore_units({io::EffectPer::sd, false}, units, sd);
    CHECK(sd.pooled[0].pooled.beta == Approx(0.5 * both).epsilon(1e-14));
    CHECK(sd.cohorts[0][0].beta == sd.pooled[0].pooled.beta);
    CHECK(sd.pooled[0].meta.beta_fixed == sd.pooled[0].pooled.beta);
    ScanRows own = rows_of();
    units.cohorts[1][0] = {200, 2};
    restore_units({io::EffectPer::cohort_sd, false}, units, own);
    CHECK(own.pooled[0].pooled.beta == 2);
    CHECK(own.cohorts[1][0].predictor_mean == 201);
    // Of 10 with mean 102, sd 5 and 10 with mean 201, sd 2.5.
    CHECK(own.pooled[0].pooled.predictor_mean == 151.5);
    CHECK(own.pooled[0].pooled.predictor_sd ==
          Approx(std::sqrt((9 * 25 + 9 * 6.25 + 20 * 49.5 * 49.5) / 19)).epsilon(1e-14));
}
