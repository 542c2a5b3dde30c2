#include "io/results/md5.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

using atria::io::Md5;

TEST_CASE("MD5 of the RFC's test suite") {
    const std::vector<std::pair<std::string, std::string>> suite{
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"a", "0cc175b9c0f1b6a831c399e269772661"},
        {"abc", "900150983cd24fb0d6963f7d28e17f72"},
        {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
         "57edf4a22be3c955ac49da2e2107b67a"},
    };
    for (const auto& [text, sum] : suite) {
        Md5 whole;
        whole.add(std::as_bytes(std::span(text)));
        CHECK(whole.hex() == sum);
        Md5 pieces;
        for (std::size_t i = 0; i < text.size(); i += 7) {
            pieces.add(std::as_bytes(std::span(text).subspan(i, std::min<std::size_t>(7, text.size() - i))));
        }
        CHECK(pieces.hex() == sum);
    }
}

TEST_CASE("MD5 of every length around a block is that of md5sum") {
    const atria::test::TemporaryFolder folder;
    for (const std::size_t length : {55U, 56U, 57U, 63U, 64U, 65U, 119U, 120U, 128U, 300'000U}) {
        const std::string file = folder / "bytes";
        atria::test::write_bytes(file, std::string(length, 'x'));
        REQUIRE(std::system(("md5sum < '" + file + "' > '" + file + ".md5'").c_str()) == 0);
        CHECK(atria::io::md5_of_file(file) == atria::test::read_bytes(file + ".md5").substr(0, 32));
    }
}
