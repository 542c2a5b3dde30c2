#include "pipeline/quality/people_table.hpp"

#include "io/results/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace atria::pipeline {
namespace {

const char* word_of(Sex sex) {
    switch (sex) {
        case Sex::male:
            return "male";
        case Sex::female:
            return "female";
        case Sex::unknown:
            return io::missing_cell;
    }
    throw std::logic_error("a sex without a word");
}

void append(std::string& text, double value) {
    text += '\t';
    io::append_number(text, value);
}

void append(std::string& text, const quality::Homozygosity& here) {
    append(text, static_cast<double>(here.calls));
    append(text, static_cast<double>(here.observed));
    append(text, here.calls > 0 ? here.expected : std::nan(""));
    append(text, here.inbreeding());
}

std::string status_of(const PersonQuality& person) {
    std::string text;
    for (std::size_t f = 0; f < person_faults; ++f) {
        if (!person.faults[f]) { continue; }
        if (!text.empty()) { text += ','; }
        text += word_of(static_cast<PersonFault>(f));
    }
    return text.empty() ? "keep" : text;
}

/// Cohort and id of everybody, one cohort behind the other.
struct Names {
    explicit Names(std::span<const CountedPeople> all) : cohorts(all) {
        for (const CountedPeople& cohort : cohorts) {
            first.push_back(people);
            people += cohort.ids.size();
        }
    }

    [[nodiscard]] std::size_t cohort_of(std::size_t person) const {
        return static_cast<std::size_t>(std::ranges::upper_bound(first, person) - first.begin()) - 1;
    }
    [[nodiscard]] std::string text(std::size_t person, char between) const {
        const std::size_t c = cohort_of(person);
        return cohorts[c].name + between + cohorts[c].ids[person - first[c]];
    }

    std::span<const CountedPeople> cohorts;
    std::vector<std::size_t> first;
    std::size_t people = 0;
};

void append_row(std::string& text, const CountedPeople& cohort, std::size_t i, const PersonQuality& person,
                const Names& names) {
    text += cohort.name + '\t' + cohort.ids[i];
    append(text, static_cast<double>(person.variants));
    append(text, static_cast<double>(person.variants - person.missing));
    append(text, static_cast<double>(person.missing));
    append(text, person.call_rate());
    append(text, person.autosomes);
    append(text, person.het_z);
    text += '\t';
    text += word_of(cohort.sexes[i]);
    append(text, person.x);
    append(text, static_cast<double>(person.y_variants));
    append(text, static_cast<double>(person.y_calls));
    append(text, static_cast<double>(person.single_het));
    text += '\t';
    text += word_of(person.inferred);
    text += '\t';
    text += word_of(person.check);
    text += '\t';
    for (std::size_t s = 0; s < person.same_as.size(); ++s) {
        if (s > 0) { text += ','; }
        text += names.text(person.same_as[s], ':');
    }
    if (person.same_as.empty()) { text += io::missing_cell; }
    text += '\t' + status_of(person) + '\n';
}

}  // namespace

const char* word_of(PersonFault fault) {
    switch (fault) {
        case PersonFault::call_rate:
            return "call_rate";
        case PersonFault::heterozygosity:
            return "heterozygosity";
        case PersonFault::sex_mismatch:
            return "sex_mismatch";
        case PersonFault::duplicate:
            return "duplicate";
    }
    throw std::logic_error("a fault without a word");
}

const char* word_of(SexCheck check) {
    switch (check) {
        case SexCheck::ok:
            return "ok";
        case SexCheck::mismatch:
            return "mismatch";
        case SexCheck::ambiguous:
            return "ambiguous";
        case SexCheck::not_recorded:
            return "not_recorded";
        case SexCheck::not_tested:
            return "not_tested";
    }
    throw std::logic_error("a check without a word");
}

PeopleText people_text(std::span<const CountedPeople> cohorts, std::span<const PersonQuality> people,
                       std::span<const quality::IdenticalPair> pairs) {
    PeopleText text;
    text.rows =
        "cohort\tid\tvariants\tn\tmissing\tcall_rate\thet_n\tobserved_hom\texpected_hom\tf\tf_sd\tsex\tx_n\t"
        "x_observed_hom\tx_expected_hom\tx_f\ty_variants\ty_n\tsingle_copy_het\tinferred_sex\tsex_check\tsame_as\t"
        "status\n";
    text.kept = "id\tcohort\n";
    text.duplicates = "cohort_1\tid_1\tcohort_2\tid_2\tn\tidentical\tconcordance\n";
    const Names names(cohorts);
    std::size_t at = 0;
    for (const CountedPeople& cohort : cohorts) {
        for (std::size_t i = 0; i < cohort.ids.size(); ++i, ++at) {
            if (cohort.chosen[i] == 0) { continue; }
            append_row(text.rows, cohort, i, people[at], names);
            if (people[at].kept()) { text.kept += cohort.ids[i] + '\t' + cohort.name + '\n'; }
        }
    }
    for (const quality::IdenticalPair& pair : pairs) {
        text.duplicates += names.text(pair.first, '\t') + '\t' + names.text(pair.second, '\t') + '\t' +
                           std::to_string(pair.compared) + '\t' + std::to_string(pair.identical);
        append(text.duplicates, static_cast<double>(pair.identical) / static_cast<double>(pair.compared));
        text.duplicates += '\n';
    }
    return text;
}

nlohmann::ordered_json people_report(std::span<const CountedPeople> cohorts, std::span<const PersonQuality> people) {
    struct Row {
        std::uint64_t people = 0;
        std::uint64_t kept = 0;
        std::array<std::uint64_t, person_faults> faults{};
        std::array<std::uint64_t, 5> checks{};
    };
    Row all;
    std::vector<Row> of_cohorts(cohorts.size());
    std::size_t at = 0;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        for (std::size_t i = 0; i < cohorts[c].ids.size(); ++i, ++at) {
            if (cohorts[c].chosen[i] == 0) { continue; }
            for (Row* row : {&all, &of_cohorts[c]}) {
                ++row->people;
                row->kept += people[at].kept() ? 1U : 0U;
                for (std::size_t f = 0; f < person_faults; ++f) { row->faults[f] += people[at].faults[f] ? 1U : 0U; }
                ++row->checks[static_cast<std::size_t>(people[at].check)];
            }
        }
    }
    const auto json = [](const Row& row) {
        nlohmann::ordered_json one{{"people", row.people}, {"kept", row.kept}, {"failed", row.people - row.kept}};
        for (std::size_t f = 0; f < person_faults; ++f) {
            one["failed_by"][word_of(static_cast<PersonFault>(f))] = row.faults[f];
        }
        for (std::size_t s = 0; s < row.checks.size(); ++s) {
            one["sex_check"][word_of(static_cast<SexCheck>(s))] = row.checks[s];
        }
        return one;
    };
    nlohmann::ordered_json answer{{"all", json(all)}};
    for (std::size_t c = 0; c < cohorts.size(); ++c) { answer["cohorts"][cohorts[c].name] = json(of_cohorts[c]); }
    return answer;
}

}  // namespace atria::pipeline
