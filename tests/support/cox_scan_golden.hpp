#pragma once

#include "tests/support/cox_scans.hpp"
#include "tests/support/golden_table.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace atria::test {

/// The people of tests/golden/cox.R: three cohorts, twelve variants.
inline CoxStudy golden_cox_study() {
    const GoldenTable people("cox_people.tsv");
    CoxStudy study;
    std::vector<std::vector<std::size_t>> rows(3);
    for (std::size_t i = 0; i < people.rows(); ++i) {
        rows[static_cast<std::size_t>(people.number(i, "cohort"))].push_back(i);
    }
    for (const std::vector<std::size_t>& here : rows) {
        survival::CoxCohort cohort;
        cohort.covariates.names = {"age", "sex"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(here.size()), 2);
        cohort.outcomes.resize(1);
        std::vector<Calls> calls(12, Calls(here.size()));
        for (std::size_t i = 0; i < here.size(); ++i) {
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << people.number(here[i], "age"),
                people.number(here[i], "sex");
            cohort.outcomes[0].entry.push_back(people.number(here[i], "entry"));
            cohort.outcomes[0].exit.push_back(people.number(here[i], "exit"));
            cohort.outcomes[0].event.push_back(people.number(here[i], "event"));
            for (std::size_t v = 0; v < 12; ++v) {
                const double call = people.number(here[i], "g" + std::to_string(v + 1));
                calls[v][i] = std::isnan(call) ? missing_call : static_cast<std::uint8_t>(call);
            }
        }
        study.cohorts.push_back(std::move(cohort));
        study.calls.push_back(std::move(calls));
        study.storage.emplace_back(12, Storage::packed);
    }
    return study;
}

}  // namespace atria::test
