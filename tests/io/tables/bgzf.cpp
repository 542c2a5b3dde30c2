#include "io/tables/bgzf.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

using namespace atria::io;

namespace {

/// zlib's own reading of the first gzip member.
std::string inflate_member(const std::string& member) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string input = member;
    std::string text(1U << 17U, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    CHECK(stream.avail_in == 0);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

unsigned byte_at(const std::string& text, std::size_t i) { return static_cast<unsigned char>(text.at(i)); }

/// Bytes that do not compress.
std::string noise(std::size_t length) {
    std::string text;
    std::uint64_t state = 88172645463325252ULL;
    while (text.size() < length) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        text += static_cast<char>(state >> 32U & 0xffU);
    }
    return text;
}

}  // namespace

// The block's length in its header is what makes the file indexable; a wrong one breaks tabix, not gzip.
TEST_CASE("a block is a gzip member that knows its length") {
    for (const std::string& text :
         {std::string("x"), std::string("a line\n"), std::string(bgzf_block_bytes, 'a'), noise(bgzf_block_bytes)}) {
        const std::string block = bgzf_block(text);
        CHECK(block.substr(0, 4) == "\x1f\x8b\x08\x04");
        CHECK(block.substr(4, 4) == std::string(4, '\0'));  // no time
        CHECK(block.substr(12, 2) == "BC");
        CHECK(byte_at(block, 16) + 256 * byte_at(block, 17) + 1 == block.size());
        CHECK((inflate_member(block) == text));
        CHECK((bgzf_block(text) == block));
    }
}

TEST_CASE("the end is the empty block of the specification") {
    CHECK(bgzf_end().size() == 28);
    CHECK(inflate_member(bgzf_end()).empty());
    CHECK(byte_at(bgzf_end(), 16) == 27);
}

TEST_CASE("a block that would overflow its length field is our mistake") {
    CHECK_THROWS_AS(bgzf_block(std::string(bgzf_block_bytes + 1, 'a')), std::logic_error);
}
