#include "pipeline/sharding/build_check.hpp"

#include "pipeline/comm/one_rank.hpp"
#include "pipeline/sharding/genotype_listing.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/fake_genotypes.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::pipeline;
using namespace atria::test;

namespace {

struct Cohort {
    std::string name;
    std::uint32_t variants = 0;
    std::uint32_t shift = 0;    ///< of all positions
    std::uint32_t renamed = 0;  ///< as many ids, from the first one on, are those of another position
    std::string build{};        ///< that the header states
    std::uint32_t first = 1;    ///< rs number
};

StudyInput study_of(const std::vector<Cohort>& cohorts, const std::string& build = "") {
    StudyInput study;
    study.build = build;
    for (const auto& [name, count, shift, renamed, stated, first] : cohorts) {
        std::vector<FakeVariant> variants;
        for (std::uint32_t i = first; i < first + count; ++i) {
            const std::uint32_t number = i < first + renamed ? i + 500 : i;
            variants.push_back({1, 1000 * i + shift, "A", "G", "rs" + std::to_string(number), {}});
        }
        auto& cohort = study.cohorts.emplace_back();
        cohort.name = name;
        auto& file = cohort.genotypes.emplace_back();
        file.name = name + ".x";
        file.variants_name = name + ".names";
        file.source = std::make_unique<FakeGenotypes>(1, variants, io::StatedBuild{stated, "##words"});
        file.listing = study.cohorts.size() - 1;
    }
    test::list_anew(study, {});
    return study;
}

void refused(const std::vector<Cohort>& cohorts, const std::vector<std::string>& pieces,
             const std::string& build = "") {
    requires_error([&] { check_builds(study_of(cohorts, build)); }, Fault::bad_data, pieces);
}

void fine(const std::vector<Cohort>& cohorts, const std::string& build = "") {
    CHECK_NOTHROW(check_builds(study_of(cohorts, build)));
}

}  // namespace

TEST_CASE("a cohort whose ids lie elsewhere is on another build, and it is the odd one that is named") {
    fine({{"a", 300}, {"b", 200}, {"c", 100}});
    refused({{"a", 300}, {"b", 200}, {"c", 100, 7}},
            {"cohort c (c.names)", "than a: of 100 rs numbers", "100 are at other positions", "CrossMap"});
    refused({{"a", 300, 7}, {"b", 200}, {"c", 100}}, {"cohort a (a.names)", "than b: of 200 rs numbers"});
    refused({{"a", 300}, {"b", 200, 7}}, {"cohort b (b.names)", "than a"});
    refused({{"a", 30}, {"b", 30, 7}, {"c", 30}, {"d", 30, 7}}, {"cohort b, d (b.names, d.names)", "than a"});
}

TEST_CASE("few ids or wrong ids are no other build") {
    fine({{"a", 300}, {"b", 9, 7}});  // too few to be sure: a warning
    refused({{"a", 300}, {"b", 10, 7}}, {"of 10 rs numbers"});
    fine({{"a", 300}, {"b", 300, 0, 300}});          // other ids at the same positions
    fine({{"a", 300}, {"b", 300, 0, 50}});           // some reassigned ids
    fine({{"a", 300}, {"b", 300, 7, 0, "", 1000}});  // nothing in common
}

TEST_CASE("statements of a build are held against each other and against the ends of chromosomes") {
    fine({{"a", 10, 0, 0, "GRCh37"}, {"b", 10}}, "GRCh37");
    refused({{"a", 10, 0, 0, "GRCh37"}, {"b", 10}},
            {"cohort a: a.x is on GRCh37", "##words", "on GRCh38 by the column"}, "GRCh38");
    refused({{"a", 10, 0, 0, "GRCh37"}, {"b", 10, 0, 0, "GRCh38"}},
            {"cohort b: b.x is on GRCh38", "by a.x of cohort a"});
    // Chromosome 1 has 249,250,621 base pairs on GRCh37 and 248,956,422 on GRCh38.
    fine({{"a", 1, 249249621}}, "GRCh37");
    refused({{"a", 1, 249249622}}, {"a.names has a variant at position 249250622 of chromosome 1"}, "GRCh37");
    refused({{"a", 1, 248955423}}, {"248956423", "248956422 base pairs on GRCh38"}, "GRCh38");
    refused({{"a", 1, 0, 0, "GRCh38"}, {"b", 1, 248955423, 0, "", 2}}, {"b.names", "by a.x of cohort a"});
    fine({{"a", 1, 260000000}});
}
