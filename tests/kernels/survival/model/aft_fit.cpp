#include "kernels/survival/model/aft_fit.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_rows.hpp"
#include "tests/support/plain_aft_model.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

constexpr AftDistribution all[] = {AftDistribution::exponential, AftDistribution::weibull, AftDistribution::log_normal,
                                   AftDistribution::log_logistic};

AftResult fitted(const std::vector<SurvivalRows>& cohorts, const AftModel& model) {
    AftFit fit(model);
    while (!fit.done()) {
        AftSums sums(cohorts.front().x.cols());
        for (const SurvivalRows& rows : cohorts) {
            sums.add(AftSums::from_numbers(aft_sums(rows, fit.point()).numbers(), rows.x.cols()));
        }
        fit.advance(sums);
    }
    return fit.result();
}

SurvivalRows lung(const std::vector<std::string>& covariates) {
    return test::golden_rows("aft_lung.tsv", {"time", "status", covariates});
}

struct Golden {
    SurvivalRows rows;
    std::vector<std::string> names;
};

Golden golden(const std::string& data, const std::string& model) {
    if (data == "ovarian") {
        std::vector<std::string> names = {"ecog.ps", "rx"};
        return {test::golden_rows("aft_ovarian.tsv", {"futime", "fustat", names}), names};
    }
    if (model == "plain") { return {lung({"age", "sex", "ph.ecog"}), {"age", "sex", "ph.ecog"}}; }
    SurvivalRows rows = lung({"sex", "ph.ecog", "age"});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        rows.weight.push_back(1 + static_cast<double>((i + 1) % 3));
        rows.offset.push_back(rows.x(static_cast<Eigen::Index>(i), 2) / 100);
    }
    rows.x = rows.x.leftCols(2).eval();
    return {rows, {"sex", "ph.ecog"}};
}

TEST_CASE("fits of ovarian and lung are those of survreg, alone and dealt over three cohorts") {
    const test::GoldenTable table("aft.tsv");
    test::Worst worst;
    std::size_t seen = 0;
    for (const AftDistribution distribution : all) {
        for (const auto& [data, model] : std::vector<std::pair<std::string, std::string>>{
                 {"ovarian", "plain"}, {"lung", "plain"}, {"lung", "weighted"}}) {
            const Golden known = golden(data, model);
            for (const bool dealt : {false, true}) {
                const AftResult result =
                    fitted(dealt ? test::dealt_rows(known.rows) : std::vector{known.rows}, {distribution, known.names});
                REQUIRE(result.status == RowStatus::ok);
                CHECK(result.decrement < 1e-20);
                for (std::size_t i = 0; i < table.rows(); ++i) {
                    if (table.word(i, "data") != data || table.word(i, "model") != model ||
                        table.word(i, "distribution") != name_of(distribution)) {
                        continue;
                    }
                    ++seen;
                    const std::string& name = table.word(i, "name");
                    double estimate = result.coefficients[0];
                    double error = result.standard_errors[0];
                    if (name == "log(scale)") {
                        estimate = result.log_scale;
                        error = result.log_scale_error;
                    }
                    for (std::size_t j = 0; j < known.names.size(); ++j) {
                        if (name == known.names[j]) {
                            estimate = result.coefficients[static_cast<Eigen::Index>(j) + 1];
                            error = result.standard_errors[static_cast<Eigen::Index>(j) + 1];
                        }
                    }
                    CAPTURE(data, model, table.word(i, "distribution"), name);
                    CHECK(test::relative_difference(estimate, table.number(i, "estimate")) < 1e-9);
                    CHECK(test::relative_difference(error, table.number(i, "se")) < 1e-9);
                    worst.see(test::relative_difference(estimate, table.number(i, "estimate")));
                    worst.see(test::relative_difference(error, table.number(i, "se")));
                    CHECK(test::relative_difference(result.log_likelihood, table.number(i, "log_likelihood")) < 1e-12);
                    CHECK(test::relative_difference(result.log_likelihood_null,
                                                    table.number(i, "log_likelihood_null")) < 1e-12);
                }
                CHECK(result.degrees_of_freedom == static_cast<int>(known.names.size()));
                CHECK(result.likelihood_ratio ==
                      Approx(2 * (result.log_likelihood - result.log_likelihood_null)).epsilon(1e-12));
            }
        }
    }
    INFO("worst " << worst.value());
    CHECK(worst.value() < 1e-9);
    CHECK(seen == 2 * table.rows());
}

