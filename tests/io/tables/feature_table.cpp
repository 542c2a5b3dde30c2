#include "io/tables/feature_table.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

TEST_CASE("columns of numbers are features; words, nothing, and what pyradiomics tells of images are not") {
    const TemporaryFolder folder;
    write_bytes(folder / "f.csv",
                "Image,Mask,ID,Label,diagnostics_Mean,shape,note,empty,glcm\n"
                "a.nii,m.nii,p1,1,3.5,10,ok,,NA\n"
                "b.nii,m.nii,p2,1,4.5,n/a,,.,-1e-3\n");
    FeatureTable table(folder / "f.csv", "ID");
    CHECK(table.names() == std::vector<std::string>{"shape", "note", "empty", "glcm"});
    REQUIRE(table.next());
    CHECK(table.id() == "p1");
    CHECK(table.line() == 2);
    CHECK(table.values()[0] == 10);
    CHECK(std::isnan(table.values()[1]));
    CHECK(std::isnan(table.values()[3]));
    REQUIRE(table.next());
    CHECK(std::isnan(table.values()[0]));
    CHECK(table.values()[3] == -1e-3);
    CHECK_FALSE(table.next());
    CHECK(table.why_left_out(0).empty());
    CHECK(table.why_left_out(1) == FeatureTable::words_only);
    CHECK(table.why_left_out(2) == "no values");
    CHECK(table.why_left_out(3).empty());
    REQUIRE(table.left_out_by_name().size() == 4);
    CHECK(table.left_out_by_name()[2].name == "Label");
}

TEST_CASE("Label is a feature where there are no images") {
    const TemporaryFolder folder;
    write_bytes(folder / "f.tsv", "participant_id\tLabel\nsub-1\t2\n");
    CHECK(FeatureTable(folder / "f.tsv", "").names() == std::vector<std::string>{"Label"});
}

TEST_CASE("a column of numbers and words, and a row without an id, are refused by their place") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& text, const std::vector<std::string>& pieces) {
        write_bytes(folder / "f.tsv", text);
        requires_error(
            [&] {
                FeatureTable table(folder / "f.tsv", "");
                while (table.next()) {}
            },
            Fault::bad_data, pieces);
    };
    refused("id\tg\n1\t2\n2\thigh\n", {"f.tsv:3:2 (g)", "\"high\"", "line 2"});
    refused("id\tg\n1\thigh\n2\t\n3\t2\n", {"f.tsv:4:2 (g)", "\"2\"", "line 2"});
    refused("id\tg\n1\t2\n2\t1e999\n", {"f.tsv:3:2 (g)", "no finite number"});
    refused("id\tg\n1\t2\n\t2\n", {"f.tsv:3:1 (id)", "no id"});
    refused("g\th\n1\t2\nx\t2\n", {"f.tsv:1", "table of predictors"});
    refused("id,\"a\tb\"\n1,2\n", {"f.tsv"});
}
