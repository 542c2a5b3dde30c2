#include "kernels/simulation/trait_draws.hpp"

#include "kernels/data/genotype_block.hpp"
#include "kernels/simulation/genotype_draws.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace atria;
using namespace atria::simulation;

namespace {

constexpr std::uint32_t people_count = 40000;

struct Fixture {
    StudyDesign design;
    VariantSites sites;
    std::vector<TraitModel> traits;
    People people;

    static StudyDesign make_design() {
        StudyDesign design;
        design.chromosomes = {20};
        design.variants = 500;
        design.spectrum = Spectrum::array;
        design.min_maf = 0.05;
        design.causal = 4;
        design.heritability = 0.1;
        design.principal_components = 2;
        design.missing_genotypes = 0.01;
        return design;
    }
    Fixture() : Fixture(make_design()) {}
    explicit Fixture(const StudyDesign& wanted)
        : design(wanted),
          sites(design),
          traits(trait_models(design, sites)),
          people(draw_people(design, 2, people_count)) {}

    /// Intercept, covariates about their centres, causal dosages less 2 p; a missing call as the cohort's expectation.
    [[nodiscard]] Eigen::MatrixXd regressors(const TraitModel& trait) const {
        const Eigen::Index k = people.covariates.cols();
        Eigen::MatrixXd x(people_count, 1 + k + static_cast<Eigen::Index>(trait.causal.size()));
        x.col(0).setOnes();
        x.middleCols(1, k) = people.covariates;
        x.col(1).array() -= 55;
        x.col(2).array() -= 1.5;
        std::vector<std::uint8_t> codes((people_count + 3) / 4);
        for (std::size_t j = 0; j < trait.causal.size(); ++j) {
            const CausalVariant& causal = trait.causal[j];
            const double p = cohort_frequency(design, 2, causal.variant, causal.frequency);
            draw_genotypes(design, 2, causal.variant, p, people_count, codes);
            for (std::uint32_t i = 0; i < people_count; ++i) {
                const unsigned code = codes[i / 4] >> 2 * (i % 4) & 3U;
                x(i, 1 + k + static_cast<Eigen::Index>(j)) =
                    (code == missing_call ? 2 * p : code) - 2 * causal.frequency;
            }
        }
        return x;
    }

    [[nodiscard]] Eigen::VectorXd truth(const TraitModel& trait, double level) const {
        Eigen::VectorXd beta(1 + people.covariates.cols() + static_cast<Eigen::Index>(trait.causal.size()));
        Eigen::Index i = 0;
        beta(i++) = level;
        for (const double effect : trait.covariate_effects) { beta(i++) = effect; }
        for (const CausalVariant& causal : trait.causal) { beta(i++) = causal.beta; }
        return beta;
    }
};

void check_within_five_se(const Eigen::VectorXd& estimate, const Eigen::MatrixXd& covariance,
                          const Eigen::VectorXd& truth) {
    for (Eigen::Index i = 0; i < truth.size(); ++i) {
        CAPTURE(i, estimate(i), truth(i));
        CHECK(std::abs(estimate(i) - truth(i)) < 5 * std::sqrt(covariance(i, i)));
    }
}

}  // namespace

// A plain least-squares fit gives back what truth.tsv will say.
TEST_CASE("a quantitative trait is regressed back to its effects") {
    const Fixture f;
    const TraitModel& trait = f.traits[0];
    const TraitDraws draws = draw_trait(f.design, trait, 2, f.people);
    const Eigen::MatrixXd x = f.regressors(trait);
    const Eigen::Map<const Eigen::VectorXd> y(draws.values.data(), people_count);
    const Eigen::MatrixXd covariance = (x.transpose() * x).inverse();
    const Eigen::VectorXd estimate = covariance * (x.transpose() * y);
    const double residual_variance = (y - x * estimate).squaredNorm() / (people_count - static_cast<double>(x.cols()));
    CHECK(std::abs(residual_variance - 1) < 5 * std::sqrt(2.0 / people_count));
    check_within_five_se(estimate, covariance, f.truth(trait, draws.level));
}

