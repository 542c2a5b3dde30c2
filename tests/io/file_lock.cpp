#include "io/file_lock.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

using atria::Fault;
using atria::io::FileLock;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

TEST_CASE("a lock keeps a second holder off, names the first, and is gone with it") {
    const TemporaryFolder folder;
    const auto file = folder / ".lock";
    std::optional<FileLock> first(std::in_place, file, "results");
    requires_error([&] { const FileLock second(file, "results"); }, Fault::refused,
                   {"results is being written", "process ", "--out"});
    CHECK_THAT(read_bytes(file), Catch::StartsWith("process "));
    first.reset();
    CHECK_FALSE(std::filesystem::exists(file));
    const FileLock third(file, "results");
}

TEST_CASE("a lock file that a killed run left behind locks nothing") {
    const TemporaryFolder folder;
    write_bytes(folder / ".lock", "process 1 on a host of long ago, with a long name\n");
    const FileLock lock(folder / ".lock", "results");
    CHECK_THAT(read_bytes(folder / ".lock"), !Catch::Contains("long ago"));
}

TEST_CASE("a lock in a folder that does not exist is an error of writing") {
    const TemporaryFolder folder;
    requires_error([&] { const FileLock lock(folder / "none/.lock", "results"); }, Fault::read_write, {"none/.lock"});
}
