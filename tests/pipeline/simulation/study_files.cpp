#include "pipeline/simulation/study_files.hpp"

#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "io/shard/shard_reader.hpp"
#include "io/shard/variant_list.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/simulation/genotype_stream.hpp"
#include "pipeline/simulation/simulated_records.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace atria;
using namespace atria::pipeline;
using namespace atria::test;

namespace {

SimulatedStudy small_study() {
    simulation::StudyDesign design;
    design.cohorts = 2;
    design.people = 203;
    design.variants = 150;
    design.chromosomes = {20, 22};
    design.missing_traits = 0.1;
    design.causal_min_maf = 0.001;
    return SimulatedStudy(design);
}

std::vector<std::uint8_t> unpacked(const GenotypeView& view, std::size_t people) {
    std::vector<std::uint8_t> calls(people, view.base);
    if (view.encoding == Encoding::packed) {
        for (std::size_t i = 0; i < people; ++i) { calls[i] = view.packed[i / 4] >> 2 * (i % 4) & 3U; }
    } else {
        for (const SparseEntry entry : view.sparse) { calls[person_of(entry)] = code_of(entry); }
    }
    return calls;
}

std::map<std::string, std::string> files_of(const TemporaryFolder& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (entry.is_regular_file()) {
            files[entry.path().lexically_relative(folder.path())] = read_bytes(entry.path());
        }
    }
    return files;
}

}  // namespace

// The two formats are one study: what the shards hold is what the stream that writes the cohort files gives.
TEST_CASE("the readers find the simulated calls, variants and records in the shards") {
    start_log({LogFormat::text, true, 0});
    const SimulatedStudy study = small_study();
    const TemporaryFolder folder;
    write_study_files(folder.path(), study, 2, OneRank());

    const io::Manifest manifest = io::read_manifest(folder.path());
    REQUIRE(manifest.cohorts.size() == 2);
    REQUIRE(manifest.chromosomes.size() == 2);
    CHECK(manifest.variants == 150);
    CHECK(manifest.cohorts[0].people + manifest.cohorts[1].people == 203);

    const auto variants = io::VariantListReader(folder / manifest.variants_path).read(0, 150);
    for (std::uint32_t i = 0; i < 150; ++i) {
        CHECK(variants[i] == study.sites.site(i).variant);
        CHECK(variants[i].id == study.sites.site(i).variant.id);
    }
    for (std::uint32_t cohort = 0; cohort < 2; ++cohort) {
        const io::CohortEntry& entry = manifest.cohorts[cohort];
        REQUIRE(entry.shards.size() == 2);
        for (std::size_t s = 0; s < 2; ++s) {
            const io::ChromosomeEntry& chromosome = manifest.chromosomes[s];
            REQUIRE(entry.shards[s].chromosome == chromosome.chromosome);
            CHECK(entry.shards[s].bytes == std::filesystem::file_size(folder / entry.shards[s].path));
            const io::ShardReader reader(folder / entry.shards[s].path);
            const auto raw = reader.read_raw(0, chromosome.variants);
            const GenotypeBlock block = reader.decode(*raw);
            const auto first = static_cast<std::uint32_t>(chromosome.first);
            stream_genotypes(study, cohort, first, static_cast<std::uint32_t>(chromosome.variants), 1,
                             [&](std::uint32_t variant, const simulation::Site&, std::span<const std::uint8_t> codes) {
                                 const auto calls = unpacked(block.variants[variant - first], entry.people);
                                 for (std::size_t i = 0; i < calls.size(); ++i) {
                                     REQUIRE(calls[i] == (codes[i / 4] >> 2 * (i % 4) & 3U));
                                 }
                             });
        }
        const SimulatedRecords records = draw_records(study, cohort, 1);
        const io::RecordsReader reader(folder / entry.records_path);
        CHECK(reader.ids() == records.table.ids);
        CHECK(reader.columns().size() == records.table.columns.size());
        for (const auto& column : records.table.columns) {
            const auto values = reader.numeric(column.description.name);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const bool both_missing = std::isnan(values[i]) && std::isnan(column.values[i]);
                REQUIRE((both_missing || values[i] == column.values[i]));
            }
        }
    }
}

TEST_CASE("a sharded study has the same bytes for any threads") {
    start_log({LogFormat::text, true, 0});
    const SimulatedStudy study = small_study();
    const TemporaryFolder one;
    write_study_files(one.path(), study, 1, OneRank());
    const TemporaryFolder three;
    write_study_files(three.path(), study, 3, OneRank());
    CHECK((files_of(one) == files_of(three)));
    CHECK(files_of(one).size() == 2 * 3 + 3);
}
