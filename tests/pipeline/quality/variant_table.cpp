#include "pipeline/quality/variant_table.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

quality::VariantQuality calls(std::uint64_t hom_other, std::uint64_t het, std::uint64_t hom_effect,
                              std::uint64_t missing) {
    quality::VariantQuality here;
    here.called = hom_other + het + hom_effect;
    here.people = here.called + missing;
    here.hom_other = hom_other;
    here.het = het;
    here.hom_effect = hom_effect;
    here.effect_alleles = static_cast<double>(het + 2 * hom_effect);
    here.alleles = 2 * static_cast<double>(here.called);
    return here;
}

const Variant variant{1, 1000, "A", "G", "rs1"};

/// The statuses of the rows, and whether the variant is kept.
std::string judged(const std::vector<quality::VariantQuality>& cohorts, const QualityLimits& limits,
                   VariantTally& tally) {
    std::vector<std::uint8_t> present;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        present.push_back(cohorts[c].people > 0 ? 1 : 0);
        names.push_back(std::string(1, static_cast<char>('A' + c)));
    }
    VariantText text;
    add_variant(variant, cohorts, present, names, limits, text, tally);
    std::string statuses;
    std::size_t from = 0;
    while (from < text.rows.size()) {
        const std::size_t end = text.rows.find('\n', from);
        const std::string row = text.rows.substr(from, end - from);
        const std::size_t last = row.rfind('\t');
        const std::size_t before = row.rfind('\t', last - 1);
        statuses += row.substr(before + 1) + " ";
        from = end + 1;
    }
    return statuses + (text.kept.empty() ? "-" : text.kept);
}

TEST_CASE("a variant fails by its own call rate and count, and by any cohort's proportions and frequency") {
    VariantTally tally(2);
    const QualityLimits limits;
    CHECK(judged({calls(640, 320, 40, 10), calls(64, 32, 4, 1)}, limits, tally) ==
          "keep\t#NA keep\t#NA keep\t#NA 1:1000:G:A\n");
    CHECK(judged({calls(640, 320, 40, 10), calls(8, 0, 0, 30)}, limits, tally) ==
          "keep\t#NA keep\t#NA call_rate,mac\t#NA 1:1000:G:A\n");
    CHECK(judged({calls(640, 320, 40, 100), calls(64, 32, 4, 10)}, limits, tally) ==
          "call_rate\t#NA call_rate\t#NA call_rate\t#NA -");
    CHECK(judged({calls(640, 320, 40, 0), calls(80, 0, 20, 0)}, limits, tally) == "hwe\tB:hwe keep\t#NA hwe\t#NA -");
    CHECK(judged({calls(810, 180, 10, 0), calls(10, 180, 810, 0)}, limits, tally) ==
          "frequency_outlier\tA:frequency_outlier,B:frequency_outlier frequency_outlier\t#NA frequency_outlier\t#NA -");
    CHECK(judged({calls(640, 320, 40, 0), {}}, limits, tally) == "keep\t#NA keep\t#NA absent\t#NA 1:1000:G:A\n");
    CHECK(judged({{}, {}}, limits, tally) == "-");
    CHECK(tally.pooled.rows == 6);
    CHECK(tally.pooled.kept == 3);
    CHECK(tally.of_cohorts[0].rows == 6);
    CHECK(tally.of_cohorts[1].rows == 5);
    CHECK(tally.of_cohorts[1].faults[static_cast<std::size_t>(VariantFault::call_rate)] == 2);
    VariantTally twice(2);
    twice.add(tally);
    twice.add(std::span<const std::uint64_t>(tally.numbers()));
    CHECK(twice.pooled.rows == 12);
    CHECK(twice.of_cohorts[1].faults[static_cast<std::size_t>(VariantFault::hwe)] == 2);
}

TEST_CASE("the bounds themselves pass, and a bound of 0 leaves nothing out") {
    VariantTally tally(1);
    QualityLimits limits;
    limits.maf = 0.2;
    limits.mac = 40;
    CHECK(judged({calls(64, 32, 4, 0)}, limits, tally) == "keep\t#NA keep\t#NA 1:1000:G:A\n");
    CHECK(judged({calls(65, 31, 4, 0)}, limits, tally) == "maf,mac\t#NA maf,mac\t#NA -");
    limits = {};
    limits.call_rate = limits.mac = limits.hwe_p = limits.info = 0;
    CHECK(judged({calls(1000, 0, 1000, 5000)}, limits, tally) == "keep\t#NA keep\t#NA 1:1000:G:A\n");
    CHECK(judged({calls(0, 0, 0, 10)}, limits, tally) == "keep\t#NA keep\t#NA 1:1000:G:A\n");
}

TEST_CASE("dosages fail by info, in the cohort and in all") {
    quality::VariantQuality poor;
    poor.people = poor.called = poor.dosages = 100;
    poor.effect_alleles = 50;
    poor.alleles = 200;
    poor.info_people = 100;
    poor.info_sum = 20;
    VariantTally tally(2);
    CHECK(judged({calls(64, 32, 4, 0), poor}, QualityLimits{}, tally) == "info\tB:info keep\t#NA info\t#NA -");
}

}  // namespace
}  // namespace atria::pipeline
