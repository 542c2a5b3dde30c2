#include "io/hdf5/encoded_chunk.hpp"

#include "io/hdf5/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

using namespace atria;

namespace {

/// Appends encoded chunks of a dataset and has HDF5 undo its filters.
template <typename Number>
void read_back(const std::vector<Number>& values, std::uint64_t chunk_rows) {
    const test::TemporaryFolder folder;
    const io::hdf5::Layout layout{io::hdf5::element_of<Number>(), 0, 0, chunk_rows, true};
    {
        io::hdf5::OutputFile file(folder / "a.h5");
        {
            io::hdf5::Dataset dataset = file.create_dataset("/x", layout);
            for (std::size_t first = 0; first < values.size(); first += chunk_rows) {
                const auto rows =
                    std::span(values).subspan(first).first(std::min<std::size_t>(chunk_rows, values.size() - first));
                dataset.append_encoded_chunk(io::hdf5::encoded_chunk(layout, std::as_bytes(rows)), rows.size());
            }
        }
        file.finish();
    }
    const io::hdf5::InputFile file(folder / "a.h5");
    const io::hdf5::Dataset dataset = file.open_dataset("/x");
    REQUIRE(dataset.rows() == values.size());
    CHECK(dataset.read<Number>(0, values.size()) == values);
}

}  // namespace

TEST_CASE("HDF5 reads chunks that were encoded outside of it") {
    std::vector<double> numbers;
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint32_t> words;
    for (int i = 0; i < 1000; ++i) {
        numbers.push_back(std::sin(i) * std::pow(10, i % 300 - 150));
        bytes.push_back(static_cast<std::uint8_t>(i * i));
        words.push_back(static_cast<std::uint32_t>(i) * 2654435761U);
    }
    for (const std::uint64_t chunk_rows : {1000U, 300U, 1024U, 1U}) {
        read_back(numbers, chunk_rows);
        read_back(bytes, chunk_rows);
        read_back(words, chunk_rows);
    }
    read_back(std::vector<double>(500, 0.0), 128);
}

TEST_CASE("noisy bytes of a chunk are stored, and HDF5 reads them all the same") {
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    std::vector<double> noise;
    std::vector<double> counts;
    for (int i = 0; i < 9000; ++i) {
        noise.push_back(normal(random));
        counts.push_back(static_cast<double>(1000 + random() % 10));
    }
    for (const std::uint64_t chunk_rows : {8192U, 4500U, 9000U, 16384U}) {
        read_back(noise, chunk_rows);
        read_back(counts, chunk_rows);
    }
    // Bytes that compress are still compressed, behind noise and without it.
    const io::hdf5::Layout layout{io::hdf5::Element::f64, 0, 0, 8192, true};
    CHECK(io::hdf5::encoded_chunk(layout, std::as_bytes(std::span(noise).first(8192))).size() < 63'000);
    CHECK(io::hdf5::encoded_chunk(layout, std::as_bytes(std::span(noise).first(4096))).size() < 35'000);
    CHECK(io::hdf5::encoded_chunk(layout, std::as_bytes(std::span(counts).first(8192))).size() < 6'000);
}

TEST_CASE("an encoded chunk has to be one of its dataset") {
    const test::TemporaryFolder folder;
    io::hdf5::OutputFile file(folder / "a.h5");
    const io::hdf5::Layout layout{io::hdf5::Element::f64, 0, 0, 4, true};
    io::hdf5::Dataset dataset = file.create_dataset("/x", layout);
    const std::vector<double> five(5, 1.0);
    CHECK_THROWS_AS(io::hdf5::encoded_chunk(layout, std::as_bytes(std::span(five))), std::logic_error);
    const auto chunk = io::hdf5::encoded_chunk(layout, std::as_bytes(std::span(five).first(3)));
    dataset.append_encoded_chunk(chunk, 3);
    CHECK_THROWS_AS(dataset.append_encoded_chunk(chunk, 3), std::logic_error);  // the last one was not whole
}
