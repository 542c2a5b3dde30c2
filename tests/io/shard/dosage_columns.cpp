#include "io/shard/dosage_columns.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/damage.hpp"
#include "io/shard/file_contents.hpp"
#include "io/shard/shard_reader.hpp"
#include "io/shard/shard_writer.hpp"
#include "kernels/data/genotype_values.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

using Dosages = std::vector<Dosage>;

Variant variant_at(std::size_t index) {
    return {22, static_cast<std::uint32_t>(100 + index), "A", "G", "rs" + std::to_string(index)};
}

/// Dosages everywhere, mostly none, mostly two copies; with people who lack one.
std::vector<Dosages> random_dosages(std::size_t variants, std::size_t people, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<unsigned> any(0, two_copies);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<Dosages> all(variants, Dosages(people));
    for (std::size_t v = 0; v < variants; ++v) {
        for (Dosage& one : all[v]) {
            const bool usual = v % 3 != 0 && uniform(random) < 0.95;
            one = usual ? (v % 3 == 1 ? Dosage{0} : two_copies) : static_cast<Dosage>(any(random));
            if (uniform(random) < 0.02) { one = missing_dosage; }
        }
        all[v].front() = 5;  // no variant is all calls
    }
    return all;
}

ShardEntry write_shard(const std::filesystem::path& file, const std::vector<Dosages>& dosages, std::uint64_t stride,
                       DosageBits bits) {
    ShardWriter writer(file, "north", 22, dosages.front().size(), bits);
    for (std::size_t v = 0; v < dosages.size(); ++v) {
        writer.add_dosages(variant_at(v), v * stride, dosages[v], v % 2 == 0 ? 0.25 : NAN);
    }
    return writer.close();
}

/// MaCH's r², written out.
double plain_r2(const Dosages& dosages) {
    double n = 0;
    double sum = 0;
    for (const Dosage one : dosages) {
        if (one == missing_dosage) { continue; }
        n += 1;
        sum += copies_of(one);
    }
    double squares = 0;
    for (const Dosage one : dosages) {
        if (one != missing_dosage) { squares += std::pow(copies_of(one) - sum / n, 2); }
    }
    const double p = sum / (2 * n);
    return squares / n / (2 * p * (1 - p));
}

}  // namespace

TEST_CASE("a shard gives back every dosage of 16 bits, and of 8 the nearest, whatever the blocks") {
    const auto people = GENERATE(1U, 3U, 379U, 5001U);
    const auto stride = GENERATE(1U, 3U);
    const auto bits = GENERATE(DosageBits::sixteen, DosageBits::eight);
    const TemporaryFolder folder;
    auto dosages = random_dosages(67, people, people);
    if (bits == DosageBits::eight) {
        for (Dosages& variant : dosages) { variant.front() = 16500; }  // 5 is nothing in 8 bits
    }
    const auto entry = write_shard(folder / "chr22.h5", dosages, stride, bits);
    CHECK(entry.variants == dosages.size());
    CHECK(entry.dosage_variants == dosages.size());
    CHECK(entry.packed_variants == 0);
    const ShardReader reader(folder / "chr22.h5");
    REQUIRE(reader.variants() == dosages.size());
    for (const std::uint64_t size : {1U, 10U, 500U}) {
        for (std::uint64_t first = 0; first < dosages.size() * stride + 5; first += size) {
            const auto block = reader.decode(*reader.read_raw(first, size));
            for (std::uint64_t i = 0; i < size; ++i) {
                const auto index = first + i;
                const bool stored = index % stride == 0 && index / stride < dosages.size();
                const GenotypeView& view = block.variants[i];
                REQUIRE(view.present == stored);
                if (!stored) { continue; }
                const Dosages& expected = dosages[index / stride];
                std::vector<double> values(people);
                decode_values(view, people, values.data());
                std::uint32_t missing = 0;
                Dosages kept;
                for (std::size_t p = 0; p < people; ++p) {
                    REQUIRE(std::isnan(values[p]) == (expected[p] == missing_dosage));
                    kept.push_back(dosage_of(values[p]));
                    missing += std::isnan(values[p]) ? 1U : 0U;
                    if (std::isnan(values[p])) { continue; }
                    const double error = std::fabs(values[p] - copies_of(expected[p]));
                    REQUIRE(error <= (bits == DosageBits::sixteen ? 0 : 1.0 / 254 + 0x1p-15));
                }
                REQUIRE(view.counts.missing == missing);
                REQUIRE(is_real(view));
                const double info = index / stride % 2 == 0 ? 0.25 : plain_r2(kept);
                REQUIRE((std::isnan(info) ? std::isnan(view.info) : std::fabs(view.info - info) < 1e-9));
            }
        }
    }
    const auto summary = summarise_shard(folder / "chr22.h5");
    CHECK(summary.dosages == dosages.size());
    CHECK(summary.packed + summary.sparse == 0);
}

