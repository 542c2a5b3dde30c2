#include "io/harmonisation/harmonised_records.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

constexpr const char* records =
    "pid\tgender\tldl\tcigs\tsbp\n01\t1\t100\t0\t120\n02\t2\t-8\t20\t\n03\t9\t150.5\tNA\t141.25\n";

RecordsMeaning meaning_of(const TemporaryFolder& folder, const std::string& rules, bool dictionary = true) {
    write_bytes(folder / "r.tsv", records);
    write_bytes(
        folder / "Variables.tsv",
        "name\tvalueType\tunit\npid\ttext\t\ngender\tinteger\t\nldl\tdecimal\tmg/dL\ncigs\tinteger\t\nsbp\tdecimal\t"
        "mmHg\n");
    write_bytes(folder / "Categories.tsv",
                "variable\tname\tmissing\ngender\t1\t0\ngender\t2\t0\ngender\t9\t1\nldl\t-8\t1\n");
    RecordsMeaning meaning{"A", "", nullptr, nullptr};
    if (dictionary) { meaning.dictionary = std::make_shared<Dictionary>(read_dictionary(folder.path())); }
    if (!rules.empty()) {
        write_bytes(
            folder / "rules.tsv",
            "dataschema_variable\tvalueType\tunit\tinput_dataset\tinput_variables\trule_category\talgorithm\n" + rules);
        meaning.rules = std::make_shared<HarmonisationTable>(read_harmonisation(folder / "rules.tsv", {}));
    }
    return meaning;
}

std::string all_cells(HarmonisedRecords& table) {
    std::string text;
    for (const auto& name : table.header()) { text += name + " "; }
    while (table.next()) {
        text += "| ";
        for (const auto& cell : table.cells()) { text += (cell.empty() ? "-" : cell) + " "; }
    }
    return text;
}

}  // namespace

TEST_CASE("a dictionary's missing codes are missing, and counted") {
    const TemporaryFolder folder;
    auto meaning = meaning_of(folder, "");
    meaning.id_column = "pid";
    HarmonisedRecords table(folder / "r.tsv", meaning);
    CHECK(all_cells(table) == "pid gender ldl cigs sbp | 01 1 100 0 120 | 02 2 - 20 - | 03 - 150.5 - 141.25 ");
    CHECK(table.columns()[2].unit == "mg/dL");
    REQUIRE(table.changed().size() == 2);
    CHECK(table.changed()[0].column == "gender");
    CHECK(table.changed()[1].cells == 1);
}

TEST_CASE("rules make the study's variables") {
    const TemporaryFolder folder;
    const auto meaning = meaning_of(folder,
                                    "id\ttext\t\tA\tpid\tid_creation\t\n"
                                    "sex\tinteger\t\tA\tgender\trecode\trecode(1 = 0; 2 = 1)\n"
                                    "ldl\tdecimal\tmmol/L\tA\tldl\tunit_conversion\tcholesterol\n"
                                    "smoker\tboolean\t\tA\tcigs\tcase_when\tcigs > 0 ~ 1; cigs == 0 ~ 0\n"
                                    "sbp\tdecimal\tmmHg\tA\tsbp\tdirect_mapping\tdirect_mapping\n"
                                    "bmi\tdecimal\tkg/m2\tA\t\timpossible\timpossible\n"
                                    "one\tinteger\t\tA\t\tadd_variable\t1\n"
                                    "other\tinteger\t\tB\tx\trename\t\n");
    HarmonisedRecords table(folder / "r.tsv", meaning);
    CHECK(table.header() == std::vector<std::string>{"pid", "sex", "ldl", "smoker", "sbp", "bmi", "one", "other"});
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> ldl;
    while (table.next()) {
        rows.push_back(table.cells());
        ldl.push_back(rows.back()[2]);
        rows.back().erase(rows.back().begin() + 2);
    }
    CHECK(rows == std::vector<std::vector<std::string>>{{"01", "0", "0", "120", "", "1", ""},
                                                        {"02", "1", "1", "", "", "1", ""},
                                                        {"03", "", "", "141.25", "", "1", ""}});
    REQUIRE(ldl.size() == 3);
    CHECK(std::stod(ldl[0]) == Approx(100 * 10 / 386.65).epsilon(1e-14));  // cholesterol has 386.65 g/mol
    CHECK(ldl[1].empty());
    CHECK(std::stod(ldl[2]) == Approx(150.5 * 10 / 386.65).epsilon(1e-14));
    CHECK(table.columns()[5].status == "impossible");
    CHECK(table.columns()[7].status == "undetermined");
    CHECK(table.columns()[1].status == "complete");
    CHECK(table.columns()[2].unit == "mmol/L");
    const auto changed = table.changed();
    REQUIRE(changed.size() == 3);  // two codes, and nobody's case for the missing cigarettes
    CHECK(changed[2].column == "smoker");
}

