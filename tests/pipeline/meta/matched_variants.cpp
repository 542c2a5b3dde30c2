#include "pipeline/meta/matched_variants.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

struct Input {
    std::uint16_t study;
    std::uint32_t position;
    std::string effect, other;
    std::string id = "rs1";
    double frequency = 0.3;
    Chromosome chromosome = 1;
};

/// Everything that matching says, as words: "1:POS:other:effect = study.line, study.line turned".
struct Matched {
    std::vector<std::string> variants;
    std::vector<std::string> left_out;
    std::vector<StudyMatches> studies;
    std::uint64_t several = 0;
};

Matched match(const std::vector<Input>& inputs, const MatchRule& rule = {}) {
    StudyRows rows;
    std::uint64_t line = 1;
    for (const Input& input : inputs) {
        io::SummaryRow row;
        row.variant = {input.chromosome, input.position, input.effect, input.other, input.id};
        row.frequency = input.frequency;
        row.line = line++;
        rows.add(input.study, row);
    }
    Matched answer;
    answer.studies.resize(4);
    const MatchedVariants matched(rows, rule, answer.studies, [&](const StudyRow& row, std::string_view reason) {
        answer.left_out.push_back(std::to_string(row.study) + "." + std::to_string(row.line) + " " +
                                  std::string(reason));
    });
    for (std::size_t i = 0; i < matched.size(); ++i) {
        const Variant variant = matched.variant(i);
        std::string words =
            std::to_string(variant.position) + ":" + variant.other_allele + ":" + variant.effect_allele + " =";
        for (const auto& member : matched.members(i)) {
            words += " " + std::to_string(rows[member.row].study) + "." + std::to_string(rows[member.row].line) +
                     (member.turned ? "t" : "");
        }
        answer.variants.push_back(words);
    }
    answer.several = matched.places_with_several();
    return answer;
}

using Words = std::vector<std::string>;

TEST_CASE("the first study names the alleles; others are turned round or complemented, whatever the order of rows") {
    const Matched matched = match(
        {{1, 9, "G", "A"}, {2, 9, "T", "C"}, {0, 9, "A", "G"}, {3, 9, "C", "T"}, {0, 5, "AT", "A"}, {1, 5, "A", "AT"}});
    CHECK(matched.variants == Words{"5:A:AT = 0.5 1.6t", "9:G:A = 0.3 1.1t 2.2 3.4t"});
    CHECK(matched.left_out.empty());
    CHECK(matched.studies[1].swapped == 2);
    CHECK(matched.studies[2].other_strand == 1);
    CHECK(matched.studies[3].swapped == 1);
    CHECK(matched.studies[3].other_strand == 1);
    CHECK(matched.studies[3].used == 1);
}

TEST_CASE("dominant and recessive estimates are complemented, but never turned round") {
    MatchRule rule;
    rule.turns = false;
    rule.palindromic = Palindromic::same_strand;
    const std::string reason = "alleles swapped, and an estimate that is not additive cannot be turned round";
    const Matched matched = match(
        {{0, 9, "A", "G"}, {1, 9, "G", "A"}, {2, 9, "T", "C"}, {3, 9, "C", "T"}, {0, 7, "A", "T"}, {1, 7, "T", "A"}},
        rule);
    CHECK(matched.variants == Words{"7:T:A = 0.5", "9:G:A = 0.1 2.3"});
    CHECK(matched.left_out == Words{"1.6 " + reason, "1.2 " + reason, "3.4 " + reason});
    CHECK(matched.studies[1].used == 0);
}

