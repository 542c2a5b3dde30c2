#include "kernels/survival/model/risk_accuracy.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/plain_risk_accuracy.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace atria::survival {
namespace {

struct Kind {
    bool weighted = false;
    bool competing = false;
    bool clustered = false;
};

/// People with tied times and risks, some of whom are lost.
RiskPeople made_people(std::size_t n, unsigned seed, const Kind& kind) {
    std::mt19937 random(seed);
    const auto draw = [&random](unsigned below) { return static_cast<unsigned>(random() % below); };
    RiskPeople people;
    for (std::size_t i = 0; i < n; ++i) {
        people.risk.push_back(draw(20) / 25.0 + 0.01);
        people.time.push_back(1 + draw(30));
        people.event.push_back(draw(kind.competing ? 3 : 2));
        if (kind.weighted) { people.weight.push_back(0.5 + draw(4) / 3.0); }
        if (kind.clustered) { people.cluster.push_back(draw(15)); }
    }
    return people;
}

RiskAccuracySums pooled(const test::RiskCohorts& cohorts, Ticks horizon) {
    RiskAccuracySums sums;
    for (const RiskPeople& people : cohorts) {
        sums.add(RiskAccuracySums::from_numbers(risk_accuracy_sums(people, horizon).numbers()));
    }
    return sums;
}

TEST_CASE("AUC, Brier score and their errors follow from the definitions, pair by pair") {
    for (const Kind kind : {Kind{}, Kind{true, false, false}, Kind{false, true, false}, Kind{true, true, true}}) {
        CAPTURE(kind.weighted, kind.competing, kind.clustered);
        const test::RiskCohorts cohorts{made_people(40, 3, kind), made_people(25, 4, kind)};
        for (const Ticks horizon : {5, 17, 25}) {
            CAPTURE(horizon);
            const RiskAccuracySums sums = pooled(cohorts, horizon);
            const RiskAccuracy found = risk_accuracy(sums);
            const test::PlainRiskAccuracy plain = test::plain_risk_accuracy(cohorts, horizon);
            CHECK(sums.not_followed == 0);
            CHECK(test::relative_difference(found.auc, plain.auc) < 1e-13);
            CHECK(test::relative_difference(found.brier, plain.brier) < 1e-13);
            CHECK(test::relative_difference(found.brier_null, plain.brier_null) < 1e-13);
            CHECK(found.prediction_accuracy == Approx(1 - plain.brier / plain.brier_null).epsilon(1e-12));
            const double auc_error = test::plain_jackknife_error(
                cohorts, [&](const auto& c) { return test::plain_risk_accuracy(c, horizon).auc; });
            const double brier_error = test::plain_jackknife_error(
                cohorts, [&](const auto& c) { return test::plain_risk_accuracy(c, horizon).brier; });
            CHECK(test::relative_difference(found.auc_error, auc_error) < 1e-9);
            CHECK(test::relative_difference(found.brier_error, brier_error) < 1e-9);
        }
    }
}

TEST_CASE("without losses it is the plain area under the curve and the mean square") {
    const RiskPeople people{{0.1, 0.4, 0.35, 0.8}, {9, 9, 2, 3}, {0, 0, 1, 1}, {}, {}};
    const RiskAccuracySums sums = risk_accuracy_sums(people, 5);
    const RiskAccuracy found = risk_accuracy(sums);
    CHECK(found.auc == 0.75);
    CHECK(found.brier == Approx((0.01 + 0.16 + 0.65 * 0.65 + 0.04) / 4).epsilon(1e-15));
    CHECK(found.brier_null == 0.25);
    CHECK(sums.cases == 2);
    CHECK(sums.controls == 2);
}

TEST_CASE("where nobody stands for those who are lost there is no answer; where nobody is lost there is") {
    const RiskPeople lost{{0.1, 0.4, 0.3}, {1, 2, 4}, {1, 0, 0}, {}, {}};
    const RiskAccuracySums sums = risk_accuracy_sums(lost, 5);
    CHECK(sums.not_followed == 3);
    CHECK(std::isnan(risk_accuracy(sums).auc));
    CHECK(std::isnan(risk_accuracy(sums).brier));
    const RiskPeople ended{{0.1, 0.4, 0.3}, {1, 2, 4}, {1, 0, 2}, {}, {}};
    const RiskAccuracy found = risk_accuracy(risk_accuracy_sums(ended, 5));
    CHECK(found.auc == 0);
    CHECK(found.brier == Approx((0.81 + 2 * 0.09) / 3));
    const RiskPeople events{{0.1, 0.4}, {1, 2}, {1, 1}, {}, {}};
    CHECK(std::isnan(risk_accuracy(risk_accuracy_sums(events, 5)).auc));
    CHECK(risk_accuracy(risk_accuracy_sums(events, 5)).brier == Approx((0.81 + 0.36) / 2));
}

}  // namespace
}  // namespace atria::survival
