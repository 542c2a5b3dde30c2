#include "pipeline/run/scan_pass.hpp"

#include "pipeline/plan/memory_need.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <memory>

namespace atria::pipeline {
namespace {

/// One planned block on its way to the kernel.
struct ChosenBlock {
    VariantChoice choice;
    std::vector<RawTile> tiles;  ///< none when no variant is wanted
};

/// Some of a block's variants: rounds over the cohorts until the kernel has what it needs; then the rows of all traits.
std::vector<ScanRows> rows_of_run(const ScanKernel& kernel, std::span<const GenotypeBlock> block, std::size_t first,
                                  std::size_t count) {
    std::vector<GenotypeBlock> genotypes;
    for (const GenotypeBlock& cohort : block) {
        const auto begin = cohort.variants.begin() + static_cast<std::ptrdiff_t>(first);
        genotypes.push_back({cohort.people, {begin, begin + static_cast<std::ptrdiff_t>(count)}, cohort.bytes});
    }
    const auto state = kernel.begin(count);
    std::vector<Contribution> contributions(genotypes.size());
    do {
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            contributions[c] = Contribution{};  // not beside the next
            contributions[c] = kernel.accumulate(static_cast<CohortIndex>(c), genotypes[c], *state);
        }
    } while (kernel.update(*state, contributions));
    return kernel.report(*state, contributions);
}

void append_rows(std::vector<ScanRows>& rows, std::span<const ScanRows> more) {
    for (std::size_t t = 0; t < rows.size(); ++t) {
        rows[t].pooled.insert(rows[t].pooled.end(), more[t].pooled.begin(), more[t].pooled.end());
        for (std::size_t c = 0; c < rows[t].cohorts.size(); ++c) {
            std::vector<Estimate>& cohort = rows[t].cohorts[c];
            cohort.insert(cohort.end(), more[t].cohorts[c].begin(), more[t].cohorts[c].end());
        }
    }
}

/// Decodes, filters and computes; the rows of all traits.
std::vector<ScanRows> scan_block(const ScanKernel& kernel, const GenotypeStage& stage, std::size_t cohorts,
                                 const ChosenBlock& block, StageCounts& counts) {
    if (!block.choice.any) {
        for (const VariantFate fate : block.choice.fates) { ++counts.variants[static_cast<std::size_t>(fate)]; }
        std::vector<ScanRows> nothing(kernel.traits().size());
        for (ScanRows& rows : nothing) { rows = filtered_rows(block.choice.fates.size(), cohorts); }
        return nothing;
    }
    std::vector<GenotypeBlock> genotypes;
    for (const RawTile& tile : block.tiles) { genotypes.push_back(tile.decode()); }
    const FilteredBlock filtered = stage.apply(block.choice, genotypes, counts);
    const std::size_t variants = genotypes.front().variants.size();
    const std::size_t at_once = std::min(variants, kernel.variants_at_once());
    std::vector<ScanRows> rows;
    for (std::size_t first = 0; first < variants; first += at_once) {
        std::vector<ScanRows> more = rows_of_run(kernel, genotypes, first, std::min(at_once, variants - first));
        first == 0 ? rows.swap(more) : append_rows(rows, more);
    }
    for (ScanRows& trait : rows) {
        if (!filtered.units.empty()) { stage.restore_units(filtered.units, trait); }
        mark_filtered(filtered, trait);
    }
    return rows;
}

/// Some blocks that are scanned side by side.
struct Wave {
    std::span<const PlannedBlock> planned;
    std::vector<ChosenBlock> blocks;
    std::vector<std::vector<ScanRows>> rows;
    std::vector<StageCounts> counts;
};

/// The first of the blocks, half of those that may be in flight: beside these the ones before or behind them are.
Wave read_wave(std::span<const PlannedBlock> blocks, const ScanPass& pass) {
    const std::size_t most = static_cast<std::size_t>(pass.threads) * ScanShape{}.blocks_in_flight / 2;
    std::size_t count = std::min(most, blocks.size());
    // No block has variants of two chromosomes; a wave has not either where each has its own kernel.
    while (pass.scan.kernel_for && count > 1 && blocks[count - 1].chromosome != blocks[0].chromosome) { --count; }
    Wave wave{blocks.first(count), std::vector<ChosenBlock>(count), std::vector<std::vector<ScanRows>>(count),
              std::vector<StageCounts>(count, pass.stage.no_counts())};
    for (std::size_t i = 0; i < count; ++i) {
        wave.blocks[i].choice = pass.stage.choose(blocks[i]);
        if (wave.blocks[i].choice.any) { wave.blocks[i].tiles = pass.source.read(blocks[i]); }
    }
    return wave;
}

/// Makes the scan's kernel that of a chromosome, where they differ.
void turn_to(Chromosome chromosome, PreparedScan& scan) {
    if (!scan.kernel_for || scan.kernel_chromosome == chromosome) { return; }
    scan.kernel.reset();  // not two at a time
    scan.kernel = scan.kernel_for(chromosome);
    scan.kernel_chromosome = chromosome;
}

}  // namespace

void pass_over(std::span<const PlannedBlock> mine, const ScanPass& pass, const TakeRows& take,
               const std::function<void(std::uint64_t)>& done) {
    const auto take_all = [&](const Wave& wave) {
        for (std::size_t i = 0; i < wave.planned.size(); ++i) { take(wave.planned[i], wave.rows[i], wave.counts[i]); }
    };
    Wave scanned;
    for (Wave wave = read_wave(mine, pass); !wave.planned.empty();) {
        if (pass.stop.due()) {
            take_all(scanned);
            pass.stop.check();
        }
        for (std::size_t i = 0; i < wave.planned.size(); ++i) {
            if (wave.blocks[i].choice.any) { turn_to(wave.planned[i].chromosome, pass.scan); }
        }
        mine = mine.subspan(wave.planned.size());
        const ScanKernel& kernel = *pass.scan.kernel;
        Wave ahead;
        parallel_for_beside(
            wave.planned.size(), pass.threads,
            [&](std::size_t i) {
                wave.rows[i] = scan_block(kernel, pass.stage, pass.cohorts, wave.blocks[i], wave.counts[i]);
                wave.blocks[i].tiles.clear();
                done(wave.planned[i].variants);
            },
            [&] {
                take_all(scanned);
                scanned = {};
                ahead = read_wave(mine, pass);
            });
        scanned = std::move(wave);
        wave = std::move(ahead);
    }
    take_all(scanned);
}

}  // namespace atria::pipeline
