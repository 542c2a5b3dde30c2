#include "kernels/math/random_effects.hpp"

#include "kernels/math/meta_analysis.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/golden_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace atria::math {
namespace {

Estimate estimate(double beta, double standard_error) {
    Estimate answer;
    answer.beta = beta;
    answer.standard_error = standard_error;
    answer.status = RowStatus::ok;
    return answer;
}

std::vector<double> numbers(const std::string& text) {
    std::vector<double> answer;
    std::istringstream stream(text);
    for (std::string field; std::getline(stream, field, ',');) { answer.push_back(std::stod(field)); }
    return answer;
}

std::vector<Estimate> estimates(const std::vector<double>& betas, const std::vector<double>& errors) {
    std::vector<Estimate> answer;
    for (std::size_t c = 0; c < betas.size(); ++c) { answer.push_back(estimate(betas[c], errors[c])); }
    return answer;
}

/// The restricted log-likelihood, by the book.
double restricted(const std::vector<Estimate>& cohorts, double tau2) {
    double weights = 0;
    double sum = 0;
    double value = 0;
    for (const Estimate& c : cohorts) {
        const double variance = c.standard_error * c.standard_error + tau2;
        weights += 1 / variance;
        sum += c.beta / variance;
        value -= 0.5 * std::log(variance);
    }
    for (const Estimate& c : cohorts) {
        const double difference = c.beta - sum / weights;
        value -= 0.5 * difference * difference / (c.standard_error * c.standard_error + tau2);
    }
    return value - 0.5 * std::log(weights);
}

TEST_CASE("restricted maximum likelihood equals metafor's and a plain maximisation") {
    const test::GoldenTable golden("random_effects.tsv");
    REQUIRE(golden.rows() > 40);
    for (std::size_t row = 0; row < golden.rows(); ++row) {
        const auto own = estimates(numbers(golden.word(row, "beta")), numbers(golden.word(row, "se")));
        const RandomEffects answer = random_effects(own, BetweenCohorts::restricted_likelihood);
        INFO(golden.word(row, "case"));
        CHECK(answer.status == RowStatus::ok);
        double narrowest = INFINITY;
        for (const Estimate& c : own) { narrowest = std::fmin(narrowest, c.standard_error * c.standard_error); }
        const double tau2 = golden.number(row, "tau2");
        CHECK(std::fabs(answer.tau2 - tau2) < 1e-10 * (tau2 + narrowest));
        CHECK(std::fabs(answer.beta - golden.number(row, "beta_random")) < 1e-10 * answer.standard_error);
        CHECK(test::relative_difference(answer.standard_error, golden.number(row, "se_random")) < 1e-10);
        CHECK(test::relative_difference(answer.neg_log10_p, golden.number(row, "neg_log10_p")) < 1e-9);
    }
}

TEST_CASE("no tau² has a higher restricted likelihood than the one found") {
    std::mt19937_64 stream(7);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (int round = 0; round < 500; ++round) {
        const auto cohorts = 2 + static_cast<std::size_t>(round % 9);
        const double spread = round % 3 == 0 ? 0 : std::pow(10, -4 + 5 * uniform(stream));
        std::vector<Estimate> own;
        for (std::size_t c = 0; c < cohorts; ++c) {
            const double error = std::pow(10, -3 + 3 * uniform(stream));
            own.push_back(estimate(std::hypot(error, spread) * normal(stream), error));
        }
        const RandomEffects answer = random_effects(own, BetweenCohorts::restricted_likelihood);
        REQUIRE(answer.status == RowStatus::ok);
        const double found = restricted(own, answer.tau2);
        double highest = restricted(own, 0);
        for (double exponent = -12; exponent < 6; exponent += 0.05) {
            highest = std::fmax(highest, restricted(own, std::pow(10, exponent)));
        }
        INFO("round " << round << ", tau² " << answer.tau2);
        CHECK(found >= highest - 1e-9 * std::fabs(highest));
    }
}

TEST_CASE("DerSimonian and Laird's random effects are those of the meta-analysis") {
    const auto own = estimates({0.31, -0.12, 0.55, 0.02}, {0.08, 0.11, 0.2, 0.05});
    const MetaAnalysis meta = meta_analysis(own);
    const RandomEffects answer = random_effects(own, BetweenCohorts::dersimonian_laird);
    CHECK(test::relative_difference(answer.beta, meta.beta_random) < 1e-14);
    CHECK(test::relative_difference(answer.standard_error, meta.se_random) < 1e-14);
    CHECK(answer.tau2 > 0);
}

TEST_CASE("one cohort, none, and numbers beyond a double have a status") {
    const auto method = BetweenCohorts::restricted_likelihood;
    const RandomEffects one = random_effects(estimates({0.3}, {0.1}), method);
    CHECK(one.status == RowStatus::ok);
    CHECK(one.beta == 0.3);
    CHECK(one.standard_error == Approx(0.1).epsilon(1e-15));
    CHECK(std::isnan(one.tau2));
    CHECK(random_effects({}, method).status == RowStatus::no_people);
    const RandomEffects beyond = random_effects(estimates({1e200, -1e200}, {1e-200, 1e-200}), method);
    CHECK(beyond.status == RowStatus::not_converged);
    CHECK(std::isnan(beyond.beta));
    // Far apart, but within a double: found however long the way.
    const RandomEffects far = random_effects(estimates({1e30, -1e30}, {1e-5, 1e-5}), method);
    CHECK(far.status == RowStatus::ok);
    CHECK(test::relative_difference(far.tau2, 2e60) < 1e-10);
}

}  // namespace
}  // namespace atria::math
