#include "io/shard/manifest.hpp"
#include "jobs/job.hpp"
#include "jobs/scan_options.hpp"
#include "jobs/standard_output.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/plan/memory_need.hpp"
#include "pipeline/plan/scaling.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/predictor_study.hpp"
#include "pipeline/run/study_records.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

namespace atria::jobs {

namespace {

using pipeline::MemoryNeed;
using pipeline::RankShare;
using pipeline::ScanShape;
using pipeline::WorkPlan;

void describe(OptionTable& table) {
    table.section("Plan")
        .required_text("study", "folder of the study, as `atria shard` makes it")
        .positional("study")
        .integer("ranks", "ranks of the planned run", 1, 1, 1'000'000)
        .text("predictors", "set of predictors that is scanned in place of variants")
        .integer("block-size", "variants in a block", pipeline::default_block_variants, 1, 1'000'000)
        .choice("job", "what will be run", {"associate", "survive"}, "associate")
        .list("trait", "quantitative traits or outcomes of the planned run; only their number counts")
        .list("binary-trait", "binary traits of the planned run; only their number counts")
        .flag("robust", "the planned run has robust standard errors")
        .text("costs",
              "what the steps of a scan cost on your machine, a table of tests/bench/costs.sh; those of one core of "
              "2.5 GHz unless given")
        .flag("summary", "only the totals, no line for each rank")
        .choice("format", "form of the plan", {"text", "json"}, "text");
    add_model_options(table);
}

/// The records of the planned run: covariates are read from the study as the run itself will do it.
pipeline::ScanRequest request_of(const Options& options) {
    pipeline::ScanRequest request;
    request.study = options.text("study");
    request.predictors = options.text("predictors");
    add_model(request, options);
    request.shape_only = true;
    return request;
}

ScanShape shape_of(const io::Manifest& manifest, const pipeline::StudyRecords& records, const Options& options) {
    ScanShape shape;
    for (const std::size_t c : records.cohorts()) {
        shape.people.push_back(manifest.cohorts[c].people);
        if (!options.text("predictors").empty()) { shape.predictor_people.push_back(manifest.cohorts[c].people); }
        if (manifest.cohorts[c].has_dosages()) { shape.dosage_people.push_back(manifest.cohorts[c].people); }
    }
    shape.survival = options.text("job") == "survive";
    shape.robust = options.flag("robust");
    shape.binary_traits = options.list("binary-trait").size();
    if (shape.survival && (shape.binary_traits > 0 || shape.robust)) {
        throw Error(Fault::usage,
                    "--binary-trait and --robust are options of associate, not of survive; name outcomes "
                    "with --trait");
    }
    shape.traits = std::max<std::uint64_t>(1, options.list("trait").size() + shape.binary_traits);
    shape.covariates =
        shape.survival || shape.binary_traits > 0 ? records.model_columns() : records.covariates(0).names.size();
    shape.block_variants = static_cast<std::uint64_t>(options.integer("block-size"));
    if (!options.text("predictors").empty()) {
        const std::uint64_t people = std::accumulate(shape.people.begin(), shape.people.end(), std::uint64_t{0});
        shape.block_variants = pipeline::features_in_block(shape.block_variants, people);
    }
    shape.threads = static_cast<std::uint64_t>(options.integer("threads"));
    return shape;
}

/// Everything that the run leaves on disk at its largest: the parts and the merged files beside them.
std::uint64_t disk_need(const io::Manifest& manifest, const ScanShape& shape) {
    const std::uint64_t cohorts = shape.people.size();
    const std::uint64_t part = 192 + 112 * cohorts;
    const std::uint64_t merged = 2 * (160 + 110 * cohorts);
    return manifest.variants * shape.traits * (part + merged);
}

constexpr std::uint64_t mebibyte = 1024UL * 1024;

std::string mebibytes(std::uint64_t bytes) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(bytes) / static_cast<double>(mebibyte));
    return text.data();
}

std::uint64_t whole_mebibytes(std::uint64_t bytes) { return (bytes + mebibyte - 1) / mebibyte; }

pipeline::Scaling scaling_of(const WorkPlan& plan, const io::Manifest& manifest, const pipeline::StudyRecords& records,
                             const ScanShape& shape, const Options& options) {
    const std::string& costs = options.text("costs");
    return pipeline::scaling_of(
        plan, manifest, records.cohorts(),
        pipeline::ScalingRun{shape.traits, shape.traits + shape.covariates + 1, shape.threads, 1},
        costs.empty() ? pipeline::ScanCosts{} : pipeline::read_scan_costs(costs));
}

std::string one_decimal(double value) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

/// What a linear scan of this plan takes, and what keeps more ranks from being as much faster.
std::string text_scaling(const pipeline::Scaling& scaling) {
    const auto share = [&scaling](double seconds) { return one_decimal(100 * seconds / scaling.total()) + " %"; };
    return "time       about " + one_decimal(scaling.total()) + " s of a linear scan: start " + share(scaling.start) +
           ", records and null models " + share(scaling.records) + ", scan " + share(scaling.mean_scan) +
           ", ranks that wait for the last one " + share(scaling.longest_scan - scaling.mean_scan) +
           ", tables by the first rank " + share(scaling.merge) + "\nefficiency " +
           one_decimal(100 * scaling.efficiency()) + " % of " + std::to_string(scaling.ranks) +
           " times one rank's speed; of the scan alone " + one_decimal(100 * scaling.balance()) + " %\n";
}

