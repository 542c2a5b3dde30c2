#include "pipeline/sharding/cohort_inputs.hpp"

#include "io/genotypes/open_genotypes.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/sharding/build_study.hpp"
#include "pipeline/sharding/people_warnings.hpp"
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
    input.reference_is_stated = file.reference_is_stated;
    std::error_code unknown;
    input.bytes = std::filesystem::file_size(file.path, unknown);
    return input;
}

/// A person of a genotype file who is in two cohorts would count twice.
void check_shared_files(const io::CohortTable& table, const StudyInput& study) {
    std::map<std::size_t, std::vector<std::size_t>> cohort_of;  // by list, then by person of the file; 0: nobody's
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        const auto& cohort = study.cohorts[c];
        for (std::size_t file = 0; file < cohort.genotypes.size(); ++file) {
            const auto& genotypes = cohort.genotypes[file];
            auto& taken = cohort_of[genotypes.listing];
            taken.resize(static_cast<std::size_t>(genotypes.samples), 0);
            std::size_t twice = 0;
            std::size_t other = 0;
            for (const std::uint32_t sample : cohort.people.sample_of_person[file]) {
                if (sample == io::no_sample) { continue; }
                if (taken[sample] != 0 && taken[sample] != c + 1) {
                    ++twice;
                    other = taken[sample] - 1;
                }
                taken[sample] = c + 1;
            }
            if (twice == 0) { continue; }
            throw Error(Fault::bad_data,
                        table.file.string() + ":" + std::to_string(table.cohorts[c].line) + ": " +
                            std::to_string(twice) + (twice == 1 ? " person of " : " people of ") + genotypes.name +
                            " in cohort " + cohort.name + " belong to cohort " + study.cohorts[other].name + " (line " +
                            std::to_string(table.cohorts[other].line) +
                            ") already and would count twice. Take them out of the records of one of the two, or name "
                            "the right file.");
        }
    }
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
        if (source.genotypes.empty()) {
            log_info("cohort " + source.name + " names no genotypes in the cohort table: it has records only");
        }
        study.cohorts.push_back(std::move(cohort));
    }
    check_shared_files(table, study);
    warn_of_people(study);
    return study;
}

}  // namespace atria::pipeline
