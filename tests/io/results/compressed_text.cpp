#include "io/results/compressed_text.hpp"

#include "io/tables/bgzf.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using atria::io::CompressedText;

namespace {

std::string long_text(std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i) { text += std::to_string(i * i) + (i % 9 == 0 ? "\n" : "\t"); }
    text.resize(bytes);
    return text;
}

void write(const std::filesystem::path& file, const std::string& text, std::size_t piece,
           const atria::io::ParallelLoop& loop) {
    CompressedText out(file, loop);
    for (std::size_t i = 0; i < text.size(); i += piece) { out.add(std::string_view(text).substr(i, piece)); }
    out.close();
}

}  // namespace

TEST_CASE("gzip reads the text back, and the bytes do not depend on the pieces or the loop") {
    const atria::test::TemporaryFolder folder;
    const atria::io::ParallelLoop backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
        for (std::size_t i = n; i > 0; --i) { body(i - 1); }
    };
    for (const std::size_t bytes :
         {std::size_t{0}, std::size_t{1}, atria::io::bgzf_block_bytes - 1, atria::io::bgzf_block_bytes,
          atria::io::bgzf_block_bytes + 1, std::size_t{5'000'000}}) {
        const std::string text = long_text(bytes);
        write(folder / "once.gz", text, std::max<std::size_t>(bytes, 1), atria::io::one_after_the_other());
        REQUIRE(std::system(("gzip -t '" + (folder / "once.gz").string() + "'").c_str()) == 0);
        CHECK(atria::test::gunzip(folder / "once.gz") == text);
        for (const std::size_t piece : {997U, 65'280U, 1'234'567U}) {
            write(folder / "pieces.gz", text, piece, backwards);
            CHECK(atria::test::read_bytes(folder / "once.gz") == atria::test::read_bytes(folder / "pieces.gz"));
        }
    }
}

TEST_CASE("no file is left under its name before it is whole") {
    const atria::test::TemporaryFolder folder;
    {
        CompressedText out(folder / "table.gz", atria::io::one_after_the_other());
        out.add("half");
    }
    CHECK(std::filesystem::is_empty(folder.path()));
    atria::test::write_bytes(folder / "file", "x");
    atria::test::requires_error([&] { CompressedText(folder / "file/table.gz", atria::io::one_after_the_other()); },
                                atria::Fault::read_write, {"file"});
}
