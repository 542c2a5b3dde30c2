#include "io/harmonisation/rule_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

constexpr const char* header =
    "index\tdataschema_variable\tvalueType\tunit\tinput_dataset\tinput_variables\tMlstr_harmo::rule_category\tMlstr_"
    "harmo::algorithm\tMlstr_harmo::status\tMlstr_harmo::status_detail\n";

HarmonisationTable rules_of(const TemporaryFolder& folder, const std::string& lines) {
    write_bytes(folder / "rules.tsv", header + lines);
    return read_harmonisation(folder / "rules.tsv", {});
}

}  // namespace

TEST_CASE("rules in Rmonize's form") {
    const TemporaryFolder folder;
    const auto rules = rules_of(folder,
                                "1\tid\ttext\t\tA\tpid\tid_creation\tid_creation\tcomplete\t\n"
                                "2\tsex\tinteger\t\tA\tgender\trecode\trecode(1=0; 2=1)\t\tcompatible\n"
                                "3\tldl\tdecimal\tmmol/L\tA\tldl1; ldl2\toperation\t(ldl1 + ldl2) / 2\t\t\n"
                                "4\tldl\tdecimal\tmmol/L\tB\t\timpossible\timpossible\timpossible\tunavailable\n"
                                "5\tsex\tinteger\t\tB\tsex\t\t\t\t\n");
    CHECK(rules.cohorts == std::vector<std::string>{"A", "B"});
    REQUIRE(rules.ids.size() == 1);
    CHECK(rules.ids[0].second == "pid");
    REQUIRE(rules.schema.variables.size() == 2);
    CHECK(rules.schema.variables[0].name == "sex");
    CHECK(rules.schema.variables[1].unit == "mmol/L");
    REQUIRE(rules.find("A", "ldl") != nullptr);
    CHECK(rules.find("A", "ldl")->inputs == std::vector<std::string>{"ldl1", "ldl2"});
    CHECK(rules.find("A", "sex")->status == "complete");
    CHECK(rules.find("B", "ldl")->status == "impossible");
    CHECK(rules.find("B", "ldl")->status_detail == "unavailable");
    CHECK(rules.find("B", "sex")->status == "undetermined");
    CHECK(rules.find("C", "sex") == nullptr);
}

TEST_CASE("rules that are program code, double or contradictory are refused by line") {
    const TemporaryFolder folder;
    requires_error([&] { rules_of(folder, "1\tsex\t\t\tA\tx\tother\tif (x) 1 else 2\t\t\n"); }, Fault::bad_data,
                   {"rules.tsv:2:7 (Mlstr_harmo::rule_category): a rule of the category other is program code"});
    requires_error([&] { rules_of(folder, "1\tsex\t\t\tA\tx\trename\t\t\t\n2\tsex\t\t\tA\ty\trename\t\t\t\n"); },
                   Fault::bad_data, {"there are two rules for sex in A"});
    requires_error([&] { rules_of(folder, "1\tsex\t\t\tA\tx\timpossible\t\tcomplete\t\n"); }, Fault::bad_data,
                   {"cannot be complete"});
    requires_error([&] { rules_of(folder, "1\tsex\t\t\tA\tx\trename\t\tperhaps\t\n"); }, Fault::bad_data,
                   {"the status perhaps is none of"});
    requires_error([&] { rules_of(folder, "1\tx\t\tkg\tA\tx\trename\t\t\t\n2\tx\t\tlb\tB\tx\trename\t\t\t\n"); },
                   Fault::bad_data, {"x is in lb here, but in kg in a line above"});
    requires_error([&] { rules_of(folder, ""); }, Fault::bad_data, {"the table has no rules"});
    requires_error([&] { rules_of(folder, "1\tsex\t\t\t\tx\trename\t\t\t\n"); }, Fault::bad_data, {"names no cohort"});
    write_bytes(folder / "Variables.tsv", "name\tvalueType\tunit\nsex\tinteger\t\n");
    write_bytes(folder / "rules.tsv", std::string(header) + "1\tsexx\t\t\tA\tx\trename\t\t\t\n");
    requires_error([&] { static_cast<void>(read_harmonisation(folder / "rules.tsv", folder / "Variables.tsv")); },
                   Fault::bad_data, {"has no variable sexx; did you mean 'sex'?"});
}
