#include "pipeline/run/scan.hpp"

#include "io/results/part_file.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/plan/memory_need.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/merge_parts.hpp"
#include "pipeline/run/block_source.hpp"
#include "pipeline/run/parallel_for.hpp"
#include "pipeline/run/results_folder.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB"; }

/// Rounds over the cohorts until the kernel has what it needs; then the rows of all traits.
std::vector<ScanRows> scan_block(const ScanKernel& kernel, std::span<const RawTile> tiles) {
    std::vector<GenotypeBlock> genotypes;
    for (const RawTile& tile : tiles) { genotypes.push_back(tile.decode()); }
    const auto state = kernel.begin(genotypes.front().variants.size());
    std::vector<Contribution> contributions(genotypes.size());
    do {
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            contributions[c] = kernel.accumulate(static_cast<CohortIndex>(c), genotypes[c], *state);
        }
    } while (kernel.update(*state, contributions));
    return kernel.report(*state, contributions);
}

void scan_my_blocks(const ScanRequest& request, const WorkPlan& plan, const ScanKernel& kernel, BlockSource& source,
                    io::PartWriter& part, const Communicator& communicator) {
    const std::span<const PlannedBlock> mine = plan.blocks_of(communicator.rank());
    std::uint64_t variants = 0;
    for (const PlannedBlock& block : mine) { variants += block.variants; }
    std::uint64_t of_all = 0;
    for (const PlannedBlock& block : plan.blocks()) { of_all += block.variants; }
    Progress progress("scan", variants, of_all, "variants");
    const std::size_t wave = static_cast<std::size_t>(request.run.threads) * ScanShape{}.blocks_in_flight;
    for (std::size_t first = 0; first < mine.size(); first += wave) {
        const std::size_t count = std::min(wave, mine.size() - first);
        std::vector<std::vector<RawTile>> tiles;
        for (std::size_t i = 0; i < count; ++i) { tiles.push_back(source.read(mine[first + i])); }
        std::vector<std::vector<ScanRows>> rows(count);
        parallel_for(count, request.run.threads, [&](std::size_t i) {
            rows[i] = scan_block(kernel, tiles[i]);
            progress.add(mine[first + i].variants);
        });
        for (std::size_t i = 0; i < count; ++i) { part.add(mine[first + i].index, rows[i]); }
    }
}

/// Throws Error(bad_data) when no trait has anybody to analyse.
void refuse_if_nobody(std::span<const io::TraitResult> traits) {
    const auto nobody = [](const io::TraitResult& trait) { return trait.sample_size == 0; };
    if (!traits.empty() && std::all_of(traits.begin(), traits.end(), nobody)) {
        throw Error(Fault::bad_data, "nobody can be analysed for " + traits.front().name +
                                         (traits.size() > 1 ? " and the other traits" : "") +
                                         ": everybody lacks the trait or a covariate; the log counts them by reason");
    }
}

ScanShape shape_of(const ScanRequest& request, const io::Manifest& manifest, const StudyRecords& records,
                   const PreparedScan& scan) {
    ScanShape shape;
    for (const std::size_t c : records.cohorts()) { shape.people.push_back(manifest.cohorts[c].people); }
    shape.traits = scan.traits.size();
    shape.block_variants = request.block_variants;
    shape.threads = static_cast<std::uint64_t>(request.run.threads);
    shape.survival = !scan.traits.empty() && scan.traits.front().model == io::ScanModel::cox;
    const bool linear = std::all_of(scan.traits.begin(), scan.traits.end(),
                                    [](const io::TraitResult& trait) { return trait.model == io::ScanModel::linear; });
    shape.covariates = linear ? records.covariates(0).names.size() : records.model_columns();
    return shape;
}

/// The planned need of a rank; what the kernel holds is known by now, and counts where it is more than foreseen.
MemoryNeed need_of(const ScanRequest& request, const io::Manifest& manifest, const StudyRecords& records,
                   const PreparedScan& scan) {
    MemoryNeed need = memory_need(shape_of(request, manifest, records, scan));
    need.records = std::max<std::uint64_t>(need.records, scan.kernel->resident_bytes());
    return need;
}

