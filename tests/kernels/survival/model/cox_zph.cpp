#include "kernels/survival/model/cox_zph.hpp"

#include "tests/support/cox_golden.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace atria::survival {
namespace {

constexpr std::pair<ZphTransform, const char*> transforms[] = {{ZphTransform::identity, "zph_identity"},
                                                               {ZphTransform::log, "zph_log"},
                                                               {ZphTransform::rank, "zph_rank"},
                                                               {ZphTransform::km, "zph_km"}};

TEST_CASE("proportional hazards: cox.zph of the data sets of R's survival, terms and global, all transforms") {
    for (const auto& [transform, quantity] : transforms) {
        for (const auto& name : test::cox_golden().with(quantity)) {
            INFO(name.first << " " << name.second << " " << quantity);
            const test::CoxGoldenFit fit(name);
            std::vector<std::vector<Eigen::Index>> terms;
            for (Eigen::Index j = 0; j < fit.rows.x.cols(); ++j) { terms.push_back({j}); }
            if (name.first == "veteran") { terms = {{0}, {1, 2, 3}, {4}, {5}, {6}}; }
            const ZphTime time(transform,
                               ZphTimeSums::from_numbers(zph_time_sums(fit.rows, fit.model, transform).numbers()));
            REQUIRE(time.finite());
            const CoxZph zph = cox_zph(
                fit.result, CoxZphSums::from_numbers(cox_zph_sums(fit.model, fit.result.point, time).numbers()), terms);
            const Eigen::MatrixXd known = test::cox_golden().value(name, quantity);
            Eigen::Index line = 0;
            for (const ChiSquareTest& test : zph.terms) {
                if (test.df == 0) { continue; }  // aliased: no line in R
                CHECK(test.df == known(line, 1));
                CHECK(test::relative_difference(test.statistic, known(line, 0)) < 1e-9);
                ++line;
            }
            CHECK(zph.global.df == known(line, 1));
            CHECK(test::relative_difference(zph.global.statistic, known(line, 0)) < 1e-9);
        }
    }
}

TEST_CASE("proportional hazards: sums over cohorts, and times of all cohorts together") {
    // Two halves of the lung data as cohorts, and as strata of one.
    const SurvivalRows& lung = test::cox_golden().rows().at("lung");
    SurvivalRows strata = lung;
    strata.strata = 2;
    std::vector<SurvivalRows> halves(2);
    for (std::size_t i = 0; i < lung.rows(); ++i) {
        SurvivalRows& half = halves[i % 2];
        half.exit.push_back(lung.exit[i]);
        half.event.push_back(lung.event[i]);
        half.x.conservativeResize(half.x.rows() + 1, 3);
        half.x.row(half.x.rows() - 1) = lung.x.row(static_cast<Eigen::Index>(i));
        strata.stratum[i] = i % 2;
    }
    const std::vector<CoxModelRows> cohorts{cox_model_rows(halves[0], CoxTies::efron),
                                            cox_model_rows(halves[1], CoxTies::efron)};
    const CoxModelRows one = cox_model_rows(strata, CoxTies::efron);
    const CoxModelResult result = test::cox_fit({one}, Eigen::VectorXd::Zero(3));
    const std::vector<std::vector<Eigen::Index>> terms{{0}, {1}, {2}};
    for (const auto& [transform, quantity] : transforms) {
        INFO(quantity);
        ZphTimeSums pooled;
        for (std::size_t c = 0; c < 2; ++c) { pooled += zph_time_sums(halves[c], cohorts[c], transform); }
        const ZphTime time(transform, pooled);
        CoxZphSums sums(3);
        for (const CoxModelRows& cohort : cohorts) { sums += cox_zph_sums(cohort, result.point, time); }
        const ZphTime whole_time(transform, zph_time_sums(strata, one, transform));
        const CoxZph whole = cox_zph(result, cox_zph_sums(one, result.point, whole_time), terms);
        const CoxZph summed = cox_zph(result, sums, terms);
        for (std::size_t t = 0; t < 3; ++t) {
            CHECK(test::relative_difference(summed.terms[t].statistic, whole.terms[t].statistic) < 1e-11);
        }
        CHECK(test::relative_difference(summed.global.statistic, whole.global.statistic) < 1e-11);
    }
}

TEST_CASE("proportional hazards: the logarithm of an event at time 0 is told, and gives no test") {
    SurvivalRows rows = test::worked_example(1);
    rows.exit[1] = 0;
    const CoxModelRows model = cox_model_rows(rows, CoxTies::efron);
    const CoxModelResult result = test::cox_fit({model}, Eigen::VectorXd::Zero(1));
    const ZphTime time(ZphTransform::log, zph_time_sums(rows, model, ZphTransform::log));
    CHECK_FALSE(time.finite());
    const CoxZph zph =
        cox_zph(result, cox_zph_sums(model, result.point, time), std::vector<std::vector<Eigen::Index>>{{0}});
    CHECK(std::isnan(zph.global.statistic));
}

}  // namespace
}  // namespace atria::survival
