#include "pipeline/reduce/merge_parts.hpp"

#include "io/results/foreign_text.hpp"
#include "io/results/part_file.hpp"
#include "io/results/results_file.hpp"
#include "io/shard/scanned_list.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/parts.hpp"
#include "pipeline/reduce/trait_merge.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace atria::pipeline {

namespace {

/// How many of `blocks` are merged together: as many as hold a few megabytes of rows.
std::size_t batch_of(std::span<const PlannedBlock> blocks, std::size_t cohorts) {
    constexpr std::uint64_t estimates_at_once = 16384;
    std::uint64_t estimates = 0;
    std::size_t count = 0;
    while (count < blocks.size() && (count == 0 || estimates < estimates_at_once)) {
        estimates += blocks[count++].variants * (cohorts + 1);
    }
    return count;
}

std::uint64_t variants_of(std::span<const PlannedBlock> blocks) {
    std::uint64_t variants = 0;
    for (const PlannedBlock& block : blocks) { variants += block.variants; }
    return variants;
}

bool of_predictors(const MergeOrder& order) {
    return !order.traits.empty() && !order.traits.front().predictors.empty();
}

/// A batch and the trait that it belongs to.
struct Step {
    std::shared_ptr<TraitMerge> trait;
    MergedBatch batch;
    std::size_t tasks = 0;  // once it is collected
};

/// Batch by batch and trait by trait. While one batch is compressed and the next one made into text, the main thread
/// writes the one before them and reads the one behind.
class Merge {
public:
    Merge(const WorkPlan& plan, const MergeOrder& order)
        : plan_(plan),
          order_(order),
          parts_(plan, order.results, order.parts, order.traits, order.run),
          results_(order.results / "results.h5", variants_of(plan.blocks()), of_predictors(order)) {}

    std::vector<MergedTrait> run(Progress& progress) {
        begin_next_trait();
        std::optional<Step> read = next();
        std::optional<Step> formatted;
        std::optional<Step> compressed;
        while (read || formatted || compressed) {
            if (order_.between) { order_.between(); }
            begin_next_trait();
            std::optional<Step> ahead;
            const std::size_t tasks = formatted ? formatted->tasks : 0;
            const std::size_t blocks = read ? read->batch.blocks.size() : 0;
            order_.beside(
                tasks + blocks,
                [&](std::size_t i) {
                    if (i < tasks) { return formatted->trait->compress(formatted->batch, i); }
                    read->trait->format(read->batch.blocks[i - tasks]);
                },
                [&] {
                    if (compressed) { compressed->trait->write(compressed->batch, results_); }
                    ahead = next();
                });
            if (compressed) {
                progress.add(compressed->batch.variants);
                if (compressed->batch.last) { summarise(*compressed->trait); }
            }
            if (formatted) { formatted->trait->end_of(formatted->batch); }
            if (read) { read->tasks = read->trait->collect(read->batch); }
            compressed = std::move(formatted);
            formatted = std::move(read);
            read = std::move(ahead);
        }
        results_.finish();
        return std::move(merged_);
    }

private:
    /// Finds out what corrects the standard errors of the trait that is read next, unless it is there already.
    void begin_next_trait() {
        if (next_trait_ || index_ == order_.traits.size()) { return; }
        next_trait_ = std::make_shared<TraitMerge>(order_, index_, results_);
        TraitMerge& trait = *next_trait_;
        const math::GenomicControl control = order_.pooling.genomic_control;
        if (control != math::GenomicControl::none) {
            measure(trait, {&trait.of_cohorts});
            for (std::size_t c = 0; c < trait.of_cohorts.size(); ++c) {
                trait.factors.cohorts.push_back(math::genomic_control_factor(trait.of_cohorts.lambda(c)));
            }
        }
        if (control == math::GenomicControl::both) {
            measure(trait, {&trait.of_results});
            trait.factors.pooled = math::genomic_control_factor(trait.of_results.lambda(0));
            trait.factors.fixed = math::genomic_control_factor(trait.of_results.lambda(1));
            trait.factors.random = math::genomic_control_factor(trait.of_results.lambda(2));
        }
        left_ = plan_.blocks();
    }