TEST_CASE("without censoring the log-normal model is least squares, and the exponential one events over time") {
    const SurvivalRows rows = [] {
        SurvivalRows all_events = lung({"age", "sex"});
        std::fill(all_events.event.begin(), all_events.event.end(), 1);
        return all_events;
    }();
    const AftResult result = fitted({rows}, {AftDistribution::log_normal, {"age", "sex"}});
    Eigen::MatrixXd x(rows.x.rows(), 3);
    x << Eigen::VectorXd::Ones(rows.x.rows()), rows.x;
    Eigen::VectorXd y(rows.x.rows());
    double time = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        y[static_cast<Eigen::Index>(i)] = std::log(time_of(rows.exit[i]));
        time += time_of(rows.exit[i]);
    }
    const Eigen::VectorXd b = (x.transpose() * x).ldlt().solve(x.transpose() * y);
    const double variance = (y - x * b).squaredNorm() / static_cast<double>(rows.rows());
    CHECK((result.coefficients - b).norm() < 1e-10 * b.norm());
    CHECK(result.scale == Approx(std::sqrt(variance)).epsilon(1e-12));

    SurvivalRows late = lung({});
    double person_time = 0;
    double events = 0;
    for (std::size_t i = 0; i < late.rows(); ++i) {
        late.entry.push_back(i % 2 == 0 ? late.exit[i] / 3 : 0);
        person_time += time_of(late.exit[i]) - time_of(late.entry[i]);
        events += late.event[i];
    }
    const AftResult exponential = fitted({late}, {AftDistribution::exponential, {}});
    CHECK(exponential.coefficients[0] == Approx(std::log(person_time / events)).epsilon(1e-13));
    CHECK(exponential.standard_errors[0] == Approx(1 / std::sqrt(events)).epsilon(1e-9));
    CHECK(std::isnan(exponential.log_scale_error));
}

TEST_CASE("left truncation: the fit is where the plain conditional likelihood is flat, with its curvature") {
    SurvivalRows rows = lung({"age", "sex"});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        rows.entry.push_back(i % 4 == 0 ? 0 : rows.exit[i] / (2 + static_cast<Ticks>(i % 5)));
    }
    for (const AftDistribution distribution : all) {
        CAPTURE(static_cast<int>(distribution));
        const AftResult result = fitted({rows}, {distribution, {"age", "sex"}});
        REQUIRE(result.status == RowStatus::ok);
        AftPoint point;
        point.distribution = distribution;
        point.centre = Eigen::VectorXd::Zero(2);
        const Eigen::Index free = has_scale(distribution) ? 4 : 3;
        Eigen::VectorXd at(4);
        at << result.coefficients, result.log_scale;
        const auto value = [&](const Eigen::VectorXd& theta) {
            point.intercept = theta[0];
            point.effects = theta.segment(1, 2);
            point.log_sigma = theta[3];
            return test::plain_aft_log_likelihood(rows, point);
        };
        CHECK(test::relative_difference(result.log_likelihood, static_cast<double>(value(at))) < 1e-12);
        Eigen::VectorXd errors(4);
        errors << result.standard_errors, result.log_scale_error;
        Eigen::MatrixXd information(free, free);
        const auto step = [&](Eigen::Index k, double share) {
            return Eigen::VectorXd(Eigen::VectorXd::Unit(4, k) * share * errors[k]);
        };
        for (Eigen::Index k = 0; k < free; ++k) {
            const double h = 1e-4;
            // in standard errors
            const auto slope = (value(at + step(k, h)) - value(at - step(k, h))) / (2 * h);
            CHECK(std::fabs(static_cast<double>(slope)) < 1e-6);
            for (Eigen::Index l = 0; l < free; ++l) {
                const auto bend = value(at + step(k, h) + step(l, h)) - value(at + step(k, h) - step(l, h)) -
                                  value(at - step(k, h) + step(l, h)) + value(at - step(k, h) - step(l, h));
                information(k, l) = -static_cast<double>(bend / (4 * h * h)) / (errors[k] * errors[l]);
            }
        }
        const Eigen::VectorXd expected = information.inverse().diagonal().cwiseSqrt();
        for (Eigen::Index k = 0; k < free; ++k) { CHECK(errors[k] == Approx(expected[k]).epsilon(1e-5)); }
    }
}