void check_memory(const ScanRequest& request, const MemoryNeed& need) {
    log_info("memory a rank may need " + mebibytes(need.total()) + " of " + mebibytes(request.run.memory) + " allowed");
    if (request.run.memory > 0 && need.total() > request.run.memory) {
        throw Error(Fault::resource_missing, "a rank of this scan may need " + mebibytes(need.total()) +
                                                 " and may use " + mebibytes(request.run.memory) +
                                                 "; raise --memory, or use a smaller --block-size or fewer --threads");
    }
}

void record_inputs(RunRecord& record, const io::Manifest& manifest, const StudyRecords& records) {
    record.add_input(manifest.variants_path, manifest.variants_bytes, manifest.variants_sha256);
    for (const std::size_t c : records.cohorts()) {
        const io::CohortEntry& cohort = manifest.cohorts[c];
        record.add_input(cohort.records_path, cohort.records_bytes, cohort.records_sha256);
        for (const io::ShardEntry& shard : cohort.shards) { record.add_input(shard.path, shard.bytes, shard.sha256); }
    }
}

std::string run_name(const ScanRequest& request, const io::Manifest& manifest) {
    std::string text = request.run.job + manifest.variants_sha256 + std::to_string(request.block_variants);
    for (const RecordedOption& option : request.run.options) {
        if (option.origin != "machine") { text += '\n' + option.name + '=' + option.value; }
    }
    return fingerprint(text);
}

}  // namespace

void run_scan(const ScanRequest& request, const Prepare& prepare, const Communicator& communicator) {
    together(communicator, [&] {
        if (communicator.is_root()) { ResultsFolder::check(request.results, request.force); }
    });
    io::Manifest manifest;
    std::unique_ptr<StudyRecords> records;
    PreparedScan scan;
    const auto look = [&] {
        manifest = io::read_manifest(request.study);
        records = std::make_unique<StudyRecords>(request, manifest);
        scan = prepare(*records);
        for (io::TraitResult& trait : scan.traits) { trait.genome_build = manifest.build; }
        if (!request.run.stub) { refuse_if_nobody(scan.traits); }
    };
    if (request.check) {
        together(communicator, look);
        together(communicator, [&] { check_memory(request, need_of(request, manifest, *records, scan)); });
        log_info("check: the inputs, the results folder and the memory are in order; nothing was computed");
        return;
    }

    std::optional<ResultsFolder> folder;  // of the root
    together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        folder.emplace(request.results, request.force);
        set_log_file(request.results / "log.txt");
    });
    RunRecord record(request.results, request.run, communicator);
    record.keep([&] {
        together(communicator, look);
        record_inputs(record, manifest, *records);
        for (const auto& [key, value] : scan.detail.items()) { record.set_detail(key, value); }
        together(communicator, [&] { check_memory(request, need_of(request, manifest, *records, scan)); });

        const io::Manifest nothing;
        const WorkPlan plan(request.run.stub ? nothing : manifest,
                            request.run.stub ? std::span<const std::size_t>() : records->cohorts(), communicator.size(),
                            request.block_variants);
        const std::string run = run_name(request, manifest);
        log_info(std::to_string(plan.blocks().size()) + " blocks of up to " + std::to_string(request.block_variants) +
                 " variants in " + std::to_string(records->cohorts().size()) + " cohorts, on " +
                 std::to_string(communicator.size()) + " ranks of " + std::to_string(request.run.threads) + " threads");
        together(communicator, [&] {
            BlockSource source(request.study, manifest, records->cohorts());
            io::PartWriter part(io::part_path(request.results, communicator.rank()), scan.traits, run);
            scan_my_blocks(request, plan, *scan.kernel, source, part, communicator);
            part.close();
        });
        together(communicator, [&] {
            if (!communicator.is_root()) { return; }
            const auto loop = [threads = request.run.threads](std::size_t n, const auto& body) {
                parallel_for(n, threads, body);
            };
            const MergeOrder order{request.study, manifest.variants_path, request.results, scan.traits, run, loop};
            for (const std::string& file : merge_parts(plan, order)) { record.add_output(file); }
        });
    });
    log_info("results are in " + request.results.string());
}

}  // namespace atria::pipeline
