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
    std::vector<std::string> fates;                    // "cohort index fate"
    std::vector<std::string> dropped;                  // "cohort id index reason"
};

struct Line {
    std::uint32_t cohort;
    std::uint32_t position;
    std::string effect;
    std::string other;
    bool turned = false;
    double frequency = 0;  // of the effect allele, in a thousand people; 0: not counted
    std::uint32_t listing = SourceDetail::no_listing;
    VariantFate read_as{};
    std::uint64_t row = 0;  // where the listing tells; otherwise the place in the test's table
};

Found align(const std::vector<Line>& lines, std::size_t cohorts, const AlignmentRule& rule = {}) {
    VariantAlignment alignment(3, cohorts, rule);
    for (std::size_t row = 0; row < lines.size(); ++row) {
        const Line& line = lines[row];
        const bool shared = line.listing != SourceDetail::no_listing;
        alignment.add(line.cohort, 0, shared ? line.row : row, line.position, line.effect, line.other,
                      "v" + std::to_string(row), line.turned,
                      {line.listing, {line.frequency * 2000, line.frequency > 0 ? 2000.0 : 0.0}, line.read_as});
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
            found.fates.push_back(std::to_string(cohort) + " " + std::to_string(p.study_index) + " " +
                                  fate_text(p.fate));
        }
    }
    for (const auto& dropped : alignment.dropped()) {
        const bool has_variant = dropped.study_index != DroppedVariant::no_variant;
        found.dropped.push_back(std::to_string(alignment.cohort(dropped)) + " " + alignment.source(dropped).id + " " +
                                (has_variant ? std::to_string(dropped.study_index) : "none") + " " +
                                std::string(drop_word(dropped.reason)));
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

TEST_CASE("swapped and complemented alleles are turned, ambiguous ones without frequencies left out, all told") {
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
    CHECK(found.placements[1] == Texts{"0/1t", "1/3", "2/5t", "6/13t", "7/15"});
    CHECK(found.notes == Texts{"v1: alleles swapped: turned round", "v3: other strand: bases complemented",
                               "v5: other strand and alleles swapped: bases complemented, turned round",
                               "v7: A/T or C/G variant without calls to tell its strand by -",
                               "v9: A/T or C/G variant without calls to tell its strand by -",
                               "v11: A/T or C/G variant without calls to tell its strand by -",
                               "v13: alleles swapped: turned round"});
    CHECK(found.dropped ==
          Texts{"1 v7 3 ambiguous_no_calls", "1 v9 4 ambiguous_no_calls", "1 v11 5 ambiguous_no_calls"});
}

TEST_CASE("frequencies tell the strand of an ambiguous variant, whatever its alleles are called") {
    const std::vector<Line> lines{{0, 1, "A", "T", false, 0.2},  {1, 1, "A", "T", false, 0.25},  // the same
                                  {0, 2, "A", "T", false, 0.2},  {1, 2, "A", "T", false, 0.8},   // the other strand
                                  {0, 3, "A", "T", false, 0.2},  {1, 3, "T", "A", false, 0.8},   // swapped
                                  {0, 4, "A", "T", false, 0.2},  {1, 4, "T", "A", false, 0.25},  // both
                                  {0, 5, "C", "G", false, 0.2},  {1, 5, "C", "G", false, 0.45},  // near one half
                                  {0, 6, "C", "G", false, 0.05}, {1, 6, "G", "C", false, 0.35},  // neither
                                  {0, 7, "A", "T", false, 0.2},  {1, 7, "T", "A", true, 0.8}};   // counts the other one
    const auto found = align(lines, 2);
    CHECK(found.placements[1] == Texts{"0/1", "1/3t", "2/5t", "3/7", "6/13"});
    CHECK(std::vector<std::string>(found.fates.begin() + 7, found.fates.end()) ==
          Texts{"1 0 by_frequency", "1 1 flipped_swapped_by_frequency", "1 2 swapped_by_frequency",
                "1 3 flipped_by_frequency", "1 6 swapped_by_frequency"});
    CHECK(found.dropped == Texts{"1 v9 4 ambiguous_near_half", "1 v11 5 ambiguous_unlike"});
    CHECK(found.notes ==
          Texts{"v3: A/T or C/G variant on the other strand by its frequency: turned round",
                "v5: alleles swapped in an A/T or C/G variant, as its frequency confirms: turned round",
                "v7: A/T or C/G variant on the other strand by its frequency: bases complemented",
                "v9: A/T or C/G variant with a frequency too near one half to tell its strand -",
                "v11: A/T or C/G variant with a frequency that fits neither strand -",
                "v13: alleles swapped in an A/T or C/G variant, as its frequency confirms: turned round"});

    const auto kept = align(lines, 2, {AmbiguousVariants::keep, {}});
    CHECK(kept.placements[1] == Texts{"0/1", "1/3", "2/5t", "3/7t", "4/9", "5/11t", "6/13"});
    CHECK(kept.dropped.empty());
    const auto dropped = align(lines, 2, {AmbiguousVariants::drop, {}});
    CHECK(dropped.variants.empty());
    CHECK(dropped.dropped.size() == lines.size());
    CHECK(dropped.dropped[1] == "1 v1 none ambiguous");
}

TEST_CASE("a frequency does not put an ambiguous variant on a strand that its file does not use") {
    // A hundred others of each of two cohorts, of which so many are on the other strand; then one that differs.
    const auto file_with = [](std::uint32_t flipped, double frequency) {
        std::vector<Line> lines;
        for (std::uint32_t i = 0; i < 100; ++i) {
            lines.push_back({0, i + 1, "A", "G"});
            i < flipped ? lines.push_back({1, i + 1, "T", "C"}) : lines.push_back({1, i + 1, "A", "G"});
        }
        lines.push_back({0, 101, "A", "T", false, 0.3});
        lines.push_back({1, 101, "A", "T", false, frequency});
        return align(lines, 2);
    };
    CHECK(file_with(0, 0.7).dropped == Texts{"1 v201 100 ambiguous_strand"});
    CHECK(file_with(0, 0.3).dropped.empty());
    CHECK(file_with(1, 0.7).fates.back() == "1 100 flipped_swapped_by_frequency");
    CHECK(file_with(99, 0.3).fates.back() == "1 100 by_frequency");
    CHECK(file_with(100, 0.3).dropped == Texts{"1 v201 100 ambiguous_strand"});
    CHECK(file_with(100, 0.7).fates.back() == "1 100 flipped_swapped_by_frequency");
}

TEST_CASE("an ambiguous variant is held against all cohorts before that were accepted") {
    // The second one's sample is too small to be told; the third one fits the first, turned; the fourth fits both
    // pooled: 0.2 of 2000 and 0.3 of 2000 make 0.25, from which 0.44 - but not 0.41 - is too far.
    const AlignmentRule rule{AmbiguousVariants::by_frequency, {0.5, 0.17, 6}};
    const auto found = align({{0, 1, "A", "T", false, 0.2},
                              {1, 1, "A", "T", false, 0},
                              {2, 1, "A", "T", false, 0.7},
                              {3, 1, "A", "T", false, 0.41},
                              {0, 2, "A", "T", false, 0.2},
                              {2, 2, "A", "T", false, 0.7},
                              {3, 2, "T", "A", false, 0.56},
                              {3, 3, "A", "T", false, 0.44}},
                             4, rule);
    CHECK(found.placements[2] == Texts{"0/2t", "1/5t"});
    CHECK(found.placements[3] == Texts{"0/3", "2/7"});
    CHECK(found.dropped == Texts{"1 v1 0 ambiguous_no_calls", "3 v6 1 ambiguous_unlike"});
}

TEST_CASE("cohorts that read the same row of one file are on one strand without being asked") {
    const auto found = align({{0, 1, "A", "T", false, 0.5, 8, {}, 3},
                              {1, 1, "A", "T", false, 0.5, 8, {}, 3},
                              {1, 1, "A", "T", false, 0.5, 8, {}, 4},
                              {2, 1, "A", "T", false, 0.5, 9, {}, 3}},
                             3);
    CHECK(found.placements[1] == Texts{"0/3"});
    CHECK(found.fates == Texts{"0 0 as_is", "1 0 as_is"});
    CHECK(found.dropped == Texts{"1 v2 none duplicate", "2 v3 0 ambiguous_near_half"});
}

TEST_CASE("what reading has changed already is part of the fate") {
    const VariantFate swapped{true, false, false, false};
    const VariantFate normalised{false, false, false, true};
    const auto found = align({{0, 1, "A", "G", true, 0, SourceDetail::no_listing, swapped},
                              {1, 1, "G", "A", true, 0, SourceDetail::no_listing, swapped},
                              {1, 2, "G", "GA", false, 0, SourceDetail::no_listing, normalised}},
                             2);
    CHECK(found.fates == Texts{"0 0 swapped", "1 0 as_is", "1 1 normalised"});
    CHECK(found.placements[1] == Texts{"0/1", "1/2"});
    CHECK(found.notes == Texts{"v0: alleles swapped: turned round"});
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
