#include "io/shard/variant_alignment.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

using namespace atria;
using namespace atria::io;

namespace {

struct Found {
    std::vector<Variant> variants;
    std::vector<std::string> notes;
    std::vector<std::vector<std::string>> placements;  // "index/row" and "t" when turned
};

struct Line {
    std::uint32_t cohort;
    std::uint32_t position;
    std::string effect;
    std::string other;
    bool turned = false;
};

Found align(const std::vector<Line>& lines, std::size_t cohorts) {
    VariantAlignment alignment(3, cohorts);
    for (std::size_t row = 0; row < lines.size(); ++row) {
        alignment.add(lines[row].cohort, 0, row, lines[row].position, lines[row].effect, lines[row].other,
                      "v" + std::to_string(row), lines[row].turned);
    }
    Found found;
    alignment.align([&](const AlignmentNote& note) {
        found.notes.push_back(std::string(note.id) + ": " + std::string(note.reason) + (note.left_out ? " -" : ""));
    });
    for (std::size_t i = 0; i < alignment.variants(); ++i) { found.variants.push_back(alignment.variant(i)); }
    for (std::uint32_t cohort = 0; cohort < cohorts; ++cohort) {
        auto& list = found.placements.emplace_back();
        for (const auto& p : alignment.placements(cohort)) {
            list.push_back(std::to_string(p.study_index) + "/" + std::to_string(p.row) + (p.turned ? "t" : ""));
        }
    }
    return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("variants of all cohorts become one ascending list") {
    const auto found =
        align({{0, 20, "A", "G"}, {0, 10, "C", "T"}, {1, 20, "A", "G"}, {1, 15, "G", "GA"}, {1, 20, "T", "G"}}, 2);
    REQUIRE(found.variants.size() == 4);
    CHECK(found.variants[0].position == 10);
    CHECK(found.variants[1].position == 15);
    CHECK(found.variants[2].effect_allele == "A");  // both at 20: the order of the alleles
    CHECK(found.variants[3].effect_allele == "T");
    CHECK(found.variants[2].id == "v0");
    CHECK(found.placements[0] == Texts{"0/1", "2/0"});
    CHECK(found.placements[1] == Texts{"1/3", "2/2", "3/4"});
    CHECK(found.notes.empty());
}

TEST_CASE("swapped and complemented alleles are turned, ambiguous ones left out, all of them told") {
    const auto found = align({{0, 1, "A", "G"},
                              {1, 1, "G", "A"},  // swapped
                              {0, 2, "A", "G"},
                              {1, 2, "T", "C"},  // other strand
                              {0, 3, "A", "G"},
                              {1, 3, "C", "T"},  // both
                              {0, 4, "A", "T"},
                              {1, 4, "T", "A"},  // cannot be told
                              {0, 5, "A", "T"},
                              {1, 5, "A", "T"},  // the same
                              {0, 6, "C", "G"},
                              {1, 6, "G", "C"},  // cannot be told
                              {0, 7, "AT", "A"},
                              {1, 7, "A", "AT"},  // swapped
                              {0, 8, "A", "G"},
                              {1, 8, "A", "C"}},  // another variant
                             2);
    CHECK(found.variants.size() == 9);
    CHECK(found.placements[1] == Texts{"0/1t", "1/3", "2/5t", "4/9", "6/13t", "7/15"});
    CHECK(found.notes == Texts{"v1: alleles swapped: turned round", "v3: other strand: bases complemented",
                               "v5: other strand and alleles swapped: bases complemented, turned round",
                               "v7: alleles swapped in an A/T or C/G variant, whose strand cannot be told -",
                               "v11: alleles swapped in an A/T or C/G variant, whose strand cannot be told -",
                               "v13: alleles swapped: turned round"});
}

TEST_CASE("the same variant twice in a cohort: the first is kept") {
    const auto found = align({{0, 1, "A", "G"},
                              {0, 1, "A", "G"},
                              {0, 1, "G", "A"},
                              {0, 1, "T", "C"},
                              {0, 2, "A", "T"},
                              {0, 2, "T", "A"},
                              {1, 1, "T", "C"},
                              {1, 1, "A", "G"}},
                             2);
    CHECK(found.variants.size() == 2);
    CHECK(found.placements[0] == Texts{"0/0", "1/4"});
    CHECK(found.placements[1] == Texts{"0/7"});  // the alleles as they stand go before another strand
    CHECK(found.notes.size() == 5);
}

TEST_CASE("a file that counts the other allele is turned, and turned back when swapped") {
    const auto found = align({{0, 1, "A", "G", true}, {1, 1, "A", "G", false}, {2, 1, "G", "A", true}}, 3);
    CHECK(found.placements[0] == Texts{"0/0t"});
    CHECK(found.placements[1] == Texts{"0/1"});
    CHECK(found.placements[2] == Texts{"0/2"});
}

TEST_CASE("random cohorts: every line is placed or told, never both, and indices ascend") {
    std::mt19937 random(3);
    const Texts alleles{"A", "C", "G", "T", "AT", "CG"};
    for (int trial = 0; trial < 200; ++trial) {
        std::vector<Line> lines;
        for (int i = 0; i < 60; ++i) {
            const auto a = random() % alleles.size();
            const auto b = (a + 1 + random() % (alleles.size() - 1)) % alleles.size();
            lines.push_back({static_cast<std::uint32_t>(random() % 3), static_cast<std::uint32_t>(1 + random() % 8),
                             alleles[a], alleles[b]});
        }
        VariantAlignment alignment(1, 3);
        for (std::size_t row = 0; row < lines.size(); ++row) {
            alignment.add(lines[row].cohort, 0, row, lines[row].position, lines[row].effect, lines[row].other, "",
                          false);
        }
        std::size_t left_out = 0;
        alignment.align([&](const AlignmentNote& note) { left_out += note.left_out ? 1 : 0; });
        for (std::size_t i = 1; i < alignment.variants(); ++i) {
            REQUIRE(alignment.variant(i - 1) < alignment.variant(i));
        }
        std::size_t placed = 0;
        for (std::uint32_t cohort = 0; cohort < 3; ++cohort) {
            std::int64_t last = -1;
            for (const auto& p : alignment.placements(cohort)) {
                REQUIRE(static_cast<std::int64_t>(p.study_index) > last);
                last = p.study_index;
                REQUIRE(alignment.variant(p.study_index).position == lines[p.row].position);
                REQUIRE(lines[p.row].cohort == cohort);
                ++placed;
            }
        }
        REQUIRE(placed + left_out == lines.size());
    }
}
