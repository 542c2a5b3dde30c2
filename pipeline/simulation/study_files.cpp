#include "pipeline/simulation/study_files.hpp"

#include "io/file_digest.hpp"
#include "io/shard/manifest.hpp"
#include "io/shard/records_writer.hpp"
#include "io/shard/shard_writer.hpp"
#include "io/shard/variant_list.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/written_files.hpp"
#include "pipeline/simulation/cohort_levels.hpp"
#include "pipeline/simulation/deal.hpp"
#include "pipeline/simulation/genotype_stream.hpp"
#include "pipeline/simulation/simulated_records.hpp"
#include "pipeline/simulation/truth_table.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

using Run = simulation::VariantSites::Run;

/// One file that a rank writes: a shard, or a cohort's records.
struct Task {
    std::uint32_t cohort = 0;
    const Run* chromosome = nullptr;  ///< nullptr: the records
};

std::vector<Task> all_tasks(const SimulatedStudy& study) {
    std::vector<Task> tasks;
    for (std::uint32_t cohort = 0; cohort < study.design.cohorts; ++cohort) {
        tasks.push_back({cohort, nullptr});
        for (const Run& run : study.sites.chromosomes()) { tasks.push_back({cohort, &run}); }
    }
    return tasks;
}

std::string records_path(std::uint32_t cohort) { return SimulatedStudy::cohort_name(cohort) + "/records.h5"; }

std::string shard_path(std::uint32_t cohort, Chromosome chromosome) {
    return SimulatedStudy::cohort_name(cohort) + "/chr" + std::to_string(int{chromosome}) + ".h5";
}

io::ShardEntry write_shard(const std::filesystem::path& folder, const SimulatedStudy& study, const Task& task,
                           int threads, Progress& progress) {
    const Run& run = *task.chromosome;
    const std::string path = shard_path(task.cohort, run.chromosome);
    io::ShardWriter writer(folder / path, SimulatedStudy::cohort_name(task.cohort), run.chromosome,
                           study.people[task.cohort]);
    stream_genotypes(study, task.cohort, run.first, run.variants, threads,
                     [&](std::uint32_t variant, const simulation::Site& site, std::span<const std::uint8_t> codes) {
                         writer.add(site.variant, variant - run.first, codes);
                         progress.add();
                     });
    io::ShardEntry entry = writer.close();
    entry.path = path;
    return entry;
}

void write_cohort_records(const std::filesystem::path& folder, const SimulatedStudy& study, const Task& task,
                          int threads, CohortLevels& levels) {
    const SimulatedRecords records = draw_records(study, task.cohort, threads);
    levels[task.cohort] = records.levels;
    io::write_records(folder / records_path(task.cohort), records.table);
}

void write_variant_list(const std::filesystem::path& file, const SimulatedStudy& study) {
    io::VariantListWriter writer(file);
    for (std::uint32_t i = 0; i < study.design.variants; ++i) { writer.add(study.sites.site(i).variant); }
    writer.close();
}

io::Manifest empty_manifest(const std::filesystem::path& folder, const SimulatedStudy& study) {
    io::Manifest manifest;
    manifest.build = "GRCh38";
    for (std::uint32_t cohort = 0; cohort < study.design.cohorts; ++cohort) {
        io::CohortEntry entry;
        entry.name = SimulatedStudy::cohort_name(cohort);
        entry.people = study.people[cohort];
        manifest.cohorts.push_back(entry);
    }
    for (const Run& run : study.sites.chromosomes()) {
        manifest.chromosomes.push_back({run.chromosome, run.first, run.variants});
    }
    manifest.variants = study.design.variants;
    manifest.variants_path = "variants.h5";
    manifest.variants_bytes = std::filesystem::file_size(folder / manifest.variants_path);
    manifest.variants_sha256 = io::sha256_of_file(folder / manifest.variants_path);
    return manifest;
}

void write_gathered_manifest(const std::filesystem::path& folder, const SimulatedStudy& study,
                             std::span<const std::vector<std::byte>> files_of_ranks) {
    io::Manifest manifest = empty_manifest(folder, study);
    enter_written_files(files_of_ranks, manifest);
    io::write_manifest(folder, manifest);
}

}  // namespace

void write_study_files(const std::filesystem::path& folder, const SimulatedStudy& study, int threads,
                       const Communicator& communicator) {
    const std::vector<Task> tasks = all_tasks(study);
    std::vector<std::uint64_t> costs;
    for (const Task& task : tasks) {
        constexpr std::uint64_t variants_worth_the_records = 100;
        const std::uint64_t variants =
            task.chromosome == nullptr ? variants_worth_the_records : task.chromosome->variants;
        costs.push_back(variants * study.people[task.cohort]);
    }
    const std::vector<int> rank_of = deal(costs, communicator.size());

    CohortLevels levels;
    WrittenFiles mine;
    together(communicator, [&] {
        std::uint64_t variants = 0;
        std::uint64_t of_all = 0;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (tasks[i].chromosome != nullptr) { of_all += tasks[i].chromosome->variants; }
            if (rank_of[i] == communicator.rank() && tasks[i].chromosome != nullptr) {
                variants += tasks[i].chromosome->variants;
            }
        }
        Progress progress("simulate", variants, of_all, "variants");
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (rank_of[i] != communicator.rank()) { continue; }
            const std::uint32_t cohort = tasks[i].cohort;
            if (tasks[i].chromosome != nullptr) {
                mine.add_shard(cohort, write_shard(folder, study, tasks[i], threads, progress));
            } else {
                write_cohort_records(folder, study, tasks[i], threads, levels);
                mine.add_records(cohort, folder, records_path(cohort));
            }
        }
        if (communicator.is_root()) { write_variant_list(folder / "variants.h5", study); }
    });

    const auto files_of_ranks = mine.gather_to_root(communicator);
    const auto all_levels = gather_levels(communicator, levels, study.traits.size());
    together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        write_truth(folder / "truth.tsv", study, all_levels);
        write_gathered_manifest(folder, study, files_of_ranks);
    });
}

}  // namespace atria::pipeline
