#include "pipeline/run/scan.hpp"

#include "io/results/plain_text.hpp"
#include "io/results/signals_table.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/checkpoint/another_try.hpp"
#include "pipeline/checkpoint/orderly_stop.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/plan/memory_need.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/merge_parts.hpp"
#include "pipeline/reduce/merge_report.hpp"
#include "pipeline/run/block_source.hpp"
#include "pipeline/run/finished_parts.hpp"
#include "pipeline/run/genotype_stage.hpp"
#include "pipeline/run/hits.hpp"
#include "pipeline/run/parallel_for.hpp"
#include "pipeline/run/predictor_study.hpp"
#include "pipeline/run/results_folder.hpp"
#include "pipeline/run/scan_identity.hpp"
#include "pipeline/run/scan_pass.hpp"
#include "pipeline/run/top_signals.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace atria::pipeline {
namespace {

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB"; }

void scan_blocks(const std::vector<PlannedBlock>& mine, const WorkPlan& plan, const EarlierParts& earlier,
                 const ScanPass& pass, const TakeRows& take, const std::string& unit) {
    std::uint64_t variants = 0;
    for (const PlannedBlock& block : mine) { variants += block.variants; }
    std::uint64_t of_all = 0;
    for (const PlannedBlock& block : plan.blocks()) {
        if (!earlier.finished[block.index]) { of_all += block.variants; }
    }
    Progress progress("scan", variants, of_all, unit);
    pass_over(mine, pass, take, [&progress](std::uint64_t done) { progress.add(done); });
}

/// A predictor has no genetic model: LINEAR-T, LOGISTIC-WALD, COX-SCORE.
std::string test_of_predictors(const io::TraitResult& trait) {
    if (!trait.test.starts_with("ADD")) { return trait.test; }
    return (io::is_binary(trait.model) ? "LOGISTIC" : "LINEAR") + trait.test.substr(3);
}

/// The test with the genetic model in front: ADD-T, DOM-T; Cox tests say so only when the model is not additive.
std::string test_name(GeneticModel model, const std::string& test) {
    if (model == GeneticModel::additive) { return test; }
    const std::string word(model_word(model));
    if (test.starts_with(word)) { return test; }
    return test.starts_with("ADD") ? word + test.substr(3) : word + "-" + test;
}

void add_note(io::TraitResult& trait, const std::string& note) {
    trait.notes += (trait.notes.ends_with('.') ? " " : ". ") + note;
}

std::vector<const char*> notes_of(const CohortPooling& pooling) {
    std::vector<const char*> notes;
    if (pooling.random_effects == math::BetweenCohorts::restricted_likelihood) {
        notes.push_back("Random effects by restricted maximum likelihood.");
    }
    if (pooling.genomic_control == math::GenomicControl::input) {
        notes.push_back("Genomic control of the cohorts' standard errors.");
    }
    if (pooling.genomic_control == math::GenomicControl::both) {
        notes.push_back("Genomic control of the cohorts' standard errors and of the results'.");
    }
    return notes;
}

/// Throws Error(bad_data) when no trait has anybody to analyse.
void refuse_if_nobody(std::span<const io::TraitResult> traits) {
    const auto nobody = [](const io::TraitResult& trait) { return trait.sample_size == 0; };
    if (!traits.empty() && std::all_of(traits.begin(), traits.end(), nobody)) {
        throw Error(Fault::bad_data, "nobody can be analysed for " + traits.front().name +
                                         (traits.size() > 1 ? " and the other traits" : "") +
                                         "; the log counts the people by the reason why they are left out");
    }
}

constexpr const char* signals_ending = ".signals.tsv";

/// Throws Error(bad_config) when two traits would write the same file: q.cohorts beside q.
void refuse_shared_files(std::span<const io::TraitResult> traits) {
    std::set<std::string> taken;
    for (const io::TraitResult& trait : traits) {
        for (const std::string ending : {".tsv.gz", ".cohorts.tsv.gz", signals_ending}) {
            if (taken.insert(trait.name + ending).second) { continue; }
            throw Error(Fault::bad_config, "the results of two traits or tests would both be in " + trait.name +
                                               ending + "; rename one of the traits in the records");
        }
    }
}

/// Variants in a block, or features.
std::uint64_t block_rows(const ScanRequest& request, const io::Manifest& manifest, const StudyRecords& records) {
    if (request.predictors.empty()) { return request.block_variants; }
    std::uint64_t people = 0;
    for (const std::size_t c : records.cohorts()) { people += manifest.cohorts[c].people; }
    return features_in_block(request.block_variants, people);
}

ScanShape shape_of(const ScanRequest& request, const io::Manifest& manifest, const StudyRecords& records,
                   const GenotypeStage& stage, const PreparedScan& scan) {
    ScanShape shape;
    shape.recoded = stage.recodes();
    for (const std::size_t c : records.cohorts()) {
        shape.people.push_back(manifest.cohorts[c].people);
        if (!request.predictors.empty()) { shape.predictor_people.push_back(manifest.cohorts[c].people); }
        if (manifest.cohorts[c].has_dosages()) { shape.dosage_people.push_back(manifest.cohorts[c].people); }
    }
    shape.traits = scan.traits.size();
    shape.block_variants = block_rows(request, manifest, records);
    shape.threads = static_cast<std::uint64_t>(request.run.threads);
    shape.survival = !scan.traits.empty() && scan.traits.front().model == io::ScanModel::cox;
    const bool linear = std::all_of(scan.traits.begin(), scan.traits.end(),
                                    [](const io::TraitResult& trait) { return io::is_linear(trait.model); });
    for (const io::TraitResult& trait : scan.traits) { shape.binary_traits += io::is_binary(trait.model) ? 1U : 0U; }
    shape.kernel_block =
        scan.kernel->block_bytes(std::min<std::size_t>(shape.block_variants, scan.kernel->variants_at_once()));
    shape.covariates = linear ? records.covariates(0).names.size() : records.model_columns();
    return shape;
}

/// The planned need of a rank; what the kernel holds is known by now, and counts where it is more than foreseen.
MemoryNeed need_of(const ScanRequest& request, const io::Manifest& manifest, const StudyRecords& records,
                   const GenotypeStage& stage, const PreparedScan& scan) {
    MemoryNeed need = memory_need(shape_of(request, manifest, records, stage, scan));
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

}  // namespace

void run_scan(const ScanRequest& request, const Prepare& prepare, const Communicator& communicator) {
    const OrderlyStop stop(communicator, request.max_seconds);
    const RunIdentity identity = scan_identity(request);
    together(communicator, [&] {
        if (communicator.is_root()) { ResultsFolder::check(request.results, request.force, &identity); }
    });
    io::Manifest manifest;
    std::unique_ptr<StudyRecords> records;
    std::unique_ptr<GenotypeStage> stage;
    PreparedScan scan;
    const auto look = [&] {
        manifest = io::read_manifest(request.study);
        if (!request.predictors.empty()) {
            manifest = manifest_of_predictors(manifest, request.predictors, request.study);
        }
        records = std::make_unique<StudyRecords>(request, manifest);
        stage = std::make_unique<GenotypeStage>(request.genotypes, request.study, manifest, *records);
        scan = prepare(*records, "");
        for (io::TraitResult& trait : scan.traits) {
            trait.genome_build = manifest.build;
            if (manifest.other_allele_is_reference) { trait.reference_allele = "OA"; }
            trait.predictors = request.predictors;
            trait.effect_per = request.genotypes.scaling.per;
            trait.test =
                request.predictors.empty() ? test_name(request.genotypes.model, trait.test) : test_of_predictors(trait);
            trait.cohort_table = request.cohort_tables;
            trait.leave_one_out = request.pooling.leave_one_out;
            for (const char* note : notes_of(request.pooling)) { add_note(trait, note); }
            if (!stage->notes().empty()) { add_note(trait, stage->notes()); }
        }
        refuse_shared_files(scan.traits);
        if (!request.run.stub) { refuse_if_nobody(scan.traits); }
    };
    if (request.check) {
        together(communicator, look);
        together(communicator, [&] { check_memory(request, need_of(request, manifest, *records, *stage, scan)); });
        log_info("check: the inputs, the results folder and the memory are in order; nothing was computed");
        return;
    }

    std::optional<ResultsFolder> folder;  // of the root
    together(communicator, [&] {
        if (communicator.is_root()) { folder.emplace(request.results, request.force, &identity); }
    });
    const bool replaces = communicator.max_all(folder && folder->holds_result() ? 1 : 0) > 0;
    if (replaces) {
        // A finished result stays until everything that can be looked at beforehand is in order.
        together(communicator, look);
        together(communicator, [&] { check_memory(request, need_of(request, manifest, *records, *stage, scan)); });
    }
    together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        folder->clear();
        set_log_file(request.results / "log.txt");
    });
    RunRecord record(request.results, request.run, communicator);
    const auto work = [&] {
        if (!replaces) { together(communicator, look); }
        record_inputs(record, manifest, *records);
        for (const auto& [key, value] : scan.detail.items()) { record.set_detail(key, value); }
        if (!replaces) {
            together(communicator, [&] { check_memory(request, need_of(request, manifest, *records, *stage, scan)); });
        }

        const WorkPlan plan(request.run.stub ? io::Manifest{} : stage->planned(manifest),
                            request.run.stub ? std::span<const std::size_t>() : records->cohorts(), communicator.size(),
                            block_rows(request, manifest, *records));
        const std::string unit = request.predictors.empty() ? "variants" : "features";
        log_info(std::to_string(plan.blocks().size()) + " blocks of up to " + std::to_string(plan.block_variants()) +
                 " " + unit + " in " + std::to_string(records->cohorts().size()) + " cohorts, on " +
                 std::to_string(communicator.size()) + " ranks of " + std::to_string(request.run.threads) + " threads");
        const bool signals_wanted = request.top_signals.wanted && !request.run.stub;
        std::vector<Hit> hits;
        const auto note_hits = [&](const PlannedBlock& block, const std::vector<ScanRows>& rows) {
            if (signals_wanted) { add_hits(block, rows, request.top_signals.p, hits); }
        };
        const PartsOfRun parts_of_run{request.results, scan.traits, identity.digest()};
        const EarlierParts earlier =
            read_earlier_parts(parts_of_run, plan, stage->no_counts(), communicator, note_hits);
        if (earlier.blocks() > 0) {
            log_info("goes on where an earlier run ended: " + std::to_string(earlier.blocks()) + " of " +
                     std::to_string(plan.blocks().size()) + " blocks are finished");
        }
        record.set_detail("blocks", {{"of_earlier_runs", earlier.blocks()}, {"all", plan.blocks().size()}});
        StageCounts counts = earlier.counts;
        PartSeries parts(parts_of_run, request.part_seconds, communicator.rank());
        together(communicator, [&] {
            try {
                BlockSource source(request.study, manifest, records->cohorts());
                const auto take = [&](const PlannedBlock& block, const std::vector<ScanRows>& rows,
                                      const StageCounts& of_block) {
                    parts.add(block, rows, of_block);
                    counts.add(of_block);
                    note_hits(block, rows);
                };
                const ScanPass pass{scan, *stage, source, plan.cohorts(), request.run.threads, stop};
                scan_blocks(blocks_to_do(plan, earlier, communicator.rank()), plan, earlier, pass, take, unit);
                parts.finish();
            } catch (...) {
                parts.finish_if_possible();
                stop.tell_of_failure();
                throw;
            }
        });
        const std::vector<std::string> part_names = all_parts(earlier, parts.names(), communicator);
        record.set_detail(request.predictors.empty() ? "genotypes" : "predictors", stage->report(counts, communicator));
        std::vector<std::vector<io::SignalLocus>> signals(scan.traits.size());
        if (signals_wanted) {
            scan.kernel.reset();  // not beside those of the conditional scans
            signals = find_top_signals(request, manifest, prepare, scan.traits, hits, stop, communicator);
        }
        together(communicator, [&] {
            if (!communicator.is_root()) { return; }
            const auto loop = [threads = request.run.threads](std::size_t n, const auto& body) {
                parallel_for(n, threads, body);
            };
            const auto beside = [threads = request.run.threads](std::size_t n, const auto& body, const auto& other) {
                parallel_for_beside(n, threads, body, other);
            };
            const MergeOrder order{request.study, manifest.variants_path, request.results,          part_names,
                                   scan.traits,   request.formats,        identity.digest(),        loop,
                                   beside,        request.pooling,        [&stop] { stop.check(); }};
            const MergeSummary summary = merge_parts(plan, order);
            report_merge(order, summary, scan.detail["traits"]);
            record.set_detail("traits", scan.detail["traits"]);
            std::vector<std::string> files = summary.files;
            for (std::size_t t = 0; request.top_signals.wanted && t < signals.size(); ++t) {
                const std::string file = scan.traits[t].name + signals_ending;
                io::PlainText table(request.results / file);
                table.add(io::signals_table(signals[t]));
                table.close();
                files.push_back(file);
            }
            record.add_outputs(files, loop);
        });
    };
    record.keep([&] {
        try {
            work();
        } catch (const std::exception& exception) {
            if (folder) { is_worth_another_try(exception) ? folder->keep_parts() : folder->drop_parts(); }
            throw;
        }
    });
    log_info("results are in " + request.results.string());
}

}  // namespace atria::pipeline
