#include "pipeline/sharding/landmarks.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace atria;
using namespace atria::pipeline;

namespace {

/// rs `first`, `first` + `step`, ..., 100 base pairs apart on chromosome 2, moved by `shift`.
Landmarks marks(std::uint32_t count, std::uint32_t first, std::uint32_t step, std::uint32_t shift) {
    Landmarks result;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t number = first + i * step;
        const std::string id = "rs" + std::to_string(number);
        result.add({2, number * 100 + shift, "A", "G", id, false, {}, {}});
    }
    return result;
}

}  // namespace

TEST_CASE("the number of an rs id, alone or with alleles behind it") {
    CHECK(rs_number("rs123") == 123);
    CHECK(rs_number("rs123:A:G") == 123);
    CHECK_FALSE(rs_number("1:123:A:G"));
    CHECK_FALSE(rs_number("rs"));
    CHECK_FALSE(rs_number("rs12a"));
    CHECK_FALSE(rs_number("RS12"));
    CHECK_FALSE(rs_number("rs99999999999999999999999"));
}

TEST_CASE("small files are compared whole") {
    const auto a = marks(100, 1, 1, 0);
    const auto same = a.against(marks(60, 21, 2, 0));  // 21, 23, ..., 139: forty of them up to 99
    CHECK(same.ids == 40);
    CHECK(same.ids_elsewhere == 0);
    CHECK(same.positions == 60);
    CHECK(same.same_positions == 40);
    const auto moved = a.against(marks(60, 21, 2, 1));
    CHECK(moved.ids == 40);
    CHECK(moved.ids_elsewhere == 40);
    CHECK(moved.same_positions == 0);
    CHECK((moved.example >= 21 && moved.example <= 99 && moved.example % 2 == 1));
    CHECK(moved.here == Landmarks::place(2, static_cast<std::uint32_t>(moved.example) * 100));
    CHECK(moved.there == moved.here + 1);
    CHECK(a.last_position(2) == 10000);
    CHECK(a.last_position(3) == 0);
    const auto nothing = a.against(Landmarks{});
    CHECK(nothing.ids + nothing.positions == 0);
}

// An array of 50,000 variants within 500,000 imputed ones: the samples must meet.
TEST_CASE("large files are compared by a sample that both of them take, in pieces or whole") {
    const auto imputed = marks(500000, 1, 1, 0);
    const auto array = marks(50000, 5, 10, 0);
    const auto found = array.against(imputed);
    CHECK((found.ids > 250 && found.ids < 600));  // a tenth of the 4,096 of the larger one
    CHECK(found.ids_elsewhere == 0);
    CHECK((found.positions > 250 && found.positions < 600));
    CHECK(found.same_positions == found.positions);
    CHECK(imputed.against(array).ids == found.ids);
    const auto lifted = array.against(marks(500000, 1, 1, 7));
    CHECK(lifted.ids == found.ids);
    CHECK(lifted.ids_elsewhere == found.ids);
    CHECK(lifted.same_positions == 0);

    Landmarks pieces;
    for (std::uint32_t i = 0; i < 10; ++i) { pieces.add(marks(5000, 5 + i * 50000, 10, 0)); }
    CHECK(pieces.bytes() == array.bytes());
    CHECK(pieces.last_position(2) == array.last_position(2));
}

TEST_CASE("an rs number may have several places") {
    Landmarks a;
    a.add({1, 10, "A", "G", "rs5", false, {}, {}});
    a.add({1, 10, "A", "C", "rs5", false, {}, {}});
    a.add({1, 20, "A", "G", "rs5", false, {}, {}});
    Landmarks b;
    b.add({1, 20, "A", "G", "rs5", false, {}, {}});
    CHECK(a.against(b).ids == 1);
    CHECK(a.against(b).ids_elsewhere == 0);
    CHECK(a.against(b).positions == 1);
}

TEST_CASE("landmarks travel as bytes") {
    const auto a = marks(20000, 3, 2, 0);
    auto bytes = a.bytes();
    const auto more = marks(5, 1, 1, 0).bytes();
    bytes.insert(bytes.end(), more.begin(), more.end());
    std::span<const std::byte> left(bytes);
    CHECK(Landmarks::from(left).bytes() == a.bytes());
    CHECK(left.size() == more.size());
    CHECK(Landmarks::from(left).bytes() == more);
    CHECK(left.empty());
}
