#include "io/file_digest.hpp"

#include "kernels/data/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

namespace {

std::string said_by(const char* program, const std::string& file) {
    const std::string said = file + "." + program;
    REQUIRE(std::system((std::string(program) + " < '" + file + "' > '" + said + "'").c_str()) == 0);
    const std::string text = atria::test::read_bytes(said);
    return text.substr(0, text.find(' '));
}

}  // namespace

TEST_CASE("Digests of files are those of coreutils") {
    const atria::test::TemporaryFolder folder;
    const std::string file = folder / "bytes";
    for (const std::size_t length : {0U, 1U, 55U, 64U, 300'000U, 1U << 18U, (1U << 18U) + 1U}) {
        const std::string bytes(length, 'x');
        atria::test::write_bytes(file, bytes);
        CHECK(atria::io::sha256_of_file(file) == said_by("sha256sum", file));
        CHECK(atria::io::sha256_of_text(bytes) == said_by("sha256sum", file));
        CHECK(atria::io::md5_of_file(file) == said_by("md5sum", file));
    }
}

TEST_CASE("A file that is not there has no digest") {
    const atria::test::TemporaryFolder folder;
    CHECK_THROWS_AS(atria::io::sha256_of_file(folder / "none"), atria::Error);
    CHECK_THROWS_AS(atria::io::md5_of_file(folder / "none"), atria::Error);
}