TEST_CASE("units and origins of columns do not matter; what depends on earlier columns is dropped by name") {
    SurvivalRows rows = lung({"age", "sex", "ph.ecog"});
    const AftResult plain = fitted({rows}, {AftDistribution::log_logistic, {"age", "sex", "ecog"}});
    SurvivalRows other = rows;
    other.x.resize(rows.x.rows(), 6);
    other.x << rows.x.col(0) * 365.25e3, Eigen::VectorXd::Constant(rows.x.rows(), 7.1),
        (rows.x.col(1).array() * 1e-6 + 2.0).matrix(), rows.x.col(0) - 3 * rows.x.col(1), rows.x.col(2),
        rows.x.col(2) * 2 + rows.x.col(0);
    const AftResult result =
        fitted({other}, {AftDistribution::log_logistic, {"days", "constant", "sex", "both", "ecog", "again"}});
    REQUIRE(result.status == RowStatus::ok);
    CHECK(result.dropped == std::vector<std::string>{"constant", "both", "again"});
    CHECK(std::isnan(result.coefficients[2]));
    CHECK(std::isnan(result.standard_errors[4]));
    CHECK(result.degrees_of_freedom == 3);
    CHECK(result.coefficients[1] * 365.25e3 == Approx(plain.coefficients[1]).epsilon(1e-9));
    CHECK(result.standard_errors[1] * 365.25e3 == Approx(plain.standard_errors[1]).epsilon(1e-9));
    CHECK(result.coefficients[3] * 1e-6 == Approx(plain.coefficients[2]).epsilon(1e-9));
    CHECK(result.log_likelihood == Approx(plain.log_likelihood).epsilon(1e-13));
    CHECK(result.wald == Approx(plain.wald).epsilon(1e-9));
    CHECK(result.log_scale_error == Approx(plain.log_scale_error).epsilon(1e-10));
}

TEST_CASE("columns of the null model are not tested") {
    const SurvivalRows rows = lung({"age", "sex", "ph.ecog"});
    const AftResult result = fitted({rows}, {AftDistribution::weibull, {"age", "sex", "ecog"}, 2});
    SurvivalRows fewer = rows;
    fewer.x = rows.x.leftCols(2).eval();
    const AftResult null = fitted({fewer}, {AftDistribution::weibull, {"age", "sex"}});
    CHECK(result.log_likelihood_null == Approx(null.log_likelihood).epsilon(1e-13));
    CHECK(result.degrees_of_freedom == 1);
    const double z = result.coefficients[3] / result.standard_errors[3];
    CHECK(result.wald == Approx(z * z).epsilon(1e-12));
}

TEST_CASE(
    "an infinite effect: the others are those of everybody else, and the bound lies where the profile has fallen") {
    for (const AftDistribution distribution : all) {
        for (const double unit : {1.0, -100.0}) {
            CAPTURE(static_cast<int>(distribution), unit);
            SurvivalRows rows = lung({"age", "sex"});
            std::vector<std::size_t> others;
            for (std::size_t i = 0; i < rows.rows(); ++i) {
                const bool carrier = rows.event[i] == 0 && i % 3 == 0;
                rows.x(static_cast<Eigen::Index>(i), 1) = carrier ? unit : 0;
                if (!carrier) { others.push_back(i); }
            }
            AftFit fit({distribution, {"age", "carrier"}}, 0.9);
            while (!fit.done()) { fit.advance(aft_sums(rows, fit.point())); }
            const AftResult& infinite = fit.result();
            REQUIRE(infinite.status == RowStatus::infinite_estimate);
            CHECK(infinite.coefficients[2] == std::copysign(std::numeric_limits<double>::infinity(), unit));
            SurvivalRows without = test::rows_at(rows, others);
            without.x = without.x.leftCols(1).eval();
            const AftResult limit = fitted({without}, {distribution, {"age"}});
            CHECK(infinite.log_likelihood == Approx(limit.log_likelihood).epsilon(1e-10));
            for (const Eigen::Index j : {0, 1}) {
                CHECK(infinite.coefficients[j] == Approx(limit.coefficients[j]).epsilon(1e-7));
                CHECK(infinite.standard_errors[j] == Approx(limit.standard_errors[j]).epsilon(1e-7));
            }
            // With the bound given as an offset the others' maximum is lower by qnorm(0.9)^2 / 2 in R.
            SurvivalRows held = rows;
            held.x = rows.x.leftCols(1).eval();
            const Eigen::VectorXd offset = infinite.profile_bounds[2] * rows.x.col(1);
            held.offset.assign(offset.begin(), offset.end());
            const AftResult bound = fitted({held}, {distribution, {"age"}});
            CHECK(limit.log_likelihood - bound.log_likelihood == Approx(0.8211872075748).epsilon(1e-8));
            CHECK(infinite.profile_bounds[2] * unit > 0);
        }
    }
}