TEST_CASE("A/T and C/G: as named, on the same strand, or not at all") {
    const std::vector<Input> inputs = {{0, 9, "A", "T"}, {1, 9, "T", "A"}, {2, 9, "A", "T"}};
    const std::string reason = "alleles swapped in an A/T or C/G variant, whose strand cannot be told";
    const Matched named = match(inputs);
    CHECK(named.variants == Words{"9:T:A = 0.1 2.3"});
    CHECK(named.left_out == Words{"1.2 " + reason});
    MatchRule rule;
    rule.palindromic = Palindromic::same_strand;
    CHECK(match(inputs, rule).variants == Words{"9:T:A = 0.1 1.2t 2.3"});
    rule.palindromic = Palindromic::drop;
    CHECK(match(inputs, rule).variants.empty());
    CHECK(match(inputs, rule).left_out.size() == 3);
}

TEST_CASE("the frequency of an A/T or C/G variant tells a strand that the names hide") {
    MatchRule rule;
    rule.most_frequency_difference = 0.2;
    const Matched named = match({{0, 9, "A", "T", "rs1", 0.3},
                                 {1, 9, "A", "T", "rs1", 0.7},
                                 {2, 9, "A", "T", "rs1", 0.45},
                                 {3, 9, "A", "T", "rs1", std::nan("")}},
                                rule);
    CHECK(named.variants == Words{"9:T:A = 0.1 2.3"});
    CHECK(named.left_out.size() == 2);
    rule.palindromic = Palindromic::same_strand;
    const Matched turned = match({{0, 9, "A", "T", "rs1", 0.3}, {1, 9, "T", "A", "rs1", 0.7}}, rule);
    CHECK(turned.variants == Words{"9:T:A = 0.1 1.2t"});
    // Other variants are known by their alleles.
    CHECK(match({{0, 9, "A", "G", "rs1", 0.1}, {1, 9, "A", "G", "rs1", 0.9}}, rule).variants.size() == 1);
}

TEST_CASE("by position, other alleles at one place are another variant") {
    const Matched matched = match({{0, 9, "A", "G"}, {1, 9, "A", "C"}, {1, 9, "A", "G"}, {2, 9, "C", "A"}});
    CHECK(matched.variants == Words{"9:C:A = 1.2 2.4t", "9:G:A = 0.1 1.3"});
    CHECK(matched.several == 1);
    CHECK(matched.left_out.empty());
}

TEST_CASE("by id, the position may differ, and other alleles are left out") {
    MatchRule rule;
    rule.by_id = true;
    const Matched matched = match({{0, 9, "A", "G", "rs1"},
                                   {1, 12, "G", "A", "rs1"},
                                   {2, 9, "A", "C", "rs1"},
                                   {1, 9, "A", "G", "rs2"},
                                   {0, 3, "C", "T", "rs3"}},
                                  rule);
    CHECK(matched.variants == Words{"3:T:C = 0.5", "9:G:A = 0.1 1.2t", "9:G:A = 1.4"});
    CHECK(matched.left_out == Words{"2.3 other alleles than in the first study that has the variant"});
    CHECK(matched.studies[1].other_position == 1);
}

TEST_CASE("the same variant twice in one study: the earlier line is kept") {
    const Matched matched =
        match({{0, 9, "A", "G"}, {1, 9, "A", "G"}, {1, 9, "G", "A"}, {1, 9, "T", "C"}, {0, 9, "A", "G"}});
    CHECK(matched.variants == Words{"9:G:A = 0.1 1.2"});
    CHECK(matched.left_out == Words{"0.5 the study has the same variant already",
                                    "1.3 the study has the same variant already",
                                    "1.4 the study has the same variant already"});
}

TEST_CASE("an rsid of any study names the variant") {
    StudyRows rows;
    std::vector<StudyMatches> studies(2);
    io::SummaryRow row;
    row.variant = {1, 9, "A", "G", "1:9:G:A"};
    rows.add(0, row);
    row.variant.id = "rs77";
    rows.add(1, row);
    const MatchedVariants matched(rows, {}, studies, [](const StudyRow&, std::string_view) {});
    REQUIRE(matched.size() == 1);
    CHECK(matched.variant(0).id == "rs77");
}

}  // namespace
}  // namespace atria::pipeline
