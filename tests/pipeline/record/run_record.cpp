#include "pipeline/record/run_record.hpp"

#include "pipeline/comm/one_rank.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace atria;
using pipeline::RunRecord;

namespace {

nlohmann::json read_record(const test::TemporaryFolder& folder) {
    return nlohmann::json::parse(test::read_bytes(folder / "run.json"));
}

pipeline::RunRequest request() { return {"associate", {{"study", "S", "command line"}}, 3, 1024}; }

}  // namespace

TEST_CASE("a run that succeeds leaves what it read, wrote and counted") {
    const test::TemporaryFolder folder;
    const pipeline::OneRank alone;
    test::write_bytes(folder / "t.tsv", "abc");
    RunRecord record(folder.path(), request(), alone);
    CHECK(read_record(folder)["status"] == "running");
    record.keep([&] {
        record.add_input("study.json", 7, "00ff");
        record.add_outputs(std::vector<std::string>{"t.tsv"}, io::one_after_the_other());
        record.set_detail("left_out", {{"missing trait", 5}});
    });
    const auto written = read_record(folder);
    CHECK(written["status"] == "ok");
    CHECK(written["exit_code"] == 0);
    CHECK(written["job"] == "associate");
    CHECK_FALSE(written["command"].empty());
    CHECK(written["options"][0]["origin"] == "command line");
    CHECK(written["inputs"][0]["sha256"] == "00ff");
    CHECK(written["outputs"][0]["bytes"] == 3);
    // sha256sum of "abc", FIPS 180-2 appendix B.1
    CHECK(written["outputs"][0]["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(written["details"]["left_out"]["missing trait"] == 5);
    CHECK(written["ranks"][0]["threads"] == 3);
    CHECK(written["ranks"][0]["peak_memory_bytes"] > 1'000'000);
    CHECK_FALSE(written["end"].is_null());
}

TEST_CASE("a run that fails leaves why") {
    const test::TemporaryFolder folder;
    const pipeline::OneRank alone;
    RunRecord record(folder.path(), request(), alone);
    CHECK_THROWS_WITH(record.keep([] { throw Error(Fault::bad_data, "row 7 is wrong"); }), "row 7 is wrong");
    const auto written = read_record(folder);
    CHECK(written["status"] == "failed");
    CHECK(written["exit_code"] == 65);
    CHECK(written["message"] == "row 7 is wrong");
}

TEST_CASE("a folder that cannot be written is told at the beginning") {
    const test::TemporaryFolder folder;
    const pipeline::OneRank alone;
    test::write_bytes(folder / "file", "x");
    test::requires_error([&] { RunRecord(folder / "file", request(), alone); }, Fault::read_write, {"file"});
}

TEST_CASE("fingerprints are those of FNV-1a") {
    // Published test values of the 64-bit hash.
    CHECK(pipeline::fingerprint("") == "cbf29ce484222325");
    CHECK(pipeline::fingerprint("a") == "af63dc4c8601ec8c");
    CHECK(pipeline::fingerprint("foobar") == "85944171f73967e8");
}