TEST_CASE("a binary trait has its prevalence, and its effects are log odds") {
    const Fixture f;
    const TraitModel& trait = f.traits[1];
    const TraitDraws draws = draw_trait(f.design, trait, 2, f.people);
    const double target = cohort_share(f.design, trait, 2);
    CHECK((target > 0.04 && target < 0.22));

    // Newton's method from the null.
    const Eigen::MatrixXd x = f.regressors(trait);
    const Eigen::Map<const Eigen::VectorXd> y(draws.values.data(), people_count);
    CHECK(std::abs(y.mean() - target) < 5 * std::sqrt(target * (1 - target) / people_count));
    Eigen::VectorXd beta = Eigen::VectorXd::Zero(x.cols());
    Eigen::MatrixXd covariance;
    for (int round = 0; round < 12; ++round) {
        const Eigen::ArrayXd p = 1 / (1 + (-(x * beta).array()).exp());
        covariance = (x.transpose() * (p * (1 - p)).matrix().asDiagonal() * x).inverse();
        beta += covariance * (x.transpose() * (y.array() - p).matrix());
    }
    check_within_five_se(beta, covariance, f.truth(trait, draws.level));
}

// With the baseline hazard known, the hazards' likelihood is a Poisson regression of events with the cumulative
// baseline hazard as exposure; an independent route from the ages back to the effects.
TEST_CASE("a time-to-event outcome has its event share, whole days, delayed entry and log hazard ratios") {
    Fixture f;
    f.design.event_rate = 0.3;
    const TraitModel& trait = f.traits[2];
    const TraitDraws draws = draw_trait(f.design, trait, 2, f.people);
    const double target = cohort_share(f.design, trait, 2);

    double events = 0;
    std::set<double> exits;
    Eigen::VectorXd y(people_count);
    Eigen::VectorXd exposure(people_count);
    const double shape = draws.weibull_shape;
    const double rate = std::exp(draws.level) * 60 / shape;  // of (age / 60)^shape
    for (std::uint32_t i = 0; i < people_count; ++i) {
        const double entry_day = draws.entry[i] * 365.25;
        const double exit_day = draws.exit[i] * 365.25;
        REQUIRE(std::abs(exit_day - std::round(exit_day)) < 1e-8);
        REQUIRE(exit_day > entry_day + 0.999);
        REQUIRE(draws.entry[i] == f.people.covariates(i, 0));
        REQUIRE(draws.exit[i] <= f.people.last_day[i] / 365.25);
        REQUIRE((draws.values[i] == 0 || draws.values[i] == 1));
        if (draws.values[i] == 0) { REQUIRE(draws.exit[i] == f.people.last_day[i] / 365.25); }
        events += draws.values[i];
        exits.insert(draws.exit[i]);
        y(i) = draws.values[i];
        exposure(i) = std::pow(draws.exit[i] / 60, shape) - std::pow(draws.entry[i] / 60, shape);
    }
    CHECK(std::abs(events / people_count - target) < 5 * std::sqrt(target * (1 - target) / people_count));
    CHECK(exits.size() < people_count * 3 / 4);  // ties

    const Eigen::MatrixXd x = f.regressors(trait);
    Eigen::VectorXd beta = Eigen::VectorXd::Zero(x.cols());
    beta(0) = std::log(events / exposure.sum());
    Eigen::MatrixXd covariance;
    for (int round = 0; round < 15; ++round) {
        const Eigen::ArrayXd mean = (x * beta).array().exp() * exposure.array();
        covariance = (x.transpose() * mean.matrix().asDiagonal() * x).inverse();
        beta += covariance * (x.transpose() * (y.array() - mean).matrix());
    }
    check_within_five_se(beta, covariance, f.truth(trait, std::log(rate)));
}

TEST_CASE("missing traits are missing in all their columns, at the asked rate") {
    Fixture f;
    f.design.missing_traits = 0.05;
    for (const TraitModel& trait : f.traits) {
        const TraitDraws draws = draw_trait(f.design, trait, 2, f.people);
        double missing = 0;
        for (std::uint32_t i = 0; i < people_count; ++i) {
            missing += std::isnan(draws.values[i]) ? 1 : 0;
            if (trait.kind == TraitKind::survival) {
                REQUIRE(std::isnan(draws.values[i]) == std::isnan(draws.exit[i]));
                REQUIRE(std::isnan(draws.values[i]) == std::isnan(draws.entry[i]));
            }
        }
        CHECK(std::abs(missing - 0.05 * people_count) < 5 * std::sqrt(0.05 * 0.95 * people_count));
    }
}

TEST_CASE("the people without a value do not change the others") {
    Fixture f;
    const TraitDraws whole = draw_trait(f.design, f.traits[0], 2, f.people);
    f.design.missing_traits = 0.5;
    const TraitDraws half = draw_trait(f.design, f.traits[0], 2, f.people);
    for (std::uint32_t i = 0; i < people_count; ++i) {
        if (!std::isnan(half.values[i])) { REQUIRE(half.values[i] == whole.values[i]); }
    }
}
