#pragma once

#include "tests/support/cox_scans.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace atria::test {

/// What a study of random people looks like.
struct CoxShape {
    std::vector<std::size_t> people = {60, 35, 80};
    std::size_t covariates = 2;
    std::size_t outcomes = 2;
    std::size_t variants = 11;
    double missing_records = 0.05;
    double missing_calls = 0.05;
    bool delayed_entry = true;
    double events = 0.6;
    double competing = 0;  ///< share of the others who have an event of another cause
    bool weights = false;  ///< case weights with fractions, some 0
    double latest_entry = 40;
};

inline CoxStudy random_cox_study(std::uint64_t seed, const CoxShape& shape) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    CoxStudy study;
    for (std::size_t c = 0; c < shape.people.size(); ++c) {
        const std::size_t n = shape.people[c];
        survival::CoxCohort cohort;
        cohort.name = "cohort" + std::to_string(c);
        const auto rows = static_cast<Eigen::Index>(n);
        cohort.covariates.values.resize(rows, static_cast<Eigen::Index>(shape.covariates));
        for (std::size_t k = 0; k < shape.covariates; ++k) {
            cohort.covariates.names.push_back("x" + std::to_string(k));
            for (Eigen::Index i = 0; i < rows; ++i) {
                const double value = k == 0 ? 50 + 10 * normal(random) : std::floor(2 * uniform(random));
                const bool missing = uniform(random) < shape.missing_records / 2;
                cohort.covariates.values(i, static_cast<Eigen::Index>(k)) = missing ? NAN : value;
            }
        }
        study.calls.emplace_back();
        study.storage.emplace_back();
        for (std::size_t v = 0; v < shape.variants; ++v) {
            const double frequency = v % 3 == 0 ? 0.1 : (v % 3 == 1 ? 0.85 : 0.4);
            study.calls[c].push_back(random_calls(random, n, frequency, v % 2 == 0 ? shape.missing_calls : 0.0));
            const bool absent = c > 0 && v % 5 == 4 && random() % 2 == 0;
            study.storage[c].push_back(absent ? Storage::absent : static_cast<Storage>(random() % 3));
        }
        for (std::size_t o = 0; o < shape.outcomes; ++o) {
            SurvivalOutcome outcome;
            outcome.name = "outcome" + std::to_string(o);
            for (std::size_t i = 0; i < n; ++i) {
                double effect = 0;
                for (std::size_t k = 0; k < shape.covariates; ++k) {
                    const double x =
                        cohort.covariates.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
                    effect += std::isnan(x) ? 0 : (k == 0 ? 0.03 * (x - 50) : 0.5 * x);
                }
                if (study.calls[c][o][i] != missing_call) { effect += 0.6 * study.calls[c][o][i]; }
                const double entry = shape.delayed_entry ? std::floor(shape.latest_entry * uniform(random)) : 0.0;
                const double life = -std::log(1 - uniform(random)) * 25 * std::exp(-effect);
                if (shape.delayed_entry) { outcome.entry.push_back(entry); }
                outcome.exit.push_back(entry + 1 + std::floor(std::min(life, 60.0)));
                outcome.event.push_back(uniform(random) < shape.events ? 1 : 0);
                if (shape.competing > 0 && outcome.event.back() == 0 && uniform(random) < shape.competing) {
                    outcome.event.back() = 2;
                }
                if (shape.weights) {
                    outcome.weight.push_back(uniform(random) < 0.04 ? 0.0 : 0.2 + 2 * uniform(random));
                }
                if (uniform(random) < shape.missing_records / 2) { outcome.exit.back() = NAN; }
                if (uniform(random) < shape.missing_records / 2) { outcome.event.back() = NAN; }
            }
            cohort.outcomes.push_back(std::move(outcome));
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

}  // namespace atria::test
