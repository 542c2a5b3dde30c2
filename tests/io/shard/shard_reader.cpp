#include "io/shard/shard_reader.hpp"

#include "io/shard/records_writer.hpp"
#include "io/shard/shard_writer.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <thread>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

using Calls = std::vector<std::uint8_t>;  // one code a person

std::vector<std::uint8_t> pack(const Calls& calls) {
    std::vector<std::uint8_t> packed((calls.size() + 3) / 4);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | calls[i] << 2 * (i % 4));
    }
    return packed;
}

Calls unpack(const GenotypeView& view, std::size_t people) {
    Calls calls(people, view.base);
    if (view.encoding == Encoding::packed) {
        for (std::size_t i = 0; i < people; ++i) { calls[i] = view.packed[i / 4] >> 2 * (i % 4) & 3; }
    } else {
        for (const auto entry : view.sparse) { calls.at(person_of(entry)) = code_of(entry); }
    }
    return calls;
}

GenotypeCounts counted(const Calls& calls) {
    GenotypeCounts counts;
    for (const auto call : calls) {
        (call == 0 ? counts.hom_other : call == 1 ? counts.het : call == 2 ? counts.hom_effect : counts.missing) += 1;
    }
    return counts;
}

/// Common, rare and nearly fixed variants, all codes.
std::vector<Calls> random_calls(std::size_t variants, std::size_t people, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Calls> all(variants, Calls(people));
    for (std::size_t v = 0; v < variants; ++v) {
        const std::vector<std::vector<double>> kinds{{50, 30, 15, 5}, {1000, 3, 1, 1}, {1, 3, 1000, 2}, {1, 0, 0, 0}};
        std::discrete_distribution<int> call(kinds[v % 4].begin(), kinds[v % 4].end());
        for (auto& code : all[v]) { code = static_cast<std::uint8_t>(call(random)); }
    }
    return all;
}

Variant variant_at(std::size_t index) {
    return {22, static_cast<std::uint32_t>(100 + index), "A", "G", "rs" + std::to_string(index)};
}

ShardEntry write_shard(const std::filesystem::path& file, const std::vector<Calls>& calls, std::uint64_t stride) {
    ShardWriter writer(file, "north", 22, calls.front().size());
    for (std::size_t v = 0; v < calls.size(); ++v) { writer.add(variant_at(v), v * stride, pack(calls[v])); }
    return writer.close();
}

}  // namespace

TEST_CASE("a shard gives back every call, whatever the blocks") {
    const auto people = GENERATE(1U, 3U, 4U, 17U, 379U, 5001U);
    const auto stride = GENERATE(1U, 3U);
    const TemporaryFolder folder;
    const auto calls = random_calls(301, people, people);
    const auto entry = write_shard(folder / "chr22.h5", calls, stride);
    CHECK(entry.variants == calls.size());
    CHECK(entry.bytes == std::filesystem::file_size(folder / "chr22.h5"));
    if (people > 1000) {
        CHECK(entry.packed_variants < calls.size() / 2);
        CHECK(entry.packed_variants > 0);
    }
    const ShardReader reader(folder / "chr22.h5");
    REQUIRE(reader.people() == people);
    REQUIRE(reader.variants() == calls.size());
    for (const std::uint64_t size : {1U, 64U, 100U, 2000U}) {
        for (std::uint64_t first = 0; first < calls.size() * stride + 5; first += size) {
            const auto raw = reader.read_raw(first, size);
            const auto block = reader.decode(*raw);
            REQUIRE(block.people == people);
            REQUIRE(block.variants.size() == size);
            for (std::uint64_t i = 0; i < size; ++i) {
                const auto index = first + i;
                const bool stored = index % stride == 0 && index / stride < calls.size();
                REQUIRE(block.variants[i].present == stored);
                if (!stored) { continue; }
                const auto& expected = calls[index / stride];
                REQUIRE(unpack(block.variants[i], people) == expected);
                REQUIRE(block.variants[i].counts == counted(expected));
            }
        }
    }
}

TEST_CASE("a variant takes the smaller of its two encodings") {
    const TemporaryFolder folder;
    const std::size_t people = 64;  // 16 packed bytes: three entries are smaller, four are not
    std::vector<Calls> calls;
    for (const std::size_t carriers : {0U, 3U, 4U}) {
        calls.emplace_back(people, std::uint8_t{0});
        for (std::size_t i = 0; i < carriers; ++i) { calls.back()[7 * i] = 1; }
        calls.emplace_back(people, std::uint8_t{2});
        for (std::size_t i = 0; i < carriers; ++i) { calls.back()[7 * i] = 3; }
    }
    const auto entry = write_shard(folder / "s.h5", calls, 1);
    CHECK(entry.packed_variants == 2);
    CHECK(entry.sparse_entries == 6);
    const ShardReader reader(folder / "s.h5");
    const auto block = reader.decode(*reader.read_raw(0, 6));
    CHECK(block.variants[0].encoding == Encoding::sparse);
    CHECK(block.variants[3].base == 2);
    CHECK(block.variants[4].encoding == Encoding::packed);
}

