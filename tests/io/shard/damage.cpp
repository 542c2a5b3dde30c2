#include "io/shard/damage.hpp"

#include "io/file_digest.hpp"
#include "io/shard/records_writer.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

TEST_CASE("every flipped bit is found; in the ids it names the ids") {
    const TemporaryFolder folder;
    const auto path = folder / "records.h5";
    RecordTable records;
    std::mt19937_64 random(1);
    for (int i = 0; i < 500; ++i) { records.ids.push_back("id" + std::to_string(random())); }
    records.columns.push_back({{"age", ColumnType::numeric, "", {}}, std::vector<double>(500)});
    for (auto& value : records.columns[0].values) { value = static_cast<double>(random()); }
    write_records(path, records);
    const ExpectedFile expected{"records.h5", std::filesystem::file_size(path), sha256_of_file(path)};
    CHECK(find_damage(folder.path(), expected).empty());

    const std::string whole = read_bytes(path);
    bool named_id = false;
    bool named_age = false;
    for (std::size_t at = 0; at < whole.size(); at += 61) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 16);
        write_bytes(path, damaged);
        const auto found = find_damage(folder.path(), expected);
        REQUIRE_FALSE(found.empty());
        named_id = named_id || found[0].find("dataset /id:") != std::string::npos;
        named_age = named_age || found[0].find("dataset /columns/age:") != std::string::npos;
    }
    CHECK(named_id);
    CHECK(named_age);

    write_bytes(path, whole.substr(0, whole.size() - 10));
    CHECK_THAT(find_damage(folder.path(), expected).at(0), Catch::Contains("bytes instead of"));
    std::filesystem::remove(path);
    CHECK_THAT(find_damage(folder.path(), expected).at(0), Catch::Contains("missing"));
}
