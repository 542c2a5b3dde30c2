#include "pipeline/checkpoint/run_identity.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using Catch::Matchers::Contains;
using pipeline::RunIdentity;

namespace {

RunIdentity identity(const std::string& trait, const std::filesystem::path& file) {
    RunIdentity made;
    made.add("--trait", trait);
    made.add("--trait", "bmi");
    made.add_file("list", file);
    return made;
}

}  // namespace

TEST_CASE("an identity is equal to what was written, and a difference is told by name") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "list", "rs1\n");
    const RunIdentity then = identity("sbp", folder / "list");
    then.write(folder / "identity.json");
    CHECK(then.difference(folder / "identity.json").empty());
    CHECK(then.digest() == identity("sbp", folder / "list").digest());

    const RunIdentity other = identity("dbp", folder / "list");
    CHECK(other.digest() != then.digest());
    CHECK(other.difference(folder / "identity.json") == "--trait was sbp, bmi and is now dbp, bmi");

    test::write_bytes(folder / "list", "rs2\n");  // of the same length
    CHECK_THAT(identity("sbp", folder / "list").difference(folder / "identity.json"), Contains("list was 4 bytes"));
    std::filesystem::remove(folder / "list");
    CHECK_THAT(identity("sbp", folder / "list").difference(folder / "identity.json"), Contains("is now absent"));
}

TEST_CASE("bytes that are no text, and a file that is none, do no harm") {
    const test::TemporaryFolder folder;
    RunIdentity odd;
    odd.add("name", "\xff\xfe");
    odd.write(folder / "identity.json");
    CHECK(odd.difference(folder / "identity.json").empty());
    CHECK_FALSE(odd.difference(folder / "nowhere").empty());
    test::write_bytes(folder / "identity.json", "{\"name\":");
    CHECK_FALSE(odd.difference(folder / "identity.json").empty());
}
