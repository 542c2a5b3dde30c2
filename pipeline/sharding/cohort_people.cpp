#include "pipeline/sharding/cohort_people.hpp"

#include "io/genotypes/genotype_source.hpp"
#include "kernels/data/error.hpp"

#include <unordered_map>

namespace atria::pipeline {

namespace {

constexpr std::uint32_t nobody = 0xFFFFFFFFU;

CohortPeople everybody(std::size_t records) {
    CohortPeople people;
    people.record_rows.reserve(records);
    for (std::uint32_t row = 0; row < records; ++row) { people.record_rows.push_back(row); }
    return people;
}

}  // namespace

CohortPeople find_cohort_people(const std::string& cohort, const NamedPeople& records,
                                const std::vector<NamedPeople>& genotypes, const PersonNote& note) {
    if (genotypes.empty()) { return everybody(records.ids.size()); }
    std::unordered_map<std::string_view, std::uint32_t> row_of;
    for (std::uint32_t row = 0; row < records.ids.size(); ++row) { row_of.emplace(records.ids[row], row); }

    CohortPeople people;
    std::vector<std::uint32_t> person_of_row(records.ids.size(), nobody);
    for (const auto& file : genotypes) {
        auto& samples = people.sample_of_person.emplace_back(people.size(), io::no_sample);
        for (std::uint32_t sample = 0; sample < file.ids.size(); ++sample) {
            const auto found = row_of.find(file.ids[sample]);
            if (found == row_of.end()) {
                note(file.file, file.ids[sample], "not in the records", true);
                continue;
            }
            auto& person = person_of_row[found->second];
            if (person == nobody) {
                person = static_cast<std::uint32_t>(people.size());
                people.record_rows.push_back(found->second);
                for (auto& earlier : people.sample_of_person) { earlier.push_back(io::no_sample); }
            }
            samples[person] = sample;
        }
    }
    if (people.size() == 0) {
        throw Error(Fault::bad_data,
                    "cohort " + cohort + ": no id is in common between the records " + records.file + " (first id " +
                        records.ids.front() + ") and the genotypes " + genotypes.front().file + " (first id " +
                        genotypes.front().ids.front() +
                        "). Name the id column that holds the IIDs of the .fam in the column id of the "
                        "cohort table, or correct the ids.");
    }
    for (std::uint32_t row = 0; row < records.ids.size(); ++row) {
        if (person_of_row[row] == nobody) { note(records.file, records.ids[row], "not in the genotypes", true); }
    }
    for (std::size_t file = 0; file < genotypes.size(); ++file) {
        for (std::size_t person = 0; person < people.size(); ++person) {
            if (people.sample_of_person[file][person] == io::no_sample) {
                note(genotypes[file].file, records.ids[people.record_rows[person]],
                     "not in this genotype file of several: calls missing", false);
            }
        }
    }
    return people;
}

}  // namespace atria::pipeline
