#include "io/results/plain_text.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;

TEST_CASE("a plain table appears only when it is whole") {
    const test::TemporaryFolder folder;
    {
        io::PlainText table(folder / "t.regenie");
        table.add("head\n");
        table.add("row\n");
        CHECK_FALSE(std::filesystem::exists(folder / "t.regenie"));
        table.close();
    }
    CHECK(test::read_bytes(folder / "t.regenie") == "head\nrow\n");
    { io::PlainText(folder / "half").add("head\n"); }
    CHECK_FALSE(std::filesystem::exists(folder / "half"));
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) { ++files; }
    CHECK(files == 1);
}

TEST_CASE("a full disk is told with the name of the table") {
    const test::TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/full", folder / ".t.regenie.unfinished");
    io::PlainText table(folder / "t.regenie");
    test::requires_error(
        [&] {
            table.add(std::string(1 << 20, 'x'));
            table.close();
        },
        Fault::read_write, {"t.regenie", "space left"});
}
