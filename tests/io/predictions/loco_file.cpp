#include "io/predictions/loco_file.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::io {
namespace {

using test::requires_error;
using test::TemporaryFolder;
using test::write_bytes;

TEST_CASE("predictions are read chromosome by chromosome, in any order") {
    const TemporaryFolder folder;
    write_bytes(folder / "q1_1.loco", "FID_IID 1_a 2_b c\n1 0.5 -1e-3 3\n2 NA 5 6\r\nX 7 8 9\n\n");
    LocoFile file(folder / "q1_1.loco");
    CHECK(file.ids() == std::vector<std::string>{"1_a", "2_b", "c"});
    CHECK(file.incomplete() == std::vector<std::uint8_t>{1, 0, 0});
    CHECK(file.read(23) == std::vector<double>{7, 8, 9});
    CHECK(file.read(1) == std::vector<double>{0.5, -1e-3, 3});
    CHECK(file.read(23) == std::vector<double>{7, 8, 9});
    const std::vector<double> second = file.read(2);
    CHECK((std::isnan(second[0]) && second[1] == 5 && second[2] == 6));
    CHECK(file.has(23));
    CHECK_FALSE(file.has(3));
}

TEST_CASE("a spoilt prediction file is refused with its line") {
    const TemporaryFolder folder;
    const auto refused = [&folder](const std::string& bytes, const std::vector<std::string>& pieces) {
        CAPTURE(bytes);
        write_bytes(folder / "bad.loco", bytes);
        requires_error([&] { LocoFile{folder / "bad.loco"}; }, Fault::bad_data, pieces);
    };
    refused("", {"bad.loco:1", "FID_IID"});
    refused("id 1_a\n1 0\n", {"bad.loco:1", "FID_IID"});
    refused("FID_IID 1_a 2_b 1_a\n", {"bad.loco:1", "'1_a' occurs twice"});
    refused("FID_IID 1_a 2_b\n1 0\n", {"bad.loco:2", "1 predictions", "2 people"});
    refused("FID_IID 1_a\n1 0\n2 0 1\n", {"bad.loco:3", "2 predictions", "1 people"});
    refused("FID_IID 1_a 2_b\n1 0 high\n", {"bad.loco:2", "column 3", "'high'"});
    refused("FID_IID 1_a\n1 0\n1 0\n", {"bad.loco:3", "chromosome 1 occurs twice"});
    refused("FID_IID 1_a\n23 0\nX 0\n", {"bad.loco:3", "occurs twice"});
    refused("FID_IID 1_a\nfirst 0\n", {"bad.loco:2", "'first'"});
}

TEST_CASE("paths of a prediction list are taken from its folder") {
    const TemporaryFolder folder;
    write_bytes(folder / "pred.list", "q1 q1_1.loco\n\nq2\t/data/my study/q2_1.loco\n");
    const std::vector<PredictionEntry> entries = read_prediction_list(folder / "pred.list");
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].trait == "q1");
    CHECK(entries[0].file == folder / "q1_1.loco");
    CHECK(entries[1].file == "/data/my study/q2_1.loco");
    CHECK(entries[1].line == 3);
    write_bytes(folder / "pred.list", "q1 a\nq1 b\n");
    requires_error([&] { (void)read_prediction_list(folder / "pred.list"); }, Fault::bad_data,
                   {"pred.list:2", "'q1' is listed twice"});
    write_bytes(folder / "pred.list", "q1\n");
    requires_error([&] { (void)read_prediction_list(folder / "pred.list"); }, Fault::bad_data,
                   {"pred.list:1", "TRAIT PATH"});
}

}  // namespace
}  // namespace atria::io