TEST_CASE("a unit that the study does not state is the cohort's, and what a rule makes missing is counted") {
    const TemporaryFolder folder;
    const auto meaning = meaning_of(folder,
                                    "id\ttext\t\tA\tpid\tid_creation\t\n"
                                    "chol\tdecimal\t\tA\tldl\trename\t\n"
                                    "x\tdecimal\t\tA\tsbp\toperation\tlog(sbp - 120)\n");
    HarmonisedRecords table(folder / "r.tsv", meaning);
    while (table.next()) {}
    CHECK(table.columns()[1].unit == "mg/dL");
    const auto changed = table.changed();
    REQUIRE(changed.size() == 3);
    CHECK(changed[2].column == "x");
    CHECK(changed[2].reason == "made missing by the rule");
    CHECK(changed[2].cells == 1);
}

TEST_CASE("rules that do not fit the table are refused by line") {
    const TemporaryFolder folder;
    const auto refuses = [&folder](const std::string& rule, const std::string& reason) {
        INFO(rule);
        const auto meaning = meaning_of(folder, "id\ttext\t\tA\tpid\tid_creation\t\n" + rule);
        requires_error(
            [&] {
                HarmonisedRecords table(folder / "r.tsv", meaning);
                while (table.next()) {}
            },
            Fault::bad_data, {reason});
    };
    refuses("ldl\tdecimal\tmmol/L\tA\tldl\tdirect_mapping\t\n",
            "rules.tsv:3: the rule for ldl (direct_mapping): ldl is in mg/dL, but ldl in mmol/L");
    refuses("ldl\tdecimal\tmmol/L\tA\tldll\trename\t\n", "has no such column; did you mean 'ldl'?");
    refuses("ldl\tdecimal\tmmol/L\tA\tldl\tunit_conversion\t\n", "the name of an analyte");
    refuses("x\tdecimal\t\tA\tldl; sbp\trename\t\n", "it takes one input variable");
    refuses("x\tinteger\t\tA\tsbp\trename\t\n", "r.tsv:4:5 (sbp): the rule for x");
    refuses("x\tinteger\t\tA\tcigs\trecode\t0 = 0\n", "no part of the recode is for the value \"20\"");
    refuses("x\tinteger\t\tA\tcigs\toperation\tcigs ++ foo(1)\n", "there is no function foo");
}

TEST_CASE("a cell that goes against the dictionary is refused") {
    const TemporaryFolder folder;
    auto meaning = meaning_of(folder, "");
    meaning.id_column = "pid";
    write_bytes(folder / "r.tsv", "pid\tgender\tldl\tcigs\tsbp\n1\t3\t1\t1\t1\n");
    HarmonisedRecords table(folder / "r.tsv", meaning);
    requires_error([&] { table.next(); }, Fault::bad_data,
                   {"r.tsv:2:2 (gender): \"3\" is none of the categories of gender"});
}

TEST_CASE("rules that ask for what a variable never is are refused") {
    const TemporaryFolder folder;
    struct Case {
        std::string rule;
        std::vector<std::string> pieces;
    };
    const auto bad = GENERATE(values<Case>({
        {"case_when\tgender == 3 ~ 1, ELSE ~ 0", {"\"3\" is none of the categories of gender (1, 2, 9)"}},
        {"case_when\tgender != \"male\" ~ 1, ELSE ~ 0", {"\"male\" is none of the categories"}},
        {"case_when\tgender %in% c(1, 4) ~ 1, ELSE ~ 0", {"\"4\" is none of the categories"}},
        {"recode\t1 = 0; 3 = 1", {"\"3\" is none of the categories", "at letter 15"}},
    }));
    const auto meaning =
        meaning_of(folder, "id\ttext\t\tA\tpid\tid_creation\t\nsex\tinteger\t\tA\tgender\t" + bad.rule + "\n");
    auto pieces = bad.pieces;
    pieces.emplace_back("rules.tsv:3");
    requires_error([&] { HarmonisedRecords(folder / "r.tsv", meaning); }, Fault::bad_data, pieces);
    CHECK_NOTHROW(HarmonisedRecords(
        folder / "r.tsv",
        meaning_of(folder, "id\ttext\t\tA\tpid\tid_creation\t\nsex\tinteger\t\tA\tgender\t" + bad.rule + "\n", false)));
}

TEST_CASE("a conversion from another unit than the dictionary's is refused") {
    const TemporaryFolder folder;
    const auto rule = [&](const std::string& from) {
        return meaning_of(
            folder, "id\ttext\t\tA\tpid\tid_creation\t\nldl\tdecimal\t\tA\tldl\toperation\tconvert(ldl, \"" + from +
                        "\", \"mmol/L\", \"ldl\")\n");
    };
    CHECK_NOTHROW(HarmonisedRecords(folder / "r.tsv", rule("mg/dl")));
    requires_error([&] { HarmonisedRecords(folder / "r.tsv", rule("g/L")); }, Fault::bad_data,
                   {"rules.tsv:3", "ldl is in mg/dL by its dictionary, but convert takes it as g/L"});
}

TEST_CASE("a table whose last line has no end gets a warning") {
    const TemporaryFolder folder;
    write_bytes(folder / "r.tsv", "id\tage\na\t5\nb\t6");
    HarmonisedRecords table(folder / "r.tsv", {});
    static_cast<void>(all_cells(table));
    REQUIRE(table.warnings().size() == 1);
    CHECK(table.warnings()[0].find("r.tsv:3: the line has no end") != std::string::npos);
}