    /// Reads the next batch; a trait without blocks has an empty one. Nothing when the next trait is not begun yet.
    std::optional<Step> next() {
        if (!next_trait_) { return std::nullopt; }
        const auto blocks = left_.first(batch_of(left_, order_.traits[index_].cohorts.size()));
        left_ = left_.subspan(blocks.size());
        Step step{next_trait_, {}, 0};
        step.batch.variants = variants_of(blocks);
        step.batch.last = left_.empty();
        for (const PlannedBlock& block : blocks) {
            MergedBlock& merged = step.batch.blocks.emplace_back();
            merged.variants = variants().read(block.first, block.variants);
            merged.rows = parts_.read(block, index_);
        }
        if (left_.empty()) {
            next_trait_.reset();
            ++index_;
        }
        return step;
    }

    /// Passes over the rows of a trait, as long as one of them needs it.
    void measure(const TraitMerge& trait, const std::vector<Inflation*>& inflations) {
        CohortPooling pooling = order_.pooling;
        pooling.leave_one_out = false;
        while (!std::ranges::all_of(inflations, &Inflation::known)) {
            std::span<const PlannedBlock> blocks = plan_.blocks();
            while (!blocks.empty()) {
                const auto batch = blocks.first(batch_of(blocks, trait.of_cohorts.size()));
                blocks = blocks.subspan(batch.size());
                std::vector<ScanRows> rows;
                rows.reserve(batch.size());
                for (const PlannedBlock& block : batch) { rows.push_back(parts_.read(block, trait.trait())); }
                order_.loop(rows.size(), [&](std::size_t i) { pool_cohorts(pooling, trait.factors, rows[i]); });
                std::vector<const ScanRows*> pointers;
                pointers.reserve(rows.size());
                for (const ScanRows& block : rows) { pointers.push_back(&block); }
                for (Inflation* inflation : inflations) { inflation->add(pointers, order_.loop); }
            }
            for (Inflation* inflation : inflations) { inflation->end_pass(); }
        }
    }

    /// What need not be known before is found out along with the writing, and by further passes.
    void summarise(TraitMerge& trait) {
        measure(trait, {&trait.of_cohorts, &trait.of_results});
        MergedTrait& summary = merged_.emplace_back();
        summary.random_not_converged = trait.random_not_converged;
        const Inflation& results = trait.of_results;
        summary.lambdas = {results.lambda(0), results.lambda(1), results.lambda(2), {}, results.count(0)};
        for (std::size_t c = 0; c < trait.of_cohorts.size(); ++c) {
            summary.lambdas.cohorts.push_back(trait.of_cohorts.lambda(c));
        }
    }

    io::ScannedList& variants() {
        if (!variants_) { variants_.emplace(order_.study / order_.variants_path); }
        return *variants_;
    }

    const WorkPlan& plan_;
    const MergeOrder& order_;
    Parts parts_;
    io::ResultsFile results_;
    std::optional<io::ScannedList> variants_;
    std::vector<MergedTrait> merged_;
    std::size_t index_ = 0;                   // of the trait that is read
    std::shared_ptr<TraitMerge> next_trait_;  // the same, once begun
    std::span<const PlannedBlock> left_;      // of it
};

}  // namespace

std::vector<std::string> result_files(std::span<const io::TraitResult> traits,
                                      std::span<const io::ResultFormat> formats) {
    std::vector<std::string> files;
    for (const io::TraitResult& trait : traits) {
        files.push_back(pooled_file(trait));
        files.push_back(pooled_file(trait) + "-meta.yaml");
        if (trait.cohort_table) { files.push_back(cohorts_file(trait)); }
        for (const io::ResultFormat format : foreign_formats(formats)) {
            files.push_back(io::foreign_file(format, trait));
        }
    }
    files.emplace_back("results.h5");
    return files;
}

MergeSummary merge_parts(const WorkPlan& plan, const MergeOrder& order) {
    for (const io::TraitResult& trait : order.traits) { io::check_trait_name(trait.name); }
    MergeSummary summary;
    {
        Merge merge(plan, order);
        Progress progress("Writing results", variants_of(plan.blocks()) * order.traits.size(), "rows");
        summary.traits = merge.run(progress);
    }
    summary.files = result_files(order.traits, order.formats);
    return summary;
}

}  // namespace atria::pipeline