TEST_CASE("an infinite intercept: those whose columns are 0 have no events") {
    SurvivalRows rows = lung({"age", "sex"});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        rows.x(static_cast<Eigen::Index>(i), 1) = rows.event[i] == 0 && i % 3 == 0 ? 0 : 1;
    }
    const AftResult infinite = fitted({rows}, {AftDistribution::weibull, {"age", "others"}});
    REQUIRE(infinite.status == RowStatus::infinite_estimate);
    CHECK(infinite.infinite == std::vector<std::string>{"(Intercept)", "others"});
    CHECK(infinite.coefficients[0] == std::numeric_limits<double>::infinity());
    CHECK(infinite.coefficients[2] == -std::numeric_limits<double>::infinity());
    CHECK(std::isfinite(infinite.profile_bounds[2]));
}

TEST_CASE("every fit ends: nobody, no events, an infinite effect, a likelihood without bounds") {
    for (const AftDistribution distribution : all) {
        CAPTURE(static_cast<int>(distribution));
        SurvivalRows rows = lung({"age", "sex"});
        const AftModel model{distribution, {"age", "sex"}};
        CHECK(fitted({test::rows_at(rows, {})}, model).status == RowStatus::no_people);
        CHECK(std::isnan(fitted({test::rows_at(rows, {})}, model).log_likelihood));

        SurvivalRows censored = rows;
        std::fill(censored.event.begin(), censored.event.end(), 0);
        CHECK(fitted({censored}, model).status == RowStatus::no_events);

        SurvivalRows separated = rows;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const bool carrier = rows.event[i] == 0 && i % 3 == 0;
            separated.x(static_cast<Eigen::Index>(i), 1) = carrier ? 1 : 0;
        }
        const AftResult infinite = fitted({separated}, {distribution, {"age", "carrier"}});
        CHECK(infinite.status == RowStatus::infinite_estimate);
        CHECK(infinite.infinite == std::vector<std::string>{"carrier"});
        CHECK(std::isnan(infinite.standard_errors[2]));
        CHECK(infinite.rounds < 120);

        SurvivalRows one = test::rows_at(rows, {0});
        one.event[0] = 1;
        const AftResult alone = fitted({one}, model);
        CHECK(alone.status == (has_scale(distribution) ? RowStatus::perfect_fit : RowStatus::ok));
        CHECK(alone.dropped == std::vector<std::string>{"age", "sex"});

        SurvivalRows exact = rows;
        std::fill(exact.event.begin(), exact.event.end(), 1);
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            exact.exit[i] = ticks_of(1 + 1000 * rows.x(static_cast<Eigen::Index>(i), 1));
        }
        const AftResult perfect = fitted({exact}, model);
        CHECK(perfect.status == (has_scale(distribution) ? RowStatus::perfect_fit : RowStatus::ok));
        CHECK(perfect.rounds < 120);
    }
}

TEST_CASE("times spread over many magnitudes, rare events and heavy weights converge") {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    for (const AftDistribution distribution : all) {
        for (const double spread : {0.01, 1.0, 4.0}) {
            for (const double event_share : {0.003, 0.5}) {
                CAPTURE(static_cast<int>(distribution), spread, event_share);
                SurvivalRows rows;
                rows.x = Eigen::MatrixXd::NullaryExpr(2000, 2, [&]() { return normal(random); });
                for (Eigen::Index i = 0; i < 2000; ++i) {
                    const double log_time = 3 + rows.x(i, 0) * spread / 2 + spread * normal(random);
                    rows.exit.push_back(std::max<Ticks>(1, ticks_of(std::exp(log_time))));
                    rows.event.push_back(static_cast<double>(random() % 1000) < 1000 * event_share ? 1 : 0);
                    rows.weight.push_back(i % 100 == 0 ? 1e4 : 1);
                }
                const AftResult result = fitted({rows}, {distribution, {"a", "b"}});
                CHECK(result.status == RowStatus::ok);
                CHECK(result.rounds < 100);
            }
        }
    }
}

}  // namespace
}  // namespace atria::survival
