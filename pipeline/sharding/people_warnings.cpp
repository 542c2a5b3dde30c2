#include "pipeline/sharding/people_warnings.hpp"

#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace atria::pipeline {

namespace {

void warn_of_lost(const CohortInput& cohort) {
    std::size_t largest = cohort.records.ids.size();
    for (const auto& file : cohort.genotypes) { largest = std::min<std::size_t>(largest, file.samples); }
    if (cohort.genotypes.empty() || 2 * cohort.people.size() > largest) { return; }
    log_warning("cohort " + cohort.name + ": of " + std::to_string(cohort.records.ids.size()) +
                " people of the records only " + std::to_string(cohort.people.size()) +
                " are in its genotypes by id; do the ids differ in form (leading zeros, FID_IID)? excluded.tsv names "
                "those left out");
}

}  // namespace

void warn_of_people(const StudyInput& study) {
    for (const auto& cohort : study.cohorts) { warn_of_lost(cohort); }
    std::unordered_map<std::string_view, std::vector<std::size_t>> cohorts_of;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        for (const auto row : study.cohorts[c].people.record_rows) {
            cohorts_of[study.cohorts[c].records.ids[row]].push_back(c);
        }
    }
    const std::size_t cohorts = study.cohorts.size();
    std::vector<std::size_t> shared(cohorts * cohorts);
    for (const auto& [id, with] : cohorts_of) {
        for (std::size_t i = 0; i < with.size(); ++i) {
            for (std::size_t j = i + 1; j < with.size(); ++j) { ++shared[with[i] * cohorts + with[j]]; }
        }
    }
    for (std::size_t i = 0; i < cohorts; ++i) {
        for (std::size_t j = i + 1; j < cohorts; ++j) {
            const std::size_t common = shared[i * cohorts + j];
            const std::size_t smaller = std::min(study.cohorts[i].people.size(), study.cohorts[j].people.size());
            if (common == 0 || 2 * common <= smaller) { continue; }
            log_warning("cohorts " + study.cohorts[i].name + " and " + study.cohorts[j].name + " have " +
                        std::to_string(common) +
                        " ids in common; if these are the same people they count twice (atria qc finds them)");
        }
    }
}

}  // namespace atria::pipeline
