#include "pipeline/run/scan_pass.hpp"

#include "pipeline/plan/memory_need.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

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

/// The rows of a block of which no variant is wanted.
std::vector<ScanRows> rows_of_none(const VariantChoice& choice, std::size_t traits, std::size_t cohorts,
                                   StageCounts& counts) {
    for (const VariantFate fate : choice.fates) { ++counts.variants[static_cast<std::size_t>(fate)]; }
    std::vector<ScanRows> nothing(traits);
    for (ScanRows& rows : nothing) { rows = filtered_rows(choice.fates.size(), cohorts); }
    return nothing;
}

/// Decodes, filters and computes; the rows of all traits.
std::vector<ScanRows> scan_block(const ScanKernel& kernel, const GenotypeStage& stage, const ChosenBlock& block,
                                 StageCounts& counts) {
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

/// Makes the scan's kernel that of a chromosome, where they differ.
void turn_to(Chromosome chromosome, PreparedScan& scan) {
    if (!scan.kernel_for || scan.kernel_chromosome == chromosome) { return; }
    scan.kernel_chromosome = 0;  // should the next one fail to come about
    scan.kernel.reset();         // not two at a time
    scan.kernel = scan.kernel_for(chromosome);
    scan.kernel_chromosome = chromosome;
}

/// The blocks in their order, each read and scanned by the thread that is free first, and their rows taken in that
/// order again. One thread at a time reads or takes, which is when HDF5 is used; meanwhile the others compute.
class BlockStream {
public:
    BlockStream(std::span<const PlannedBlock> blocks, const ScanPass& pass, const TakeRows& take,
                const std::function<void(std::uint64_t)>& done)
        : blocks_(blocks),
          pass_(pass),
          take_(take),
          done_(done),
          traits_(pass.scan.kernel->traits().size()),
          most_begun_(static_cast<std::size_t>(pass.threads) * ScanShape{}.blocks_in_flight),
          end_(blocks.size()) {}

    /// What a thread does; `main`: the one that may talk to the other ranks.
    void work(bool main) {
        std::unique_lock lock(mutex_);
        while (true) {
            ChosenBlock block;
            std::size_t at = next_;
            try {
                if (main && pass_.stop.due()) { end_at(next_); }
                // Rows behind a slow block wait, and memory has room for so many.
                room_.wait(lock, [this] { return next_ >= end_ || next_ < taken_ + most_begun_; });
                if (next_ >= end_) { return; }
                at = next_++;
                block = read(blocks_[at]);
                ScannedBlock& result = scanned_.try_emplace(at, pass_.stage.no_counts()).first->second;
                // Until a block of this chromosome is wanted the kernel may be that of another, and go at any time.
                const ScanKernel* kernel = block.choice.any ? pass_.scan.kernel.get() : nullptr;
                lock.unlock();
                result.rows = kernel != nullptr ? scan_block(*kernel, pass_.stage, block, result.counts)
                                                : rows_of_none(block.choice, traits_, pass_.cohorts, result.counts);
                done_(blocks_[at].variants);
                lock.lock();
                block = {};  // may close a file
                result.finished = true;
                take_finished();
            } catch (...) {
                if (!lock.owns_lock()) { lock.lock(); }
                block = {};
                end_at(at);
                if (!failure_ || at < failed_) {
                    failed_ = at;
                    failure_ = std::current_exception();
                }
                return;
            }
        }
    }

    /// Throws again what the first of the blocks that failed has thrown.
    void rethrow() const {
        if (failure_) { std::rethrow_exception(failure_); }
    }

private:
    struct ScannedBlock {
        explicit ScannedBlock(StageCounts none) : counts(std::move(none)) {}
        std::vector<ScanRows> rows;
        StageCounts counts;
        bool finished = false;
    };

    ChosenBlock read(const PlannedBlock& planned) {
        ChosenBlock block;
        block.choice = pass_.stage.choose(planned);
        if (block.choice.any) {
            turn_to(planned.chromosome, pass_.scan);
            block.tiles = pass_.source.read(planned);
        }
        return block;
    }

    /// The rows of those that all blocks before have been taken of. What was taken by half is not taken again.
    void take_finished() {
        while (!taking_ && !scanned_.empty() && scanned_.begin()->first == taken_ &&
               scanned_.begin()->second.finished) {
            const ScannedBlock& block = scanned_.begin()->second;
            taking_ = true;
            take_(blocks_[taken_], block.rows, block.counts);
            taking_ = false;
            scanned_.erase(scanned_.begin());
            ++taken_;
            room_.notify_all();
        }
    }

    void end_at(std::size_t block) {
        end_ = std::min(end_, block);
        room_.notify_all();
    }

    std::span<const PlannedBlock> blocks_;
    const ScanPass& pass_;
    const TakeRows& take_;
    const std::function<void(std::uint64_t)>& done_;
    std::size_t traits_;
    std::size_t most_begun_;  // and not taken

    std::mutex mutex_;  // of what follows, and of HDF5
    std::condition_variable room_;
    std::size_t next_ = 0;  // to be read
    std::size_t end_;       // no block from here on is begun
    std::size_t taken_ = 0;
    bool taking_ = false;                          // for good, when it failed
    std::map<std::size_t, ScannedBlock> scanned_;  // begun and not taken
    std::size_t failed_ = 0;                       // the first of those that failed
    std::exception_ptr failure_;
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
        BlockStream stream(mine.first(count), pass, take, done);
        parallel_workers(std::min(static_cast<std::size_t>(pass.threads), count),
                         [&](std::size_t thread) { stream.work(thread == 0); });
        stream.rethrow();
        pass.stop.check();
        mine = mine.subspan(count);
    }
}

}  // namespace atria::pipeline