TEST_CASE("dosages take the smaller of two forms") {
    const TemporaryFolder folder;
    const std::size_t people = 64;  // 128 bytes: 15 entries of 8 bytes are smaller, 16 are not
    std::vector<Dosages> dosages;
    for (const std::size_t others : {15U, 16U}) {
        for (const Dosage base : {Dosage{0}, two_copies}) {
            dosages.emplace_back(people, base);
            for (std::size_t i = 0; i < others; ++i) { dosages.back()[3 * i] = 100; }
        }
    }
    write_shard(folder / "s.h5", dosages, 1, DosageBits::sixteen);
    const ShardReader reader(folder / "s.h5");
    const auto block = reader.decode(*reader.read_raw(0, 4));
    CHECK(block.variants[0].encoding == Encoding::sparse_dosage);
    CHECK(block.variants[1].encoding == Encoding::sparse_dosage);
    CHECK(block.variants[1].base == 2);
    CHECK(block.variants[2].encoding == Encoding::dosage);
    CHECK(block.variants[3].encoding == Encoding::dosage);
}

TEST_CASE("dosages that are all whole copies give the bytes of the calls that they are") {
    const TemporaryFolder folder;
    const std::size_t people = 41;
    for (const DosageBits bits : {DosageBits::sixteen, DosageBits::eight}) {
        ShardWriter calls(folder / "calls.h5", "north", 22, people, bits);
        ShardWriter dosages(folder / "dosages.h5", "north", 22, people, bits);
        std::mt19937 random(3);
        for (std::size_t v = 0; v < 20; ++v) {
            std::vector<std::uint8_t> packed((people + 3) / 4, 0);
            Dosages whole(people);
            for (std::size_t i = 0; i < people; ++i) {
                const auto code = static_cast<unsigned>(v % 2 == 0 ? random() % 4 : (random() % 20 == 0 ? 1 : 0));
                packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | code << 2 * (i % 4));
                whole[i] = code == missing_call ? missing_dosage : static_cast<Dosage>(code * one_copy);
            }
            calls.add(variant_at(v), v, packed);
            dosages.add_dosages(variant_at(v), v, whole, 0.9);
        }
        CHECK(calls.close().dosage_variants == 0);
        CHECK(dosages.close().dosage_variants == 0);
        CHECK(read_bytes(folder / "calls.h5") == read_bytes(folder / "dosages.h5"));
    }
}

TEST_CASE("the sums of a shard's variants are those of their copies") {
    const TemporaryFolder folder;
    const auto dosages = random_dosages(9, 100, 5);
    {
        ShardWriter writer(folder / "s.h5", "north", 22, 100);
        for (std::size_t v = 0; v < dosages.size(); ++v) { writer.add_dosages(variant_at(v), v, dosages[v], NAN); }
        writer.add(variant_at(20), 20, std::vector<std::uint8_t>(25, 0x55));
        static_cast<void>(writer.close());
    }
    const hdf5::InputFile file(folder / "s.h5");
    const auto sums = file.open_dataset("/variants/dosage_sum").read<std::uint64_t>(0, 10);
    for (std::size_t v = 0; v < dosages.size(); ++v) {
        std::uint64_t sum = 0;
        for (const Dosage one : dosages[v]) { sum += one == missing_dosage ? 0U : one; }
        CHECK(sums[v] == sum);
    }
    CHECK(sums[9] == 100U * one_copy);
    CHECK(std::isnan(file.open_dataset("/variants/info").read<double>(9, 1)[0]));
}

TEST_CASE("shards of the layout before dosages are read") {
    const ShardReader reader(std::filesystem::path(ATRIA_TEST_DATA) / "shard_layout_1.h5");
    REQUIRE(reader.people() == 40);
    REQUIRE(reader.variants() == 12);
    const auto block = reader.decode(*reader.read_raw(0, 12));
    std::uint64_t het = 0;
    std::uint64_t missing = 0;
    for (const GenotypeView& view : block.variants) {
        REQUIRE_FALSE(is_real(view));
        CHECK(std::isnan(view.info));
        het += view.counts.het;
        missing += view.counts.missing;
    }
    // As h5dump tells.
    CHECK(het == 161);
    CHECK(missing == 27);
}

TEST_CASE("damaged dosages are told, and what their checksum does not cover is not believed") {
    const TemporaryFolder folder;
    const auto dosages = random_dosages(40, 2000, 8);
    const auto entry = write_shard(folder / "s.h5", dosages, 1, DosageBits::sixteen);
    auto bytes = read_bytes(folder / "s.h5");
    // The first dense row begins with 5 and has no repetition.
    const std::string row(reinterpret_cast<const char*>(dosages[0].data()), 64);
    const auto at = bytes.find(row);
    REQUIRE(at != std::string::npos);
    bytes[at + 10] = static_cast<char>(bytes[at + 10] ^ 1);
    write_bytes(folder / "s.h5", bytes);
    const ShardReader reader(folder / "s.h5");
    const auto raw = reader.read_raw(0, 3);
    requires_error([&] { static_cast<void>(reader.decode(*raw)); }, Fault::bad_data, {"/genotypes/dosage"});
    const auto damage = find_damage(folder.path(), {"s.h5", entry.bytes, entry.sha256});
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].find("/genotypes/dosage") != std::string::npos);
}
