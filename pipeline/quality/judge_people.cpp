#include "pipeline/quality/people_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace atria::pipeline {
namespace {

constexpr std::size_t place_of(PersonFault fault) { return static_cast<std::size_t>(fault); }

std::uint64_t missing_of(const quality::PersonCalls& sums, std::size_t i) {
    return sums.missing.empty() ? 0 : sums.missing[i];
}

std::uint64_t het_of(const quality::PersonCalls& sums, std::size_t i) {
    return sums.het.empty() ? 0 : std::uint64_t{sums.het[i]} + sums.other_het[i];
}

quality::Homozygosity homozygosity(const quality::PersonCalls& sums, std::size_t i) {
    return sums.missing.empty() ? quality::Homozygosity{} : quality::homozygosity_of(sums, i);
}

void check_sex(Sex recorded, const QualityLimits& limits, PersonQuality& person) {
    const double f = person.x.inbreeding();
    if (person.x.calls < limits.x_variants || std::isnan(f)) { return; }
    if (f < limits.female_f) { person.inferred = Sex::female; }
    if (f > limits.male_f) { person.inferred = Sex::male; }
    person.check = recorded == Sex::unknown          ? SexCheck::not_recorded
                   : person.inferred == Sex::unknown ? SexCheck::ambiguous
                   : person.inferred == recorded     ? SexCheck::ok
                                                     : SexCheck::mismatch;
    person.faults[place_of(PersonFault::sex_mismatch)] = person.check == SexCheck::mismatch;
}

PersonQuality look_at(const CountedPeople& cohort, std::size_t i, const QualityLimits& limits) {
    PersonQuality person;
    const bool man = cohort.sexes[i] == Sex::male;
    for (const CallKind kind :
         {CallKind::autosome, CallKind::pseudoautosomal, CallKind::x, CallKind::y, CallKind::mt}) {
        const quality::PersonCalls& sums = cohort.sums.of(kind);
        if (kind == CallKind::y) {
            person.y_variants = sums.variants;
            person.y_calls = sums.variants - missing_of(sums, i);
            if (!man) { continue; }
        }
        person.variants += sums.variants;
        person.missing += missing_of(sums, i);
        const bool single = kind == CallKind::mt || (man && (kind == CallKind::x || kind == CallKind::y));
        if (single) { person.single_het += het_of(sums, i); }
    }
    person.autosomes = homozygosity(cohort.sums.of(CallKind::autosome), i);
    person.x = homozygosity(cohort.sums.of(CallKind::x), i);
    person.faults[place_of(PersonFault::call_rate)] = person.call_rate() < limits.person_call_rate;
    check_sex(cohort.sexes[i], limits, person);
    return person;
}

/// Mean and standard deviation of F are those of the cohort's people with calls enough.
void find_heterozygosity_outliers(std::span<const std::uint8_t> chosen, const QualityLimits& limits,
                                  std::span<PersonQuality> people) {
    std::vector<double> values;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const double f = people[i].autosomes.inbreeding();
        if (chosen[i] != 0 && std::isfinite(f) && !people[i].faults[place_of(PersonFault::call_rate)]) {
            values.push_back(f);
        }
    }
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double f : values) { squares += (f - mean) * (f - mean); }
    const double deviation = std::sqrt(squares / (n - 1));
    for (PersonQuality& person : people) {
        person.het_z = n > 1 && deviation > 0 ? (person.autosomes.inbreeding() - mean) / deviation
                                              : std::numeric_limits<double>::quiet_NaN();
        person.faults[place_of(PersonFault::heterozygosity)] = std::abs(person.het_z) > limits.het_sd;
    }
}

/// Who is the same person as whom: a number each, that of the first of them.
std::vector<std::size_t> groups_of(std::size_t people, std::span<const quality::IdenticalPair> pairs) {
    std::vector<std::size_t> first(people);
    std::iota(first.begin(), first.end(), std::size_t{0});
    const auto root = [&first](std::size_t i) {
        while (first[i] != i) {
            first[i] = first[first[i]];
            i = first[i];
        }
        return i;
    };
    for (const quality::IdenticalPair& pair : pairs) {
        const std::size_t a = root(pair.first);
        const std::size_t b = root(pair.second);
        first[std::max(a, b)] = std::min(a, b);
    }
    for (std::size_t i = 0; i < people; ++i) { first[i] = root(i); }
    return first;
}

void find_duplicates(std::span<const quality::IdenticalPair> pairs, std::vector<PersonQuality>& people) {
    for (const quality::IdenticalPair& pair : pairs) {
        people[pair.first].same_as.push_back(pair.second);
        people[pair.second].same_as.push_back(pair.first);
    }
    const std::vector<std::size_t> group = groups_of(people.size(), pairs);
    const auto is_better = [&](std::size_t a, std::size_t b) {
        const bool a_kept = people[a].kept();
        const bool b_kept = people[b].kept();
        return a_kept != b_kept ? a_kept : people[a].call_rate() > people[b].call_rate();
    };
    std::vector<std::size_t> best(people.size());
    std::iota(best.begin(), best.end(), std::size_t{0});
    for (std::size_t i = 0; i < people.size(); ++i) {
        std::size_t& so_far = best[group[i]];
        if (is_better(i, so_far)) { so_far = i; }
    }
    for (std::size_t i = 0; i < people.size(); ++i) {
        people[i].faults[place_of(PersonFault::duplicate)] = best[group[i]] != i;
    }
}

}  // namespace

double PersonQuality::call_rate() const {
    if (variants == 0) { return std::numeric_limits<double>::quiet_NaN(); }
    return static_cast<double>(variants - missing) / static_cast<double>(variants);
}

bool PersonQuality::kept() const {
    return std::ranges::none_of(faults, [](bool fault) { return fault; });
}

std::vector<PersonQuality> judge_people(std::span<const CountedPeople> cohorts,
                                        std::span<const quality::IdenticalPair> pairs, const QualityLimits& limits) {
    std::vector<PersonQuality> people;
    for (const CountedPeople& cohort : cohorts) {
        const std::size_t before = people.size();
        for (std::size_t i = 0; i < cohort.ids.size(); ++i) {
            people.push_back(cohort.chosen[i] != 0 ? look_at(cohort, i, limits) : PersonQuality{});
        }
        find_heterozygosity_outliers(cohort.chosen, limits, std::span(people).subspan(before));
    }
    find_duplicates(pairs, people);
    return people;
}

}  // namespace atria::pipeline
