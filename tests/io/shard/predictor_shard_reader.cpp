#include "io/shard/predictor_shard_reader.hpp"

#include "io/shard/predictor_list.hpp"
#include "io/shard/predictor_shard_writer.hpp"
#include "io/shard/scanned_list.hpp"
#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <thread>

using namespace atria;
using namespace atria::io;
using atria::test::read_bytes;
using atria::test::requires_error;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

constexpr std::size_t people = 5000;

double number(std::size_t feature, std::size_t person) {
    if ((feature + person) % 11 == 0) { return NAN; }
    return static_cast<double>(feature) * 1000 + std::sin(static_cast<double>(person));
}

/// Every other one of 40 features.
PredictorEntry write(const std::filesystem::path& file) {
    PredictorShardWriter writer(file, "proteins", "east", people);
    std::vector<double> values(people);
    for (std::size_t feature = 0; feature < 40; feature += 2) {
        for (std::size_t i = 0; i < people; ++i) { values[i] = number(feature, i); }
        writer.add("f" + std::to_string(feature), feature, values);
    }
    return writer.close();
}

}  // namespace

TEST_CASE("features come back as they were written, in any pieces and any thread; others are absent") {
    const TemporaryFolder folder;
    const PredictorEntry entry = write(folder / "p.h5");
    CHECK(entry.features == 20);
    CHECK(entry.bytes == std::filesystem::file_size(folder / "p.h5"));
    const PredictorShardReader reader(folder / "p.h5");
    CHECK(reader.people() == people);
    CHECK(reader.features() == 20);
    for (const std::uint64_t at_once : {1U, 7U, 40U}) {
        for (std::uint64_t first = 0; first < 40; first += at_once) {
            const std::uint64_t count = std::min<std::uint64_t>(at_once, 40 - first);
            const auto raw = reader.read_raw(first, count);
            GenotypeBlock block;
            std::thread([&] { block = reader.decode(*raw); }).join();
            REQUIRE(block.variants.size() == count);
            for (std::uint64_t v = 0; v < count; ++v) {
                const GenotypeView& view = block.variants[v];
                REQUIRE(view.present == ((first + v) % 2 == 0));
                if (!view.present) { continue; }
                REQUIRE(view.encoding == Encoding::real);
                std::uint32_t missing = 0;
                bool equal = true;
                for (std::size_t i = 0; i < people; ++i) {
                    const double expected = number(first + v, i);
                    missing += std::isnan(expected) ? 1U : 0U;
                    equal = equal && (std::isnan(expected) ? std::isnan(view.values[i]) : view.values[i] == expected);
                }
                REQUIRE(equal);
                REQUIRE(view.counts.missing == missing);
            }
        }
    }
}

TEST_CASE("a byte of the numbers that changed is told by file and dataset") {
    const TemporaryFolder folder;
    (void)write(folder / "p.h5");
    std::string bytes = read_bytes(folder / "p.h5");
    bytes[bytes.size() / 2] ^= 1;
    write_bytes(folder / "p.h5", bytes);
    requires_error(
        [&] {
            const PredictorShardReader reader(folder / "p.h5");
            (void)reader.decode(*reader.read_raw(0, 40));
        },
        Fault::bad_data, {"p.h5", "/predictors/values", "checksum"});
}

TEST_CASE("the list of features gives rows that have a name and no place") {
    const TemporaryFolder folder;
    const std::vector<std::string> names{"IL6", "a name, with a comma", "CRP"};
    write_predictor_list(folder / "predictors/proteins.h5", "proteins", names);
    CHECK(PredictorListReader(folder / "predictors/proteins.h5").size() == 3);
    const std::vector<Variant> rows = ScannedList(folder / "predictors/proteins.h5").read(1, 2);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].id == "a name, with a comma");
    CHECK(rows[1].id == "CRP");
    CHECK(rows[1].chromosome == 0);
    write_predictor_list(folder / "none.h5", "none", {});
    CHECK(PredictorListReader(folder / "none.h5").size() == 0);
}
