#include "io/shard/manifest.hpp"

#include "io/file_digest.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

Manifest example() {
    Manifest manifest;
    manifest.build = "GRCh38";
    manifest.variants = 7;
    manifest.chromosomes = {{1, 0, 5}, {23, 5, 2}};
    manifest.variants_path = "variants.h5";
    manifest.variants_bytes = 11;
    manifest.variants_sha256 = "ab";
    manifest.cohorts.push_back(
        {"north", 100, "north/records.h5", 12, "cd", {{1, "north/chr1.h5", 5, 3, 9, 1, 13, "ef"}}});
    manifest.cohorts.push_back({"south", 50, "south/records.h5", 14, "gh", {}});
    manifest.predictors = {{"proteins", "predictors/proteins.h5", 9, 15, "ij"}};
    manifest.cohorts[1].predictors = {{"proteins", "south/predictors.proteins.h5", 8, 16, "kl"}};
    return manifest;
}

void replace(const std::filesystem::path& file, const std::string& what, const std::string& by) {
    std::string text = read_bytes(file);
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    write_bytes(file, text.replace(at, what.size(), by));
}

}  // namespace

TEST_CASE("a manifest comes back as it was written") {
    const TemporaryFolder folder;
    write_manifest(folder.path(), example());
    const auto manifest = read_manifest(folder.path());
    CHECK(manifest.build == "GRCh38");
    CHECK(manifest.variants == 7);
    CHECK(manifest.variants_sha256 == "ab");
    REQUIRE(manifest.chromosomes.size() == 2);
    CHECK(manifest.chromosomes[1].chromosome == 23);
    CHECK(manifest.chromosomes[1].first == 5);
    REQUIRE(manifest.cohorts.size() == 2);
    CHECK(manifest.cohorts[0].people == 100);
    CHECK(manifest.cohorts[0].records_sha256 == "cd");
    REQUIRE(manifest.cohorts[0].shards.size() == 1);
    CHECK(manifest.cohorts[0].shards[0].path == "north/chr1.h5");
    CHECK(manifest.cohorts[0].shards[0].packed_variants == 3);
    CHECK(manifest.cohorts[0].shards[0].sparse_entries == 9);
    CHECK(manifest.cohorts[0].shards[0].dosage_variants == 1);
    CHECK(manifest.cohorts[0].has_dosages());
    CHECK_FALSE(manifest.cohorts[1].has_dosages());
    REQUIRE(manifest.predictors.size() == 1);
    CHECK(manifest.predictors[0].features == 9);
    CHECK(manifest.predictors[0].sha256 == "ij");
    CHECK(manifest.cohorts[0].predictors.empty());
    REQUIRE(manifest.cohorts[1].predictors.size() == 1);
    CHECK(manifest.cohorts[1].predictors[0].path == "south/predictors.proteins.h5");
    CHECK(manifest.cohorts[1].predictors[0].bytes == 16);
    CHECK(manifest.cohorts[1].shards.empty());
}

TEST_CASE("a manifest that is newer, changed, cut short or missing is refused") {
    const TemporaryFolder folder;
    const auto file = folder / "study.json";
    const auto read = [&] { static_cast<void>(read_manifest(folder.path())); };
    requires_error(read, Fault::input_missing, {"study.json", "atria shard"});
    write_manifest(folder.path(), example());
    const std::string whole = read_bytes(file);
    replace(file, "\"layout_version\": 2", "\"layout_version\": 99");
    requires_error(read, Fault::bad_data, {"study.json", "version 99", "newer atria"});
    write_bytes(file, whole);
    replace(file, "\"people\": 100", "\"people\": 101");
    requires_error(read, Fault::bad_data, {"study.json", "changed"});
    for (std::size_t length = 0; length + 2 < whole.size(); length += 7) {
        write_bytes(file, whole.substr(0, length));
        REQUIRE_THROWS_AS(read(), Error);
    }
}

TEST_CASE("SHA-256 is that of the standard") {
    const TemporaryFolder folder;
    write_bytes(folder / "abc", "abc");
    CHECK(sha256_of_file(folder / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_of_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
