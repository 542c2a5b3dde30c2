#include "kernels/quality/homozygosity.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace atria::quality {
namespace {

constexpr std::size_t people = 9000;  // more than one strip

/// A call that looks drawn at random.
std::uint8_t call_at(std::size_t variant, std::size_t person) {
    const std::size_t x = (variant * 7919 + person * 104729 + variant * person * 31) % 97;
    return static_cast<std::uint8_t>(x < 50 ? 0 : x < 80 ? 1 : x < 94 ? 2 : 3);
}

/// A block of packed, sparse and dosage variants with these calls, and what keeps them alive.
struct Calls {
    explicit Calls(std::size_t variants) {
        block.people = people;
        packed.reserve(variants);
        sparse.reserve(variants);
        dosages.reserve(variants);
        for (std::size_t v = 0; v < variants; ++v) { add(v); }
    }

    void add(std::size_t v) {
        GenotypeView view;
        view.present = true;
        packed.emplace_back((people + 3) / 4, std::uint8_t{0});
        sparse.emplace_back();
        dosages.emplace_back();
        for (std::size_t i = 0; i < people; ++i) {
            const std::uint8_t call = call_at(v, i);
            view.counts.missing += call == missing_call ? 1U : 0U;
            packed[v][i / 4] = static_cast<std::uint8_t>(packed[v][i / 4] | call << (2 * (i % 4)));
            if (call != 0) { sparse[v].push_back(sparse_entry(static_cast<std::uint32_t>(i), call)); }
            // A dosage of half a copy off is no call, one that is a little off is.
            dosages[v].push_back(call == missing_call ? missing_dosage
                                 : i % 50 == 0        ? Dosage{8192}
                                                      : static_cast<Dosage>(call * one_copy + (call == 2 ? 0 : 1000)));
        }
        view.encoding = v % 3 == 0 ? Encoding::packed : v % 3 == 1 ? Encoding::sparse : Encoding::dosage;
        view.packed = packed[v];
        view.sparse = sparse[v];
        view.dosages = dosages[v];
        block.variants.push_back(view);
    }

    GenotypeBlock block;
    std::vector<std::vector<std::uint8_t>> packed;
    std::vector<std::vector<SparseEntry>> sparse;
    std::vector<std::vector<Dosage>> dosages;
};

TEST_CASE("sums of people are those of their calls one by one, in every encoding and over many variants") {
    constexpr std::size_t variants = 800;  // more than the counters of a strip hold
    Calls calls(variants);
    calls.block.variants[5] = GenotypeView{};  // a variant that the cohort lacks
    std::vector<VariantExpectation> expectations;
    for (std::size_t v = 0; v < variants; ++v) {
        expectations.push_back(
            {v % 10 != 7, fixed_expectation(expected_homozygosity(30.0 + static_cast<double>(v), 2000, v % 2 == 0))});
    }
    PersonCalls sums(people);
    sums.add(calls.block, expectations);
    CHECK(sums.variants == variants - 1);
    for (const std::size_t i : {0UL, 1UL, 50UL, 8191UL, 8192UL, 8999UL}) {
        std::uint64_t missing = 0;
        std::uint64_t known = 0;
        std::uint64_t hom = 0;
        std::uint64_t het = 0;
        std::uint64_t other_het = 0;
        double expected = 0;
        for (std::size_t v = 0; v < variants; ++v) {
            if (v == 5) { continue; }
            const std::uint8_t call = call_at(v, i);
            missing += call == missing_call ? 1U : 0U;
            const bool uncertain = call == missing_call || (v % 3 == 2 && i % 50 == 0);
            (v % 10 == 7 ? other_het : het) += !uncertain && call == 1 ? 1U : 0U;
            if (uncertain || v % 10 == 7) { continue; }
            ++known;
            hom += call == 1 ? 0U : 1U;
            const double p = (30.0 + static_cast<double>(v)) / 2000;
            expected += 1 - 2 * p * (1 - p) * (v % 2 == 0 ? 2000.0 / 1999 : 1);
        }
        CAPTURE(i);
        CHECK(sums.missing[i] == missing);
        CHECK(sums.het[i] == het);
        CHECK(sums.other_het[i] == other_het);
        const Homozygosity person = homozygosity_of(sums, i);
        CHECK(person.calls == known);
        CHECK(person.observed == hom);
        CHECK(person.expected == Approx(expected).epsilon(1e-11));
    }
}

TEST_CASE("sums of blocks add up in any order to the same bits") {
    Calls calls(60);
    const std::vector<VariantExpectation> all(60, {true, fixed_expectation(1.0 / 3)});
    PersonCalls whole(people);
    whole.add(calls.block, all);
    PersonCalls parts(people);
    for (const std::size_t first : {40UL, 0UL, 20UL}) {
        GenotypeBlock some{people, {}, nullptr};
        for (std::size_t v = first; v < first + 20; ++v) { some.variants.push_back(calls.block.variants[v]); }
        PersonCalls part(people);
        part.add(some, std::vector<VariantExpectation>(20, all.front()));
        parts.add(part);
    }
    CHECK(parts.expected == whole.expected);
    CHECK(parts.het == whole.het);
    CHECK(parts.other_het == whole.other_het);
    CHECK(parts.missing == whole.missing);
    CHECK(parts.without_call == whole.without_call);
    CHECK(parts.expected_absent == whole.expected_absent);
}

TEST_CASE("expected homozygosity has Nei's factor when asked, and is 1 without variance") {
    CHECK(expected_homozygosity(50, 100, false) == 0.5);
    CHECK(expected_homozygosity(50, 100, true) == Approx(1 - 0.5 * 100 / 99).epsilon(1e-15));
    CHECK(expected_homozygosity(0, 100, true) == 1);
    CHECK(expected_homozygosity(100, 100, true) == 1);
    CHECK(expected_homozygosity(0, 0, true) == 1);
    CHECK(std::isnan(Homozygosity{}.inbreeding()));
    CHECK(Homozygosity{100, 60, 50}.inbreeding() == Approx(0.2).epsilon(1e-15));
}

}  // namespace
}  // namespace atria::quality
