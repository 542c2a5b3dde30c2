#include "jobs/scan_report.hpp"

#include "pipeline/record/log.hpp"

#include <cstddef>
#include <vector>

namespace atria::jobs {

nlohmann::ordered_json report_people(const std::string& trait, const pipeline::StudyRecords& records,
                                     std::span<const AnalysisSet> sets) {
    nlohmann::ordered_json record = nlohmann::ordered_json::object();
    const std::vector<std::string>& cohorts = records.names();
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        nlohmann::ordered_json left_out = nlohmann::ordered_json::object();
        std::string words;
        for (const auto& [reason, people] : sets[c].left_out) {
            left_out[reason] = people;
            words += (words.empty() ? "; left out: " : ", ") + std::to_string(people) + " " + reason;
        }
        record[cohorts[c]] = {{"analysed", sets[c].people}, {"left_out", left_out}};
        const std::string line =
            trait + " in " + cohorts[c] + ": " + std::to_string(sets[c].people) + " people analysed" + words;
        if (sets[c].people == 0) {
            pipeline::log_warning(line + "; the cohort takes no part in this trait");
        } else {
            pipeline::log_info(line);
        }
    }
    return record;
}

void warn_of_dropped_covariates(const std::string& trait, std::span<const std::string> dropped) {
    for (const std::string& covariate : dropped) {
        pipeline::log_warning(trait + ": covariate " + covariate +
                              " is left out: it is constant within every cohort or follows from the covariates named "
                              "before it");
    }
}

io::TraitResult describe_result(const std::string& trait, const pipeline::StudyRecords& records,
                                std::span<const AnalysisSet> sets) {
    io::TraitResult result;
    result.name = trait;
    result.cohorts = records.names();
    result.covariates = records.covariate_names();
    for (const AnalysisSet& set : sets) {
        result.cohort_people.push_back(set.people);
        result.sample_size += set.people;
    }
    return result;
}

}  // namespace atria::jobs