std::string text_plan(const WorkPlan& plan, const MemoryNeed& need, const ScanShape& shape,
                      const io::Manifest& manifest, const pipeline::Scaling& scaling, bool summary) {
    std::uint64_t bytes = 0;
    for (const auto& block : plan.blocks()) { bytes += block.bytes; }
    std::string page;
    const bool features = !shape.predictor_people.empty();
    const std::string noun = features ? "features" : "variants";
    page +=
        "study      " + std::to_string(manifest.cohorts.size()) + " cohorts, " + std::to_string(manifest.variants) +
        " " + noun +
        (features ? " of the predictors\n" : " on " + std::to_string(manifest.chromosomes.size()) + " chromosomes\n");
    page += "run        " + std::to_string(plan.ranks()) + " ranks of " + std::to_string(shape.threads) + " threads, " +
            std::to_string(shape.traits) + " traits, " + std::to_string(shape.covariates) + " columns of covariates\n";
    page += "tiles      " + std::to_string(plan.blocks().size() * plan.cohorts()) + " (" +
            std::to_string(plan.blocks().size()) + " blocks of up to " + std::to_string(plan.block_variants()) + " " +
            noun + ", in " + std::to_string(plan.cohorts()) + " cohorts)\n";
    page += "to read    " + mebibytes(bytes) + " MiB of " + (features ? "predictors" : "genotypes") +
            " by all ranks together\n";
    page += "memory     " + mebibytes(need.total()) + " MiB a rank: program " + mebibytes(need.program) + ", records " +
            mebibytes(need.records) + ", genotypes " + mebibytes(need.genotypes) + ", sums " + mebibytes(need.sums) +
            ", rows " + mebibytes(need.rows) + "\n";
    page += "disk       " + mebibytes(disk_need(manifest, shape)) + " MiB for parts and results\n";
    page += text_scaling(scaling);
    page +=
        "Slurm      --ntasks=" + std::to_string(plan.ranks()) + " --cpus-per-task=" + std::to_string(shape.threads) +
        " --mem-per-cpu=" + std::to_string(whole_mebibytes((need.total() + shape.threads - 1) / shape.threads)) + "M\n";
    if (summary) { return page; }
    page += "\nrank\tblocks\ttiles\t" + noun + "\tread_mib\tmemory_mib\n";
    for (int rank = 0; rank < plan.ranks(); ++rank) {
        const RankShare share = plan.share_of(rank);
        page += std::to_string(rank) + '\t' + std::to_string(share.blocks) + '\t' + std::to_string(share.tiles) + '\t' +
                std::to_string(share.variants) + '\t' + mebibytes(share.bytes) + '\t' + mebibytes(need.total()) + '\n';
    }
    return page;
}

std::string json_plan(const WorkPlan& plan, const MemoryNeed& need, const ScanShape& shape,
                      const io::Manifest& manifest, const pipeline::Scaling& scaling, bool summary) {
    nlohmann::ordered_json page{{"ranks", plan.ranks()},
                                {"threads", shape.threads},
                                {"cohorts", plan.cohorts()},
                                {"covariates", shape.covariates},
                                {"variants", manifest.variants},
                                {"block_variants", plan.block_variants()},
                                {"blocks", plan.blocks().size()},
                                {"tiles", plan.blocks().size() * plan.cohorts()},
                                {"disk_bytes", disk_need(manifest, shape)},
                                {"memory_bytes_per_rank",
                                 {{"program", need.program},
                                  {"records", need.records},
                                  {"genotypes", need.genotypes},
                                  {"sums", need.sums},
                                  {"rows", need.rows},
                                  {"total", need.total()}}},
                                {"seconds",
                                 {{"start", scaling.start},
                                  {"records", scaling.records},
                                  {"scan", scaling.mean_scan},
                                  {"waiting", scaling.longest_scan - scaling.mean_scan},
                                  {"tables", scaling.merge},
                                  {"total", scaling.total()}}},
                                {"efficiency", scaling.efficiency()},
                                {"balance", scaling.balance()}};
    if (!summary) { page["shares"] = nlohmann::ordered_json::array(); }
    std::uint64_t bytes = 0;
    for (int rank = 0; rank < plan.ranks(); ++rank) {
        const RankShare share = plan.share_of(rank);
        bytes += share.bytes;
        if (summary) { continue; }
        page["shares"].push_back({{"rank", rank},
                                  {"blocks", share.blocks},
                                  {"tiles", share.tiles},
                                  {"variants", share.variants},
                                  {"read_bytes", share.bytes}});
    }
    page["read_bytes"] = bytes;
    return page.dump(2) + "\n";
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    if (!communicator.is_root()) { return; }
    io::Manifest manifest = io::read_manifest(options.text("study"));
    if (!options.text("predictors").empty()) {
        manifest = pipeline::manifest_of_predictors(manifest, options.text("predictors"), options.text("study"));
    }
    const pipeline::StudyRecords records(request_of(options), manifest);
    const ScanShape shape = shape_of(manifest, records, options);
    const WorkPlan plan(manifest, records.cohorts(), static_cast<int>(options.integer("ranks")), shape.block_variants);
    const MemoryNeed need = memory_need(shape);
    const pipeline::Scaling scaling = scaling_of(plan, manifest, records, shape, options);
    const bool summary = options.flag("summary");
    print(options.text("format") == "json" ? json_plan(plan, need, shape, manifest, scaling, summary)
                                           : text_plan(plan, need, shape, manifest, scaling, summary));
    if (options.is_set("memory") && need.total() > options.bytes("memory")) {
        pipeline::log_warning(
            "a rank needs more than the memory given; use more ranks of fewer threads, or smaller blocks");
    }
    if (static_cast<std::size_t>(plan.ranks()) > plan.blocks().size()) {
        pipeline::log_warning("there are more ranks than blocks, so that some have nothing to do; use smaller blocks");
    }
}

}  // namespace

extern const Job plan_job;
const Job plan_job{"plan", "what a run will need: tiles, bytes to read, memory, disk; runs nothing", &describe, &run};

}  // namespace atria::jobs
