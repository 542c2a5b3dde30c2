#include "kernels/simulation/trait_draws.hpp"

#include "kernels/data/genotype_block.hpp"
#include "kernels/simulation/genotype_draws.hpp"
#include "kernels/simulation/random_stream.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace atria::simulation {
namespace {

constexpr double reference_age = 60;  // years

/// Effects of covariates and causal dosages of everybody.
std::vector<double> linear_predictor(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort,
                                     const People& people) {
    const std::size_t n = people.entry_day.size();
    std::vector<double> predictor(n, 0.0);
    for (std::size_t k = 0; k < trait.covariate_effects.size(); ++k) {
        const double effect = trait.covariate_effects[k];
        const double center = covariate_center(k);
        for (std::size_t i = 0; i < n; ++i) {
            predictor[i] +=
                effect * (people.covariates(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) - center);
        }
    }
    std::vector<std::uint8_t> codes((n + 3) / 4);
    for (const CausalVariant& causal : trait.causal) {
        const double frequency = cohort_frequency(design, cohort, causal.variant, causal.frequency);
        draw_genotypes(design, cohort, causal.variant, frequency, n, codes);
        for (std::size_t i = 0; i < n; ++i) {
            const unsigned code = codes[i / 4] >> 2 * (i % 4) & 3U;
            const double dosage = code == missing_call ? 2 * frequency : code;
            predictor[i] += causal.beta * (dosage - 2 * causal.frequency);
        }
    }
    return predictor;
}

/// The level at which the ascending function `share` meets the target, to the last bit that bisection can reach.
template <typename Share>
double solve_level(double target, const Share& share) {
    double low = -100;
    double high = 100;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (share(middle) < target ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double inverse_logit(double x) { return 1 / (1 + std::exp(-x)); }

void draw_quantitative(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort,
                       const std::vector<double>& predictor, TraitDraws& draws) {
    RandomStream level(design.seed, Purpose::cohort_level, cohort, trait.number);
    draws.level = 0.3 * level.normal();
    for (std::size_t i = 0; i < predictor.size(); ++i) {
        RandomStream noise(design.seed, Purpose::outcome, cohort, static_cast<std::uint32_t>(i), trait.number);
        draws.values[i] = std::round((draws.level + predictor[i] + noise.normal()) * 1e6) / 1e6;
    }
}

void draw_binary(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort,
                 const std::vector<double>& predictor, TraitDraws& draws) {
    const auto people = static_cast<double>(predictor.size());
    draws.level = solve_level(cohort_share(design, trait, cohort), [&](double level) {
        double cases = 0;
        for (const double x : predictor) { cases += inverse_logit(level + x); }
        return cases / people;
    });
    for (std::size_t i = 0; i < predictor.size(); ++i) {
        RandomStream stream(design.seed, Purpose::outcome, cohort, static_cast<std::uint32_t>(i), trait.number);
        draws.values[i] = stream.uniform() < inverse_logit(draws.level + predictor[i]) ? 1 : 0;
    }
}

void draw_survival(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort, const People& people,
                   const std::vector<double>& predictor, TraitDraws& draws) {
    const std::size_t n = predictor.size();
    RandomStream baseline(design.seed, Purpose::cohort_level, cohort, trait.number);
    static_cast<void>(baseline.normal());  // cohort_share's
    const double shape = 4 + 3 * baseline.uniform();
    draws.weibull_shape = shape;

    // Cumulative hazards are rate · power(age), with ages in units of the reference age so that the rate is of order
    // one.
    const auto power = [shape](double days) { return std::pow(days / (days_per_year * reference_age), shape); };
    std::vector<double> span(n);
    for (std::size_t i = 0; i < n; ++i) {
        span[i] = (power(people.last_day[i]) - power(people.entry_day[i])) * std::exp(predictor[i]);
    }
    const double log_rate = solve_level(cohort_share(design, trait, cohort), [&](double level) {
        const double rate = std::exp(level);
        double events = 0;
        for (const double x : span) { events -= std::expm1(-rate * x); }
        return events / static_cast<double>(n);
    });
    draws.level = log_rate + std::log(shape / reference_age);

    const double rate = std::exp(log_rate);
    draws.entry.assign(n, 0.0);
    draws.exit.assign(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        RandomStream stream(design.seed, Purpose::outcome, cohort, static_cast<std::uint32_t>(i), trait.number);
        const double reached = power(people.entry_day[i]) + stream.exponential() / (rate * std::exp(predictor[i]));
        const double event_day = std::ceil(days_per_year * reference_age * std::pow(reached, 1 / shape));
        const double first_day = people.entry_day[i] + 1.0;
        const double last_day = people.last_day[i];
        draws.values[i] = event_day <= last_day ? 1 : 0;
        draws.entry[i] = people.entry_day[i] / days_per_year;
        draws.exit[i] = std::clamp(event_day, first_day, last_day) / days_per_year;
    }
}

void drop_missing(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort, TraitDraws& draws) {
    if (design.missing_traits <= 0) { return; }
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < draws.values.size(); ++i) {
        RandomStream stream(design.seed, Purpose::trait_missing, cohort, static_cast<std::uint32_t>(i), trait.number);
        if (stream.uniform() >= design.missing_traits) { continue; }
        draws.values[i] = missing;
        if (trait.kind == TraitKind::survival) { draws.entry[i] = draws.exit[i] = missing; }
    }
}

}  // namespace

double cohort_share(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort) {
    const double share = trait.kind == TraitKind::binary ? design.prevalence : design.event_rate;
    RandomStream stream(design.seed, Purpose::cohort_level, cohort, trait.number);
    return inverse_logit(std::log(share / (1 - share)) + 0.2 * stream.normal());
}

TraitDraws draw_trait(const StudyDesign& design, const TraitModel& trait, std::uint32_t cohort, const People& people) {
    const std::vector<double> predictor = linear_predictor(design, trait, cohort, people);
    TraitDraws draws;
    draws.values.assign(predictor.size(), 0.0);
    switch (trait.kind) {
        case TraitKind::quantitative:
            draw_quantitative(design, trait, cohort, predictor, draws);
            break;
        case TraitKind::binary:
            draw_binary(design, trait, cohort, predictor, draws);
            break;
        case TraitKind::survival:
            draw_survival(design, trait, cohort, people, predictor, draws);
            break;
    }
    drop_missing(design, trait, cohort, draws);
    return draws;
}

}  // namespace atria::simulation
