#include "pipeline/plan/scaling.hpp"

#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

/// Means over the variants of a chromosome, all cohorts together.
struct Density {
    double calls = 0;    ///< packed, of a variant
    double entries = 0;  ///< sparse
    double tiles = 0;    ///< cohorts that have the variant
};

using Densities = std::array<Density, std::size_t{last_chromosome} + 1>;

Densities densities_of(const io::Manifest& manifest, std::span<const std::size_t> cohorts) {
    Densities densities{};
    for (const std::size_t cohort : cohorts) {
        for (const io::ShardEntry& shard : manifest.cohorts.at(cohort).shards) {
            Density& density = densities.at(shard.chromosome);
            // Dosages are looked at one by one, as calls are.
            const auto full = static_cast<double>(shard.packed_variants + shard.dosage_variants);
            density.calls += full * static_cast<double>(manifest.cohorts[cohort].people);
            density.entries += static_cast<double>(shard.sparse_entries);
            density.tiles += static_cast<double>(shard.variants);
        }
    }
    for (const io::ChromosomeEntry& chromosome : manifest.chromosomes) {
        if (chromosome.variants == 0) { continue; }
        Density& density = densities.at(chromosome.chromosome);
        const auto variants = static_cast<double>(chromosome.variants);
        density.calls /= variants;
        density.entries /= variants;
        density.tiles /= variants;
    }
    return densities;
}

double rows_of(const PlannedBlock& block, std::size_t cohorts, const ScalingRun& run) {
    return static_cast<double>(block.variants) * static_cast<double>(run.traits) * static_cast<double>(cohorts + 1);
}

double seconds_of(const PlannedBlock& block, const Density& density, std::size_t cohorts, const ScalingRun& run,
                  const ScanCosts& costs) {
    const auto columns = static_cast<double>(run.columns);
    const double a_variant = density.calls * (costs.call + costs.call_column * columns) +
                             density.entries * costs.entry_column * columns + density.tiles * costs.tile;
    return static_cast<double>(block.variants) * a_variant + rows_of(block, cohorts, run) * costs.row;
}

}  // namespace

ScanCosts read_scan_costs(const std::filesystem::path& file) {
    ScanCosts costs;
    const std::array<std::pair<std::string, double*>, 9> members{{{"start", &costs.start},
                                                                  {"record", &costs.record},
                                                                  {"call", &costs.call},
                                                                  {"call_column", &costs.call_column},
                                                                  {"entry_column", &costs.entry_column},
                                                                  {"tile", &costs.tile},
                                                                  {"row", &costs.row},
                                                                  {"merged_row", &costs.merged_row},
                                                                  {"byte", &costs.byte}}};
    std::ifstream lines(file);
    if (!lines) { throw Error(Fault::input_missing, file.string() + ": cannot open it. Check the path."); }
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.empty()) { continue; }
        const std::size_t tab = std::min(line.find('\t'), line.size());
        const std::string name = line.substr(0, tab);
        const auto member = std::ranges::find(members, name, &std::pair<std::string, double*>::first);
        const std::string text = tab < line.size() ? line.substr(tab + 1) : "";
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (member == members.end() || end == text.c_str() || *end != '\0' || !(value >= 0) || !(value < 1e9)) {
            throw Error(Fault::bad_data, file.string() + ":" + std::to_string(number) +
                                             ": a line names a cost and, behind a tab, its seconds; see "
                                             "tests/bench/costs.sh");
        }
        *member->second = value;
    }
    return costs;
}

double block_seconds(const io::Manifest& manifest, std::span<const std::size_t> cohorts, const PlannedBlock& block,
                     const ScalingRun& run, const ScanCosts& costs) {
    return seconds_of(block, densities_of(manifest, cohorts).at(block.chromosome), cohorts.size(), run, costs);
}

Scaling scaling_of(const WorkPlan& plan, const io::Manifest& manifest, std::span<const std::size_t> cohorts,
                   const ScalingRun& run, const ScanCosts& costs) {
    const Densities densities = densities_of(manifest, cohorts);
    Scaling scaling;
    scaling.ranks = plan.ranks();
    double all = 0;   // of one thread
    double rows = 0;  // of all results
    std::vector<double> free_at(run.threads);
    for (int rank = 0; rank < plan.ranks(); ++rank) {
        std::ranges::fill(free_at, 0.0);
        double bytes = 0;
        for (const PlannedBlock& block : plan.blocks_of(rank)) {
            const double seconds = seconds_of(block, densities.at(block.chromosome), cohorts.size(), run, costs);
            *std::ranges::min_element(free_at) += seconds;
            all += seconds;
            bytes += static_cast<double>(block.bytes);
            rows += rows_of(block, cohorts.size(), run);
        }
        const double computing = *std::ranges::max_element(free_at);
        const double reading = bytes * costs.byte;
        if (std::max(computing, reading) > scaling.longest_scan) {
            scaling.longest_scan = std::max(computing, reading);
            scaling.reading = std::max(0.0, reading - computing);
        }
    }
    const auto threads = static_cast<double>(run.threads);
    double people = 0;
    for (const std::size_t cohort : cohorts) { people += static_cast<double>(manifest.cohorts.at(cohort).people); }
    scaling.start = costs.start;
    scaling.records = people * costs.record;
    scaling.mean_scan = all / threads / plan.ranks();
    scaling.merge = rows * costs.merged_row / threads / static_cast<double>(run.merging_ranks);
    scaling.one_rank = scaling.start + scaling.records + all / threads + rows * costs.merged_row / threads;
    return scaling;
}

}  // namespace atria::pipeline
