#include "io/harmonisation/dictionary.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

Dictionary dictionary_of(const TemporaryFolder& folder, const std::string& variables, const std::string& categories) {
    write_bytes(folder / "Variables.csv", variables);
    write_bytes(folder / "Categories.csv", categories);
    return read_dictionary(folder / "Variables.csv");
}

std::string meaning_of(const DictionaryVariable& variable, const std::string& cell) {
    bool code = false;
    std::string wrong;
    const Value value = variable.meaning(cell, code, wrong);
    if (!wrong.empty()) { return wrong; }
    return code ? "code" : (value.is_missing() ? "missing" : value.cell());
}

}  // namespace

TEST_CASE("a dictionary in Opal's two tables") {
    const TemporaryFolder folder;
    const auto dictionary = dictionary_of(
        folder,
        "table,name,valueType,unit,label:en\nT,sex,integer,,\"Sex, at birth\"\nT,ldl,decimal,mg/dL,LDL\nT,"
        "smoke,text,,\nT,statin,boolean,,\nT,visit,date,,\nT,free,,,\n",
        "table,variable,name,code,missing,label:en\nT,sex,1,,0,man\nT,sex,2,,,woman\nT,sex,9,,1,not known\nT,"
        "ldl,-8,,1,\nT,smoke,NA,,true,\n");
    REQUIRE(dictionary.variables.size() == 6);
    const auto& sex = *dictionary.find("sex");
    CHECK(sex.label == "Sex, at birth");
    CHECK(sex.column_type() == ColumnType::numeric);
    CHECK(meaning_of(sex, "1") == "1");
    CHECK(meaning_of(sex, "9") == "code");
    CHECK(meaning_of(sex, "9.0") == "code");
    CHECK(meaning_of(sex, "") == "missing");
    CHECK(meaning_of(sex, "3") == "\"3\" is none of the categories of sex");
    CHECK(meaning_of(sex, "man") == "\"man\" is no number, but the dictionary says that sex is an integer");
    CHECK(meaning_of(sex, "1.5") == "1.5 is no whole number, but the dictionary says that sex is an integer");
    const auto& ldl = *dictionary.find("ldl");
    CHECK(ldl.unit == "mg/dL");
    CHECK(meaning_of(ldl, "123.4") == "123.4");  // codes of missing values alone do not restrict the others
    CHECK(meaning_of(ldl, "-8") == "code");
    CHECK(dictionary.find("smoke")->column_type() == ColumnType::categorical);
    CHECK(meaning_of(*dictionary.find("smoke"), "NA") == "code");
    CHECK(meaning_of(*dictionary.find("statin"), "TRUE") == "1");
    CHECK(meaning_of(*dictionary.find("statin"), "f") == "\"f\" is neither true nor false");
    CHECK(dictionary.find("visit")->column_type() == ColumnType::categorical);
    CHECK_FALSE(dictionary.find("free")->column_type());
    CHECK(read_dictionary(folder.path(), "T").variables.size() == 6);
    CHECK(read_dictionary(folder.path(), "U").variables.empty());
}

TEST_CASE("a dictionary that is wrong is refused by line") {
    const TemporaryFolder folder;
    const std::string one = "name,valueType\nsex,integer\n";
    requires_error([&] { dictionary_of(folder, "name,units\nx,kg\n", "variable,name\n"); }, Fault::bad_data,
                   {"Variables.csv:1:2 (units): there is no column units in such a table; did you mean 'unit'?"});
    requires_error([&] { dictionary_of(folder, "variabele\nx\n", "variable,name\n"); }, Fault::bad_data,
                   {"no column name"});
    requires_error([&] { dictionary_of(folder, "name,valueType\nx,float\n", "variable,name\n"); }, Fault::bad_data,
                   {"Variables.csv:2:2 (valueType): the value type float is not known"});
    requires_error([&] { dictionary_of(folder, one + "sex,text\n", "variable,name\n"); }, Fault::bad_data,
                   {"the variable sex occurs twice"});
    requires_error([&] { dictionary_of(folder, one, "variable,name\nage,1\n"); }, Fault::bad_data,
                   {"has no variable age"});
    requires_error([&] { dictionary_of(folder, one, "variable,name\nsex,1\nsex,1\n"); }, Fault::bad_data,
                   {"the category 1 of sex occurs twice"});
    requires_error([&] { dictionary_of(folder, one, "variable,name,missing\nsex,1,maybe\n"); }, Fault::bad_data,
                   {"maybe is neither 0 nor 1"});
    const TemporaryFolder empty;
    requires_error([&] { static_cast<void>(read_dictionary(empty.path())); }, Fault::input_missing,
                   {"has no Variables.tsv"});
}
