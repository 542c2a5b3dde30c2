#pragma once

#include "kernels/quality/identical_people.hpp"
#include "pipeline/quality/person_sums.hpp"
#include "pipeline/quality/quality_request.hpp"
#include "pipeline/run/sexes.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Why a person fails, in the order in which reasons are told.
enum class PersonFault : std::uint8_t { call_rate, heterozygosity, sex_mismatch, duplicate };
inline constexpr std::size_t person_faults = 4;
[[nodiscard]] const char* word_of(PersonFault fault);

/// Sex as the calls of X tell it beside that of the records.
enum class SexCheck : std::uint8_t {
    ok,
    mismatch,
    ambiguous,     ///< F of X lies between the bounds
    not_recorded,  ///< the records do not say
    not_tested,    ///< too few calls of X
};
[[nodiscard]] const char* word_of(SexCheck check);

/// The people of one cohort as they come out of the pass.
struct CountedPeople {
    std::string name;
    std::vector<std::string> ids;
    std::vector<std::uint8_t> chosen;  ///< who is looked at
    std::vector<Sex> sexes;            ///< of the records; unknown without a column
    PersonSums sums;
};

/// What is found of one person.
struct PersonQuality {
    std::uint64_t variants = 0;  ///< that could have a call: those of the cohort, without Y unless the person is a man
    std::uint64_t missing = 0;
    quality::Homozygosity autosomes;
    double het_z = 0;  ///< F less its mean in the cohort, in standard deviations; NaN where there are none
    quality::Homozygosity x;
    Sex inferred = Sex::unknown;
    SexCheck check = SexCheck::not_tested;
    std::uint64_t y_variants = 0;
    std::uint64_t y_calls = 0;
    std::uint64_t single_het = 0;  ///< heterozygous calls of single copies: X of men, Y of men, MT
    std::array<bool, person_faults> faults{};
    std::vector<std::size_t> same_as;  ///< places of duplicates among all people

    [[nodiscard]] double call_rate() const;  ///< NaN without variants
    [[nodiscard]] bool kept() const;
};

/// Everybody of all cohorts, one cohort behind the other; people who are not chosen have nothing set. `pairs`: of
/// places in this list. Of people who are the same person, one stays: without other faults if there is one, then with
/// the highest call rate, then the first.
[[nodiscard]] std::vector<PersonQuality> judge_people(std::span<const CountedPeople> cohorts,
                                                      std::span<const quality::IdenticalPair> pairs,
                                                      const QualityLimits& limits);

/// people.tsv.gz, keep_people.txt and duplicates.tsv, each with its header.
struct PeopleText {
    std::string rows;
    std::string kept;
    std::string duplicates;
};
[[nodiscard]] PeopleText people_text(std::span<const CountedPeople> cohorts, std::span<const PersonQuality> people,
                                     std::span<const quality::IdenticalPair> pairs);

/// How many people fail for which reason, in all and by cohort.
[[nodiscard]] nlohmann::ordered_json people_report(std::span<const CountedPeople> cohorts,
                                                   std::span<const PersonQuality> people);

}  // namespace atria::pipeline
