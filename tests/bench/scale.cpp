// scale [COSTS.tsv]: a run on 1,000 ranks that nobody has to start. The work plan is the real one, of a study that
// exists only as its manifest: 1 M people in 35 cohorts of log-normal sizes, 10 M variants of which most are rare
// (density 1/(p (1 - p)) above 1e-5), stored as a shard stores them; costs of tiles are those measured by costs.sh.
// Prints who would wait for what.
#include "kernels/simulation/cohort_sizes.hpp"
#include "kernels/simulation/variant_sites.hpp"
#include "pipeline/comm/dry_run_communicator.hpp"
#include "pipeline/plan/scaling.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace atria;

/// Expected content of a cohort's variants, at frequencies that are even on the logit scale.
struct Content {
    double packed = 0;   ///< share of variants
    double entries = 0;  ///< of a variant
};

Content content_of(double people, double least, double most) {
    constexpr int points = 2000;
    const double from = std::log(least / (1 - least));
    const double to = std::log(most / (1 - most));
    Content content;
    for (int i = 0; i < points; ++i) {
        const double frequency = 1 / (1 + std::exp(-(from + (to - from) * (i + 0.5) / points)));
        const double carriers = people * (1 - (1 - frequency) * (1 - frequency));
        // As ShardWriter::add decides: four bytes an entry against a quarter of a byte a person.
        carriers* 4 < people / 4 ? content.entries += carriers / points : content.packed += 1.0 / points;
    }
    return content;
}

/// `common`: chromosomes up to this one hold variants above 5 % only, as a panel of an array beside sequences.
io::Manifest study(const simulation::StudyDesign& design, int common) {
    io::Manifest manifest;
    const simulation::VariantSites sites(design);
    for (const auto& run : sites.chromosomes()) {
        manifest.chromosomes.push_back({run.chromosome, run.first, run.variants});
        manifest.variants += run.variants;
    }
    for (const std::uint32_t people : simulation::cohort_sizes(design)) {
        io::CohortEntry& cohort = manifest.cohorts.emplace_back();
        cohort.people = people;
        for (const auto& chromosome : manifest.chromosomes) {
            const Content content = content_of(people, chromosome.chromosome <= common ? 0.05 : 1e-5, 0.5);
            const auto variants = static_cast<double>(chromosome.variants);
            io::ShardEntry& shard = cohort.shards.emplace_back();
            shard.chromosome = chromosome.chromosome;
            shard.variants = chromosome.variants;
            shard.packed_variants = static_cast<std::uint64_t>(content.packed * variants);
            shard.sparse_entries = static_cast<std::uint64_t>(content.entries * variants);
            shard.bytes = shard.packed_variants * ((people + 3) / 4) + 4 * shard.sparse_entries + 60 * shard.variants;
        }
    }
    return manifest;
}

void tell(const char* what, const pipeline::Scaling& scaling) {
    const double total = scaling.total();
    const auto share = [total](double seconds) { return 100 * seconds / total; };
    std::printf(
        "%s: %.0f s; efficiency %.1f %% (the scan alone %.1f %%). Of the time: scan of the mean rank %.1f %%, "
        "imbalance "
        "%.1f %% (waiting for bytes %.1f %%), start %.1f %%, records and null models %.1f %%, merging by the root %.1f "
        "%%\n",
        what, total, 100 * scaling.efficiency(), 100 * scaling.balance(), share(scaling.mean_scan),
        share(scaling.longest_scan - scaling.mean_scan), share(scaling.reading), share(scaling.start),
        share(scaling.records), share(scaling.merge));
}

}  // namespace

int main(int count, char** words) {
    const pipeline::ScanCosts costs = count > 1 ? pipeline::read_scan_costs(words[1]) : pipeline::ScanCosts{};
    const auto number = [](const char* name, long usual) {
        const char* text = std::getenv(name);
        return text == nullptr ? usual : std::strtol(text, nullptr, 10);
    };
    simulation::StudyDesign design;
    design.people = static_cast<decltype(design.people)>(number("SCALE_PEOPLE", 1'000'000));
    design.cohorts = static_cast<decltype(design.cohorts)>(number("SCALE_COHORTS", 35));
    design.variants = static_cast<decltype(design.variants)>(number("SCALE_VARIANTS", 10'000'000));
    design.size_sd = 1.0;
    for (Chromosome chromosome = 1; chromosome <= 22; ++chromosome) { design.chromosomes.push_back(chromosome); }
    const pipeline::DryRunCommunicator root(0, static_cast<int>(number("SCALE_RANKS", 1000)));
    for (const int common : {0, 5}) {
        const io::Manifest manifest = study(design, common);
        const auto cohorts = pipeline::all_cohorts(manifest);
        const pipeline::WorkPlan plan(manifest, cohorts, root.size(), pipeline::default_block_variants);
        for (const std::uint64_t traits : {1U, 50U}) {
            for (const std::uint64_t merging : {std::uint64_t{1}, static_cast<std::uint64_t>(root.size())}) {
                const pipeline::ScalingRun run{traits, traits + 11, 1, merging};
                const std::string what = std::to_string(traits) + (traits == 1 ? " trait" : " traits") +
                                         (common > 0 ? ", five chromosomes dense" : ", all alike") +
                                         (merging > 1 ? ", tables made by all ranks" : "");
                const pipeline::Scaling scaling = scaling_of(plan, manifest, cohorts, run, costs);
                tell(what.c_str(), scaling);
                std::printf("efficiency_%llu_%d_%llu\t%.2f\t%%\n", static_cast<unsigned long long>(traits), common,
                            static_cast<unsigned long long>(merging), 100 * scaling.efficiency());
                std::printf("balance_%llu_%d\t%.2f\t%%\n", static_cast<unsigned long long>(traits), common,
                            100 * scaling.balance());
            }
        }
    }
}