TEST_CASE("lists of carriers that lie across two chunks are joined") {
    const TemporaryFolder folder;
    const std::size_t people = 400000;
    std::vector<Calls> calls;
    for (std::size_t v = 0; v < 8; ++v) {  // 8 × 20,000 entries; a chunk holds 65,536
        calls.emplace_back(people, std::uint8_t{0});
        for (std::size_t i = 0; i < 20000; ++i) { calls.back()[i * 20 + v] = 1 + static_cast<std::uint8_t>(i % 3); }
    }
    write_shard(folder / "s.h5", calls, 1);
    const ShardReader reader(folder / "s.h5");
    const auto block = reader.decode(*reader.read_raw(0, 8));
    for (std::size_t v = 0; v < 8; ++v) {
        REQUIRE(block.variants[v].encoding == Encoding::sparse);
        REQUIRE(unpack(block.variants[v], people) == calls[v]);
    }
}

TEST_CASE("the same calls give the same bytes at any time") {
    const TemporaryFolder folder;
    const auto calls = random_calls(700, 1234, 5);
    const auto first = write_shard(folder / "a.h5", calls, 2);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // time stamps of HDF5 are whole seconds
    const auto second = write_shard(folder / "b.h5", calls, 2);
    CHECK(first.sha256 == second.sha256);
}

TEST_CASE("a flipped bit in the calls is found and the dataset named") {
    const TemporaryFolder folder;
    const auto path = folder / "chr22.h5";
    const std::size_t people = 4096;
    std::vector<Calls> calls(100, Calls(people));
    for (std::size_t v = 0; v < 50; ++v) {  // a pattern that is easily found in the file
        for (std::size_t i = 0; i < people; ++i) { calls[v][i] = static_cast<std::uint8_t>((i / 4 + v) % 3); }
    }
    for (std::size_t v = 50; v < 100; ++v) {
        for (std::size_t i = 0; i < 30; ++i) { calls[v][i * 100 + v] = 1; }
    }
    write_shard(path, calls, 1);
    const std::string whole = read_bytes(path);
    const auto packed = pack(calls[3]);
    const auto packed_at = whole.find(std::string(packed.begin(), packed.end()));
    REQUIRE(packed_at != std::string::npos);
    const auto flip = [&](std::size_t at, unsigned bit) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
        write_bytes(path, damaged);
    };
    flip(packed_at + 77, 4);
    const ShardReader reader(path);
    requires_error([&] { static_cast<void>(reader.decode(*reader.read_raw(0, 100))); }, Fault::bad_data,
                   {path.string(), "/genotypes/packed", "checksum"});

    const auto entry = sparse_entry(60, 1);  // the first carrier of variant 60
    std::string wanted(4, '\0');
    for (unsigned byte = 0; byte < 4; ++byte) { wanted[byte] = static_cast<char>(entry >> 8 * byte & 0xFF); }
    wanted += std::string(1, static_cast<char>(sparse_entry(160, 1) & 0xFF));
    const auto sparse_at = whole.find(wanted);
    REQUIRE(sparse_at != std::string::npos);
    flip(sparse_at + 1, 0);
    const ShardReader second(path);
    requires_error([&] { static_cast<void>(second.decode(*second.read_raw(0, 100))); }, Fault::bad_data,
                   {"/genotypes/sparse", "checksum"});
}

TEST_CASE("damage anywhere is an error or harmless, never a crash or a wrong call") {
    const TemporaryFolder folder;
    const auto path = folder / "chr22.h5";
    const std::size_t people = 37;
    const auto calls = random_calls(40, people, 3);
    write_shard(path, calls, 1);
    const std::string whole = read_bytes(path);
    const auto read_all = [&] {
        const ShardReader reader(path);
        const auto block = reader.decode(*reader.read_raw(0, calls.size()));
        for (std::size_t v = 0; v < calls.size(); ++v) {
            if (!block.variants[v].present || unpack(block.variants[v], people) != calls[v]) { return false; }
        }
        return true;
    };
    SECTION("cut short at any length") {
        const std::size_t step = std::max<std::size_t>(1, whole.size() / 400);
        for (std::size_t length = 0; length < whole.size(); length += step) {
            write_bytes(path, whole.substr(0, length));
            INFO(length);
            REQUIRE_THROWS_AS(read_all(), Error);
        }
    }
    SECTION("one flipped bit anywhere") {
        std::mt19937 random(11);
        for (int trial = 0; trial < 400; ++trial) {
            std::string damaged = whole;
            const std::size_t at = random() % whole.size();
            damaged[at] = static_cast<char>(damaged[at] ^ 1 << random() % 8);
            write_bytes(path, damaged);
            INFO(at);
            bool harmless = true;
            try {
                harmless = read_all();
            } catch (const Error&) {}
            REQUIRE(harmless);
        }
    }
}

TEST_CASE("a file that is missing or something else is named") {
    const TemporaryFolder folder;
    requires_error([&] { ShardReader(folder / "none.h5"); }, Fault::input_missing, {"none.h5"});
    write_bytes(folder / "text.h5", "this is no HDF5 file");
    requires_error([&] { ShardReader(folder / "text.h5"); }, Fault::bad_data, {"text.h5", "damaged"});
    write_records(folder / "records.h5", {{"a", "b"}, {}});
    requires_error([&] { ShardReader(folder / "records.h5"); }, Fault::bad_data, {"records.h5", "this is a records"});
}
