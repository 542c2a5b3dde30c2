#include "pipeline/run/scan_pass.hpp"

#include "pipeline/plan/memory_need.hpp"
#include "pipeline/run/in_order.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace atria::pipeline {
namespace {

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

/// The rows of a block of which no variant is wanted.
std::vector<ScanRows> rows_of_none(const VariantChoice& choice, std::size_t traits, std::size_t cohorts,
                                   StageCounts& counts) {
    for (const VariantFate fate : choice.fates) { ++counts.variants[static_cast<std::size_t>(fate)]; }
    std::vector<ScanRows> nothing(traits);
    for (ScanRows& rows : nothing) { rows = filtered_rows(choice.fates.size(), cohorts); }
    return nothing;
}

/// Decodes, filters and computes; the rows of all traits.
std::vector<ScanRows> scan_block(const ScanKernel& kernel, const GenotypeStage& stage, const VariantChoice& choice,
                                 std::span<const RawTile> tiles, StageCounts& counts) {
    std::vector<GenotypeBlock> genotypes;
    for (const RawTile& tile : tiles) { genotypes.push_back(tile.decode()); }
    const FilteredBlock filtered = stage.apply(choice, genotypes, counts);
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

/// Makes the scan's kernel that of a chromosome, where they differ.
void turn_to(Chromosome chromosome, PreparedScan& scan) {
    if (!scan.kernel_for || scan.kernel_chromosome == chromosome) { return; }
    scan.kernel_chromosome = 0;  // should the next one fail to come about
    scan.kernel.reset();         // not two at a time
    scan.kernel = scan.kernel_for(chromosome);
    scan.kernel_chromosome = chromosome;
}

/// The blocks in their order: read by one thread at a time, which is when HDF5 is used, scanned side by side, and their
/// rows taken in that order again.
class BlockStream {
public:
    BlockStream(std::span<const PlannedBlock> blocks, const ScanPass& pass, const TakeRows& take,
                const std::function<void(std::uint64_t)>& done)
        : blocks_(blocks),
          pass_(pass),
          take_(take),
          done_(done),
          traits_(pass.scan.kernel->traits().size()),
          // Rows behind a slow block wait, and memory has room for so many.
          places_(static_cast<std::size_t>(pass.threads) * ScanShape{}.blocks_in_flight) {}

    void run() {
        in_order(blocks_.size(), static_cast<std::size_t>(pass_.threads), places_.size(),
                 {[this](std::size_t at) { read(at); }, [this](std::size_t at) { scan(at); },
                  [this](std::size_t at) { place(at).tiles.clear(); },  // may close a file
                  [this](std::size_t at) {
                      take_(blocks_[at], place(at).rows, place(at).counts);
                      place(at).rows.clear();
                  },
                  [this] { return pass_.stop.due(); }});
    }

private:
    struct Place {
        VariantChoice choice;
        std::vector<RawTile> tiles;          // none when no variant is wanted
        const ScanKernel* kernel = nullptr;  // likewise
        std::vector<ScanRows> rows;
        StageCounts counts;
    };
    Place& place(std::size_t at) { return places_[at % places_.size()]; }

    void read(std::size_t at) {
        const PlannedBlock& planned = blocks_[at];
        Place& here = place(at);
        here.choice = pass_.stage.choose(planned);
        here.counts = pass_.stage.no_counts();
        here.kernel = nullptr;
        if (!here.choice.any) { return; }
        turn_to(planned.chromosome, pass_.scan);
        // Until a block of this chromosome is wanted the kernel may be that of another, and go at any time.
        here.kernel = pass_.scan.kernel.get();
        here.tiles = pass_.source.read(planned);
    }

    void scan(std::size_t at) {
        Place& here = place(at);
        here.rows = here.kernel != nullptr ? scan_block(*here.kernel, pass_.stage, here.choice, here.tiles, here.counts)
                                           : rows_of_none(here.choice, traits_, pass_.cohorts, here.counts);
        done_(blocks_[at].variants);
    }

    std::span<const PlannedBlock> blocks_;
    const ScanPass& pass_;
    const TakeRows& take_;
    const std::function<void(std::uint64_t)>& done_;
    std::size_t traits_;
    std::vector<Place> places_;
};

/// The first of the blocks that one kernel serves: where each chromosome has its own, those of one.
std::size_t blocks_of_one_kernel(std::span<const PlannedBlock> blocks, const PreparedScan& scan) {
    if (!scan.kernel_for) { return blocks.size(); }
    const auto other = std::ranges::find_if(
        blocks, [&](const PlannedBlock& block) { return block.chromosome != blocks.front().chromosome; });
    return static_cast<std::size_t>(other - blocks.begin());
}

}  // namespace

void pass_over(std::span<const PlannedBlock> mine, const ScanPass& pass, const TakeRows& take,
               const std::function<void(std::uint64_t)>& done) {
    while (!mine.empty()) {
        const std::size_t count = blocks_of_one_kernel(mine, pass.scan);
        BlockStream(mine.first(count), pass, take, done).run();
        pass.stop.check();
        mine = mine.subspan(count);
    }
}

}  // namespace atria::pipeline
