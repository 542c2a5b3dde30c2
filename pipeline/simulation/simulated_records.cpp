#include "pipeline/simulation/simulated_records.hpp"

#include "io/tables/delimited_writer.hpp"
#include "kernels/simulation/people_draws.hpp"
#include "kernels/simulation/trait_draws.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

void add_column(io::RecordTable& table, std::string name, const char* unit, std::vector<double> values) {
    io::RecordTable::Column column;
    column.description.name = std::move(name);
    column.description.unit = unit;
    column.values = std::move(values);
    table.columns.push_back(std::move(column));
}

}  // namespace

SimulatedRecords draw_records(const SimulatedStudy& study, std::uint32_t cohort, int threads) {
    const std::uint32_t n = study.people[cohort];
    const simulation::People people = simulation::draw_people(study.design, cohort, n);

    std::vector<simulation::TraitDraws> draws(study.traits.size());
    parallel_for(draws.size(), threads, [&](std::size_t trait) {
        draws[trait] = simulation::draw_trait(study.design, study.traits[trait], cohort, people);
    });

    SimulatedRecords records;
    for (std::uint32_t person = 0; person < n; ++person) {
        records.table.ids.push_back(SimulatedStudy::person_id(cohort, person));
    }
    for (std::size_t k = 0; k < people.covariate_names.size(); ++k) {
        const auto values = people.covariates.col(static_cast<Eigen::Index>(k));
        const std::string& name = people.covariate_names[k];
        add_column(records.table, name, name == "age" ? "years" : "", {values.begin(), values.end()});
    }
    for (std::size_t t = 0; t < draws.size(); ++t) {
        const simulation::TraitModel& trait = study.traits[t];
        records.levels.push_back(draws[t].level);
        if (trait.kind == simulation::TraitKind::survival) {
            add_column(records.table, trait.name + "_entry", "years", std::move(draws[t].entry));
            add_column(records.table, trait.name + "_exit", "years", std::move(draws[t].exit));
            add_column(records.table, trait.name + "_event", "", std::move(draws[t].values));
        } else {
            add_column(records.table, trait.name, "", std::move(draws[t].values));
        }
    }
    return records;
}

void write_records_table(const std::filesystem::path& file, const io::RecordTable& table) {
    io::DelimitedWriter out(file);
    out.cell("id");
    for (const auto& column : table.columns) { out.cell(column.description.name); }
    out.end_row();
    for (std::size_t person = 0; person < table.ids.size(); ++person) {
        out.cell(table.ids[person]);
        for (const auto& column : table.columns) { out.cell(column.values[person]); }
        out.end_row();
    }
    out.close();
}

}  // namespace atria::pipeline
