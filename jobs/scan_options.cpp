#include "jobs/scan_options.hpp"

#include "pipeline/record/log.hpp"

namespace atria::jobs {

void add_scan_options(OptionTable& table) {
    table.section("Study and results")
        .required_text("study", "folder of the study, as `atria shard` makes it")
        .required_text("out", "folder for the results; made when missing")
        .list("cohort", "cohort to analyse, repeatable; default: all that have genotypes")
        .section("Model")
        .list("covariate", "numeric covariate, repeatable; a range PC1-10 stands for ten")
        .list("categorical", "categorical covariate, repeatable; its levels are compared with the first")
        .list("allow-constant-covariate", "covariate that may have a single value within a cohort, repeatable")
        .section("Work")
        .integer("block-size", "variants in a block; any size gives the same result",
                 static_cast<std::int64_t>(pipeline::default_block_variants), 1, 1'000'000);
}

pipeline::ScanRequest scan_request(std::string_view job, const Options& options) {
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.results = options.text("out");
    request.cohorts = options.list("cohort");
    request.covariates = options.list("covariate");
    request.categorical = options.list("categorical");
    request.may_be_constant = options.list("allow-constant-covariate");
    request.block_variants = static_cast<std::uint64_t>(options.integer("block-size"));
    request.check = options.flag("check");
    request.stub = options.flag("stub");
    request.force = options.flag("force");
    request.run.job = job;
    for (const Options::Value& value : options.values()) {
        request.run.options.push_back({value.name, value.value, value.origin});
    }
    request.run.threads = static_cast<int>(options.integer("threads"));
    request.run.memory = options.bytes("memory");
    return request;
}

nlohmann::ordered_json report_people(const std::string& trait, std::span<const std::string> cohorts,
                                     std::span<const AnalysisSet> sets) {
    nlohmann::ordered_json record = nlohmann::ordered_json::object();
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

}  // namespace atria::jobs
