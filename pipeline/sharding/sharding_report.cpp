#include "pipeline/sharding/sharding_report.hpp"

#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace atria::pipeline {

namespace {

using Json = nlohmann::ordered_json;

Json cases_of(const std::string& cohort, const Exclusions& exclusions) {
    Json cases = Json::array();
    for (const auto& [key, count] : exclusions.counts()) {
        if (key.cohort != cohort) { continue; }
        cases.push_back({{"file", key.file},
                         {"kind", key.kind},
                         {"reason", key.reason},
                         {"left_out", key.left_out},
                         {"count", count}});
    }
    return cases;
}

Json cohort_report(const CohortInput& cohort, const io::CohortEntry& entry, const Exclusions& exclusions,
                   const std::map<std::string, std::uint64_t>& fates) {
    Json genotypes = Json::array();
    for (const auto& file : cohort.genotypes) {
        genotypes.push_back({{"file", file.name}, {"people", file.samples}, {"variants", file.variants.rows}});
    }
    Json changed = Json::array();
    for (const auto& cells : cohort.records.changed) {
        changed.push_back({{"column", cells.column}, {"reason", cells.reason}, {"cells", cells.cells}});
    }
    std::uint64_t variants = 0;
    for (const auto& shard : entry.shards) { variants += shard.variants; }
    return {{"name", cohort.name},
            {"people", entry.people},
            {"variants", variants},
            {"records",
             {{"file", cohort.records_name},
              {"id_column", cohort.records.id_column_name},
              {"people", cohort.records.ids.size()},
              {"changed_cells", std::move(changed)}}},
            {"genotypes", std::move(genotypes)},
            {"variant_fates", fates},
            {"exclusions", cases_of(cohort.name, exclusions)}};
}

}  // namespace

void write_sharding_report(const std::filesystem::path& file, const StudyInput& study,
                           const StudyPredictors& predictors, const io::Manifest& manifest,
                           const Exclusions& exclusions, const VariantFates& fates) {
    Json report{{"variants", manifest.variants}, {"cohorts", Json::array()}};
    for (std::size_t i = 0; i < study.cohorts.size(); ++i) {
        report["cohorts"].push_back(
            cohort_report(study.cohorts[i], manifest.cohorts[i], exclusions, fates.counts()[i]));
        if (Json sets = predictors.report(study.cohorts[i].name); !sets.is_null()) {
            report["cohorts"].back()["predictors"] = std::move(sets);
        }
    }
    io::UnfinishedFile unfinished(file);
    std::ofstream output(unfinished.temporary_path(), std::ios::binary);
    output << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    output.close();
    if (!output) {
        throw Error(Fault::read_write,
                    file.string() + ": writing failed. Check that the folder is writable and has space left.");
    }
    unfinished.commit();
}

void log_exclusions(const Exclusions& exclusions) {
    for (const auto& [key, count] : exclusions.counts()) {
        const std::string noun =
            key.kind == "person" ? (count == 1 ? " person" : " people") : " " + key.kind + (count == 1 ? "" : "s");
        log_info("cohort " + key.cohort + ", " + key.file + ": " + std::to_string(count) + noun + ": " + key.reason +
                 (key.left_out ? " (left out)" : " (kept)"));
    }
}

}  // namespace atria::pipeline
