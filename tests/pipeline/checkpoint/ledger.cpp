#include "pipeline/checkpoint/ledger.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atria;
using pipeline::Ledger;

TEST_CASE("what several ranks have written down comes back by name, also after further runs") {
    const test::TemporaryFolder folder;
    CHECK(Ledger::read(folder.path()).empty());
    {
        Ledger first(folder.path(), 0);
        Ledger second(folder.path(), 11);
        CHECK(Ledger::read(folder.path()).empty());
        first.add("a", {{"rows", 3}});
        second.add("b", {{"words", "\"\n\t"}});
    }
    Ledger again(folder.path(), 0);
    again.add("c", nullptr);
    const auto entries = Ledger::read(folder.path());
    REQUIRE(entries.size() == 3);
    CHECK(entries.at("a").at("rows") == 3);
    CHECK(entries.at("b").at("words") == "\"\n\t");
    CHECK(entries.at("c").is_null());
    Ledger::remove(folder.path());
    CHECK(Ledger::read(folder.path()).empty());
}

TEST_CASE("a line that was cut or changed anywhere is no line, and spoils no other") {
    const test::TemporaryFolder folder;
    {
        Ledger ledger(folder.path(), 0);
        ledger.add("first", 1);
        ledger.add("second", 2);
    }
    const auto file = folder / "ledger/rank-0000.jsonl";
    const std::string whole = test::read_bytes(file);
    const std::size_t second = whole.find("\n\n") + 2;
    for (std::size_t length = second; length + 1 < whole.size(); ++length) {
        test::write_bytes(file, whole.substr(0, length));
        REQUIRE(Ledger::read(folder.path()).size() == 1);
        Ledger(folder.path(), 0).add("third", 3);
        const auto entries = Ledger::read(folder.path());
        REQUIRE(entries.size() == 2);
        REQUIRE(entries.at("third") == 3);
    }
    for (std::size_t at = second; at + 1 < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        test::write_bytes(file, changed);
        const auto entries = Ledger::read(folder.path());
        REQUIRE(entries.contains("first"));
        REQUIRE_FALSE(entries.contains("second"));
    }
}
