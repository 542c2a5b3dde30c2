#include "pipeline/quality/people_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

/// A cohort of people with 1,000 autosomal variants of expected homozygosity 0.6, `het` of which are heterozygous in
/// each and `missing` missing.
CountedPeople cohort_of(const std::string& name, const std::vector<std::uint32_t>& het,
                        const std::vector<std::uint32_t>& missing) {
    CountedPeople cohort;
    cohort.name = name;
    const std::size_t people = het.size();
    for (std::size_t i = 0; i < people; ++i) { cohort.ids.push_back(name + std::to_string(i)); }
    cohort.chosen.assign(people, 1);
    cohort.sexes.assign(people, Sex::unknown);
    quality::PersonCalls calls(people);
    calls.variants = calls.counted = 1000;
    calls.expected = 1000 * quality::fixed_expectation(0.6);
    calls.het = het;
    calls.missing = calls.without_call = missing;
    for (std::size_t i = 0; i < people; ++i) {
        calls.expected_absent[i] = missing[i] * quality::fixed_expectation(0.6);
    }
    cohort.sums.kinds[static_cast<std::size_t>(CallKind::autosome)] = calls;
    return cohort;
}

/// 100 calls of X with expected homozygosity 0.5, and 10 of Y.
void add_sex_chromosomes(CountedPeople& cohort, const std::vector<std::uint32_t>& x_het,
                         const std::vector<std::uint32_t>& y_missing) {
    quality::PersonCalls x(x_het.size());
    x.variants = x.counted = 100;
    x.expected = 100 * quality::fixed_expectation(0.5);
    x.het = x_het;
    cohort.sums.kinds[static_cast<std::size_t>(CallKind::x)] = x;
    quality::PersonCalls y(x_het.size());
    y.variants = 10;
    y.missing = y_missing;
    cohort.sums.kinds[static_cast<std::size_t>(CallKind::y)] = y;
}

bool has(const PersonQuality& person, PersonFault fault) { return person.faults[static_cast<std::size_t>(fault)]; }

TEST_CASE("F is (observed - expected) / (calls - expected), and people far from their cohort's mean are outliers") {
    std::vector<std::uint32_t> het(30, 400);
    for (std::size_t i = 0; i < het.size(); ++i) { het[i] += static_cast<std::uint32_t>(i % 3); }
    het[7] = 480;
    std::vector<std::uint32_t> missing(30, 0);
    missing[3] = 10;
    const std::vector<CountedPeople> cohorts{cohort_of("A", het, missing)};
    QualityLimits limits;
    const auto people = judge_people(cohorts, {}, limits);
    CHECK(people[0].autosomes.inbreeding() == Approx((600 - 600.0) / 400).margin(1e-9));
    CHECK(people[3].autosomes.calls == 990);
    CHECK(people[3].autosomes.inbreeding() == Approx((590 - 594.0) / 396).margin(1e-10));
    for (std::size_t i = 0; i < people.size(); ++i) {
        CAPTURE(i);
        CHECK(has(people[i], PersonFault::heterozygosity) == (i == 7));
    }
    limits.het_sd = 10;
    CHECK(judge_people(cohorts, {}, limits)[7].kept());
}

TEST_CASE("a call rate counts Y for men only, and the bound itself passes") {
    auto cohort = cohort_of("A", {400, 401, 402}, {50, 51, 50});
    add_sex_chromosomes(cohort, {50, 50, 0}, {10, 10, 5});
    cohort.sexes = {Sex::female, Sex::female, Sex::male};
    QualityLimits limits;
    limits.het_sd = 100;
    limits.person_call_rate = 1050.0 / 1100;
    const auto people = judge_people(std::vector<CountedPeople>{cohort}, {}, limits);
    CHECK(people[0].variants == 1100);
    CHECK(people[0].kept());
    CHECK(has(people[1], PersonFault::call_rate));
    CHECK(people[2].variants == 1110);
    CHECK(people[2].missing == 55);
    CHECK(people[2].y_calls == 5);
}

TEST_CASE("sexes are those of F of X, and only a contradiction of two known ones is a fault") {
    auto cohort = cohort_of("A", std::vector<std::uint32_t>(6, 400), std::vector<std::uint32_t>(6, 0));
    // F = 0, 1, 0.6, 0, 1, 0
    add_sex_chromosomes(cohort, {50, 0, 20, 50, 0, 50}, std::vector<std::uint32_t>(6, 0));
    cohort.sexes = {Sex::female, Sex::male, Sex::female, Sex::male, Sex::female, Sex::unknown};
    const std::vector<CountedPeople> cohorts{cohort};
    QualityLimits limits;
    const auto people = judge_people(cohorts, {}, limits);
    const SexCheck expected[] = {SexCheck::ok,       SexCheck::ok,       SexCheck::ambiguous,
                                 SexCheck::mismatch, SexCheck::mismatch, SexCheck::not_recorded};
    for (std::size_t i = 0; i < people.size(); ++i) {
        CAPTURE(i);
        CHECK(people[i].check == expected[i]);
        CHECK(has(people[i], PersonFault::sex_mismatch) == (expected[i] == SexCheck::mismatch));
    }
    limits.x_variants = 101;
    CHECK(judge_people(cohorts, {}, limits)[3].check == SexCheck::not_tested);
}

TEST_CASE("of people who are one the best stays: without other faults, then with most calls, then the first") {
    const std::vector<CountedPeople> cohorts{cohort_of("A", {400, 400, 400, 400}, {5, 2, 0, 0}),
                                             cohort_of("B", {400, 400}, {2, 100})};
    // A0 = A1 = B0 in a chain, A2 = B1 of which B1 has too few calls; A3 is alone.
    const std::vector<quality::IdenticalPair> pairs{{0, 1, 900, 890}, {1, 4, 900, 890}, {2, 5, 900, 890}};
    QualityLimits limits;
    const auto people = judge_people(cohorts, pairs, limits);
    const bool duplicate[] = {true, false, false, false, true, true};
    for (std::size_t i = 0; i < people.size(); ++i) {
        CAPTURE(i);
        CHECK(has(people[i], PersonFault::duplicate) == duplicate[i]);
    }
    CHECK(people[1].same_as == std::vector<std::size_t>{0, 4});
    const PeopleText text = people_text(cohorts, people, pairs);
    CHECK(text.kept == "id\tcohort\nA1\tA\nA2\tA\nA3\tA\n");
    CHECK(text.duplicates.find("A\tA1\tB\tB0\t900\t890\t0.988888888889\n") != std::string::npos);
    CHECK(text.rows.find("A:A0,B:B0\tkeep\n") != std::string::npos);
    CHECK(people_report(cohorts, people)["all"]["failed_by"]["duplicate"] == 3);
}

TEST_CASE("people who are not looked at have no row and are counted nowhere") {
    auto cohort = cohort_of("A", {400, 401, 402}, {0, 900, 0});
    cohort.chosen = {1, 0, 1};
    const std::vector<CountedPeople> cohorts{cohort};
    const auto people = judge_people(cohorts, {}, QualityLimits{});
    const PeopleText text = people_text(cohorts, people, {});
    CHECK(text.rows.find("A1") == std::string::npos);
    CHECK(text.kept == "id\tcohort\nA0\tA\nA2\tA\n");
    CHECK(people_report(cohorts, people)["all"]["people"] == 2);
}

}  // namespace
}  // namespace atria::pipeline
