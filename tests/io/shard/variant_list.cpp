#include "io/shard/variant_list.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::io;
using atria::test::requires_error;
using atria::test::TemporaryFolder;

TEST_CASE("the variant list comes back in any slices, texts of any length") {
    const TemporaryFolder folder;
    const auto expected = [](std::uint32_t i) {
        return Variant{static_cast<Chromosome>(1 + i / 30000), i + 1, i == 777 ? std::string(3000, 'A') : "A",
                       i % 2 == 0 ? "G" : "GT", i % 5 == 0 ? "" : "rs" + std::to_string(i) + std::string(i % 40, 'x')};
    };
    constexpr std::uint32_t count = 60000;  // more text than stays in memory
    VariantListWriter writer(folder / "variants.h5");
    for (std::uint32_t i = 0; i < count; ++i) { writer.add(expected(i)); }
    CHECK_FALSE(std::filesystem::exists(folder / "variants.h5"));
    writer.close();
    const VariantListReader reader(folder / "variants.h5");
    REQUIRE(reader.size() == count);
    for (const std::uint32_t first : {0U, 1U, 700U, 29999U, 59990U}) {
        const auto variants = reader.read(first, std::min(count - first, 100U));
        for (std::uint32_t i = 0; i < variants.size(); ++i) {
            REQUIRE(variants[i] == expected(first + i));
            REQUIRE(variants[i].id == expected(first + i).id);
        }
    }
    requires_error([&] { static_cast<void>(reader.read(59999, 2)); }, Fault::bad_data, {"variants.h5", "60000 rows"});
}

TEST_CASE("an empty list is a list, and an unfinished one leaves nothing behind") {
    const TemporaryFolder folder;
    VariantListWriter(folder / "empty.h5").close();
    CHECK(VariantListReader(folder / "empty.h5").size() == 0);
    { VariantListWriter writer(folder / "left.h5"); }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}
