#include "pipeline/sharding/cohort_inputs.hpp"

#include "io/genotypes/open_genotypes.hpp"
#include "pipeline/sharding/build_study.hpp"
#include "pipeline/sharding/record_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <utility>

namespace atria::pipeline {

namespace {

/// Paths relative to the cohort table: messages and counts do not depend on where the study lies.
std::string short_name(const std::filesystem::path& file, const io::CohortTable& table) {
    return file.lexically_proximate(table.file.parent_path().lexically_normal()).string();
}

GenotypeInput open_input(const io::GenotypeFile& file, const io::CohortTable& table, const ShardingRequest& request) {
    GenotypeInput input;
    input.name = short_name(file.path, table);
    input.variants_name = short_name(io::file_of_variants(file), table);
    input.source = io::open_genotypes(file, request.field, request.threads);
    input.samples = input.source->people().size();
    std::error_code unknown;
    input.bytes = std::filesystem::file_size(file.path, unknown);
    return input;
}

}  // namespace

StudyInput read_study_input(const ShardingRequest& request, Exclusions* exclusions) {
    const auto table = io::read_cohort_table(request.cohort_table);
    StudyInput study;
    study.build = table.build;
    const auto stated = [](const io::CohortSource& cohort) {
        return std::ranges::all_of(cohort.genotypes, &io::GenotypeFile::reference_is_stated);
    };
    study.reference_is_stated = std::ranges::all_of(table.cohorts, stated);
    auto surveys = survey_cohorts(table, request);
    study.column_types = io::column_types(surveys, request.categorical);
    check_records(table, surveys, study.column_types);

    std::vector<io::GenotypeFile> listed;
    for (std::size_t i = 0; i < table.cohorts.size(); ++i) {
        const auto& source = table.cohorts[i];
        CohortInput cohort;
        cohort.name = source.name;
        cohort.records_name = short_name(source.records, table);
        cohort.records = std::move(surveys[i]);
        std::vector<NamedPeople> genotyped;
        for (const auto& file : source.genotypes) {
            auto& input = cohort.genotypes.emplace_back(open_input(file, table, request));
            const auto same = std::ranges::find(listed, file);
            input.listing = static_cast<std::size_t>(same - listed.begin());
            if (same == listed.end()) { listed.push_back(file); }
            genotyped.push_back({short_name(io::file_of_people(file), table), input.source->people()});
        }
        cohort.people = find_cohort_people(
            source.name, {cohort.records_name, cohort.records.ids}, genotyped,
            [&](const std::string& file, std::string_view id, std::string_view reason, bool left_out) {
                if (exclusions != nullptr) { exclusions->add({source.name, file, "person", id, {}, reason, left_out}); }
            });
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

}  // namespace atria::pipeline
