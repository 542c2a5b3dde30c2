#include "pipeline/simulation/genotype_stream.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atria;
using namespace atria::pipeline;

namespace {

SimulatedStudy small_study() {
    simulation::StudyDesign design;
    design.cohorts = 2;
    design.people = 501;
    design.variants = 700;
    design.chromosomes = {20, 22};
    design.spectrum = simulation::Spectrum::array;
    design.min_maf = 0.01;
    return SimulatedStudy(design);
}

std::string stream(const SimulatedStudy& study, std::uint32_t first, std::uint32_t count, int threads,
                   std::size_t block_bytes) {
    std::string all;
    std::uint32_t expected = first;
    stream_genotypes(
        study, 1, first, count, threads,
        [&](std::uint32_t variant, const simulation::Site& site, std::span<const std::uint8_t> codes) {
            REQUIRE(variant == expected++);
            all += site.variant.id;
            all.append(codes.begin(), codes.end());
        },
        block_bytes);
    REQUIRE(expected == first + count);
    return all;
}

}  // namespace

// The promise that a study is the same on any machine rests on this.
TEST_CASE("the stream is the same for any threads, block size and split") {
    const SimulatedStudy study = small_study();
    const std::string reference = stream(study, 0, 700, 1, 1);
    for (const int threads : {1, 2, 3}) {
        for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20U}) {
            CHECK((stream(study, 0, 700, threads, block_bytes) == reference));
        }
    }
    CHECK((stream(study, 0, 123, 2, 4096) + stream(study, 123, 577, 1, 9999) == reference));
    CHECK(stream(study, 5, 0, 2, 100).empty());
}
