#include "pipeline/sharding/cohort_inputs.hpp"

#include "io/genotypes/fam.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace atria::pipeline {

namespace {

/// Paths relative to the cohort table: messages and counts do not depend on where the study lies.
std::string short_name(const std::filesystem::path& file, const io::CohortTable& table) {
    return file.lexically_proximate(table.file.parent_path().lexically_normal()).string();
}

GenotypeInput read_genotypes(const io::GenotypeSource& source, const io::CohortTable& table, const std::string& cohort,
                             std::uint64_t samples, Exclusions* exclusions) {
    const std::string bim_name = short_name(source.bim, table);
    auto bim = io::index_bim(source.bim, [&](std::string_view id, std::string_view reason) {
        if (exclusions != nullptr) { exclusions->add({cohort, bim_name, "variant", id, {}, reason, true}); }
    });
    io::BedFile bed(source.bed, bim.rows, samples);
    return {short_name(source.bed, table), std::move(bim), std::move(bed), source.first_is_reference, samples};
}

}  // namespace

StudyInput read_study_input(const std::filesystem::path& cohort_table, const std::vector<std::string>& categorical,
                            Exclusions* exclusions) {
    const auto table = io::read_cohort_table(cohort_table);
    StudyInput study;
    study.build = table.build;
    const auto stated = [](const io::CohortSource& cohort) {
        return std::ranges::all_of(cohort.genotypes, &io::GenotypeSource::reference_is_stated);
    };
    study.reference_is_stated = std::ranges::all_of(table.cohorts, stated);
    std::vector<io::RecordsSurvey> surveys;
    for (const auto& source : table.cohorts) {
        surveys.push_back(io::survey_records(source.records, source.id_column));
    }
    study.column_types = io::column_types(surveys, categorical);
    for (std::size_t i = 0; i < surveys.size(); ++i) {
        for (const auto& column : surveys[i].columns) {
            const bool numeric = study.column_types.at(column.name) == io::ColumnType::numeric;
            if (numeric && column.minus_nines.suspicious()) {
                log_warning("cohort " + table.cohorts[i].name + ": column " + column.name + " of " +
                            surveys[i].file.string() + " is " + column.minus_nines.warning());
            }
        }
    }

    for (std::size_t i = 0; i < table.cohorts.size(); ++i) {
        const auto& source = table.cohorts[i];
        CohortInput cohort;
        cohort.name = source.name;
        cohort.records_name = short_name(source.records, table);
        cohort.records = std::move(surveys[i]);
        std::vector<NamedPeople> genotyped;
        for (const auto& files : source.genotypes) {
            genotyped.push_back({short_name(files.fam, table), io::read_fam(files.fam)});
            cohort.genotypes.push_back(
                read_genotypes(files, table, source.name, genotyped.back().ids.size(), exclusions));
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
