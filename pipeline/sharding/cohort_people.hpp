#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// Who belongs to a cohort: the people with a record and, when the cohort has genotypes, with calls in at least one of
/// its files. They stand in the order of the first genotype file (then of the next one, ...), or of the records when
/// there are no genotypes.
struct CohortPeople {
    std::vector<std::uint32_t> record_rows;                    ///< N rows of the table of records
    std::vector<std::vector<std::uint32_t>> sample_of_person;  ///< files × N; io::no_sample: not in that file

    [[nodiscard]] std::size_t size() const { return record_rows.size(); }
};

/// One of the files in which people are named.
struct NamedPeople {
    std::string file;              ///< for messages
    std::vector<std::string> ids;  ///< distinct
};

/// Is told about somebody who is not (wholly) in the cohort: the file in which the id stands, and why.
using PersonNote =
    std::function<void(const std::string& file, std::string_view id, std::string_view reason, bool left_out)>;

/// Throws Error(bad_data) with an id of each file when nobody is in both.
[[nodiscard]] CohortPeople find_cohort_people(const std::string& cohort, const NamedPeople& records,
                                              const std::vector<NamedPeople>& genotypes, const PersonNote& note);

}  // namespace atria::pipeline
