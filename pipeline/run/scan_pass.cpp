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

/// Rounds over the cohorts until the kernel has what it needs; then the rows of all traits.
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
    const auto state = kernel.begin(genotypes.front().variants.size());
    std::vector<Contribution> contributions(genotypes.size());
    do {
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            contributions[c] = Contribution{};  // not beside the next
            contributions[c] = kernel.accumulate(static_cast<CohortIndex>(c), genotypes[c], *state);
        }
    } while (kernel.update(*state, contributions));
    std::vector<ScanRows> rows = kernel.report(*state, contributions);
    for (ScanRows& trait : rows) { mark_filtered(filtered, trait); }
    return rows;
}

/// Makes the scan's kernel that of a chromosome, where they differ.
void turn_to(Chromosome chromosome, PreparedScan& scan) {
    if (!scan.kernel_for || scan.kernel_chromosome == chromosome) { return; }
    scan.kernel.reset();  // not two at a time
    scan.kernel = scan.kernel_for(chromosome);
    scan.kernel_chromosome = chromosome;
}

}  // namespace

StageCounts pass_over(std::span<const PlannedBlock> mine, const ScanPass& pass, const TakeRows& take,
                      const std::function<void(std::uint64_t)>& done) {
    const std::size_t wave = static_cast<std::size_t>(pass.threads) * ScanShape{}.blocks_in_flight;
    StageCounts all = pass.stage.no_counts();
    std::size_t count = 0;
    for (std::size_t first = 0; first < mine.size(); first += count) {
        count = std::min(wave, mine.size() - first);
        // No block has variants of two chromosomes; a wave has not either where each has its own kernel.
        while (pass.scan.kernel_for && mine[first + count - 1].chromosome != mine[first].chromosome) { --count; }
        std::vector<ChosenBlock> blocks(count);
        for (std::size_t i = 0; i < count; ++i) {
            blocks[i].choice = pass.stage.choose(mine[first + i]);
            if (blocks[i].choice.any) {
                turn_to(mine[first + i].chromosome, pass.scan);
                blocks[i].tiles = pass.source.read(mine[first + i]);
            }
        }
        const ScanKernel& kernel = *pass.scan.kernel;
        std::vector<std::vector<ScanRows>> rows(count);
        std::vector<StageCounts> counts(count, pass.stage.no_counts());
        parallel_for(count, pass.threads, [&](std::size_t i) {
            rows[i] = scan_block(kernel, pass.stage, pass.cohorts, blocks[i], counts[i]);
            done(mine[first + i].variants);
        });
        for (std::size_t i = 0; i < count; ++i) {
            take(mine[first + i], rows[i]);
            all.add(counts[i]);
        }
    }
    return all;
}

}  // namespace atria::pipeline
